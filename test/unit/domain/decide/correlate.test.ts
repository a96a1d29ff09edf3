import { describe, expect, it } from "vitest";
import { type Candidate, correlate } from "../../../../src/domain/decide/correlate.ts";
import { situation } from "../situations.ts";

const account = situation().facts.account!;
const candidate = (more: Partial<Candidate> = {}): Candidate => ({ account, hasAdminRoles: false, ...more });
const held = (hasRecord: boolean) => ({ heldBy: { personKey: "p-other", hasRecord } });

describe("the account that a record stands for", () => {
  it.each([
    ["nobody bears the login", [], false, { kind: "none" }],
    ["one bears it and nobody holds it", [candidate()], false, { kind: "link", account }],
    [
      "somebody without a record holds it",
      [candidate(held(false))],
      false,
      { kind: "same-person", personKey: "p-other" },
    ],
    ["somebody with a record holds it", [candidate(held(true))], false, { kind: "disputed" }],
    ["it has admin roles", [candidate({ hasAdminRoles: true })], false, { kind: "disputed" }],
    [
      "two bear login or address",
      [candidate(), candidate({ account: { ...account, id: "u-2" } })],
      false,
      { kind: "disputed" },
    ],
    ["the login was made from the name", [candidate()], true, { kind: "disputed" }],
  ])("%s", (_what, candidates, isGenerated, expected) => {
    expect(correlate(candidates, isGenerated)).toMatchObject(expected);
  });
});
