import { describe, expect, it } from "vitest";
import {
  attributeOwner,
  isSignInAttribute,
  MASTERY,
  MODES,
  type Mode,
  stepAuthority,
} from "../../../src/domain/mastery.ts";

describe("who owns what", () => {
  it.each<[Mode, Record<string, string>]>([
    ["okta", { login: "okta", firstName: "okta", department: "okta", secondEmail: "okta", badge: "okta" }],
    ["ad", { login: "ad", firstName: "ad", department: "ad", secondEmail: "okta", badge: "ad" }],
    ["hr", { login: "okta", firstName: "hr", department: "hr", secondEmail: "okta", badge: "hr" }],
    ["m365", { login: "m365", firstName: "m365", department: "m365", secondEmail: "okta", badge: "okta" }],
  ])("in mode %s", (mode, owners) => {
    expect(Object.fromEntries(Object.keys(owners).map((name) => [name, attributeOwner(mode, name)]))).toEqual(owners);
  });
  it("groups of Okta's own stay Okta's in every mode, and the source alone ends accounts", () => {
    for (const mode of MODES) {
      expect(MASTERY[mode].steps.groups).toBe("okta");
      expect(stepAuthority(mode, "deactivate")).toEqual({
        system: mode,
        strength: "strong",
        rule: `preset ${mode}: deactivate`,
      });
    }
  });
  it("login and e-mail are how people sign in", () => {
    expect(["login", "email", "secondEmail", "badge"].filter(isSignInAttribute)).toEqual(["login", "email"]);
  });
});
