import { describe, expect, it } from "vitest";
import {
  accountOf,
  differingAttributes,
  factorOf,
  groupOf,
  profileToSend,
  roleOf,
  ruleOf,
} from "../../../../src/connectors/okta/mapping.ts";
import { OktaFactor, OktaGroup, OktaGroupRule, OktaRole, OktaUser } from "../../../../src/connectors/okta/schema.ts";
import { InvalidInput } from "../../../../src/domain/errors.ts";
import type { Json } from "../../../../src/domain/json.ts";
import { ADA, userBody } from "./scripted-server.ts";

const account = (more: object, etag?: string) => accountOf(OktaUser.parse(userBody(ADA, { ...more })), etag);

describe("a user", () => {
  it("becomes an account with every attribute, custom ones included", () => {
    const profile = { login: "a", hrId: "17", tags: ["x"], address: { city: null }, age: 7, remote: true };
    expect(
      account(
        {
          profile,
          activated: "2026-01-01T01:00:00+01:00",
          statusChanged: "2026-01-02T00:00:00Z",
          credentials: { password: {}, provider: { type: "ACTIVE_DIRECTORY", name: "ad" } },
          transitioningToStatus: "DEPROVISIONED",
          realmId: "unknown member",
          _links: {},
        },
        'W/"1"',
      ),
    ).toEqual({
      id: ADA,
      status: "ACTIVE",
      transitioningTo: "DEPROVISIONED",
      created: "2026-01-01T00:00:00.000Z",
      activated: "2026-01-01T00:00:00.000Z",
      statusChanged: "2026-01-02T00:00:00.000Z",
      lastUpdated: "2026-01-01T00:00:00.000Z",
      profile,
      credentialProvider: "ACTIVE_DIRECTORY",
      etag: 'W/"1"',
    });
  });

  it("may have nulls wherever Okta sends them", () => {
    const empty = { activated: null, statusChanged: null, lastUpdated: null, transitioningToStatus: null };
    const mapped = account({ ...empty, credentials: null });
    expect(Object.keys(mapped).toSorted()).toEqual(["created", "id", "lastUpdated", "profile", "status"]);
    expect(account({ credentials: { provider: null } }).credentialProvider).toBeUndefined();
  });

  it("that is ACTIVATING is on its way to ACTIVE", () => {
    expect(account({ status: "ACTIVATING" })).toMatchObject({ status: "STAGED", transitioningTo: "ACTIVE" });
  });

  it("in a state that nobody knows is refused", () => {
    expect(() => account({ status: "FROZEN" })).toThrow(InvalidInput);
    expect(OktaUser.safeParse(userBody(ADA, { created: "yesterday" })).success).toBe(false);
  });
});

describe("groups, rules, roles and factors", () => {
  it("of an unknown kind are not writable", () => {
    expect(groupOf(OktaGroup.parse({ id: "g", type: "NEW_KIND", profile: null }))).toEqual({
      id: "g",
      name: "",
      kind: "APP_GROUP",
    });
  });

  it("may lack what Okta leaves out", () => {
    const rule = ruleOf(OktaGroupRule.parse({ id: "r", status: "INVALID", actions: { assignUserToGroups: null } }));
    expect(rule).toEqual({ id: "r", name: "", active: false, targetGroupIds: [] });
    expect(roleOf(OktaRole.parse({ id: "ra" }))).toEqual({ id: "ra", type: "CUSTOM", assignedBy: "USER" });
    expect(factorOf(OktaFactor.parse({ id: "f" }))).toEqual({ id: "f", type: "unknown", status: "UNKNOWN" });
  });
});

describe("profiles", () => {
  it("are sent without keys that have no value", () => {
    const read: Record<string, Json | undefined> = { title: undefined, city: null, tags: [] };
    expect(Object.entries(profileToSend(read))).toEqual([
      ["city", null],
      ["tags", []],
    ]);
  });

  it("differ by value, not by key, and logins not by case", () => {
    const held = { login: "Ada@acme.example", title: "", tags: ["a"] };
    expect(differingAttributes(held, { login: "ada@ACME.example", title: null, city: null, tags: ["a"] })).toEqual([]);
    expect(differingAttributes(held, { title: "Clerk", tags: ["b"], login: "eve@acme.example" })).toEqual([
      "title",
      "tags",
      "login",
    ]);
    expect(differingAttributes({ title: "Clerk" }, { title: "clerk" })).toEqual(["title"]);
  });
});
