import { expect, it } from "vitest";
import { fingerprintOf, type RecentDecision } from "../../../../src/domain/decide/contested.ts";
import { decide } from "../../../../src/domain/decide/decide.ts";
import type { Decision } from "../../../../src/domain/decision.ts";
import { kindsOf, leaveOrder, situation } from "../situations.ts";

const POLICY = {
  joiner: {
    profile: [{ attribute: "displayName", value: "{firstName} {lastName}" }],
    groups: [{ group: "All staff" }],
  },
};
const joining = () => situation({ policy: POLICY, person: { phase: "joining" } });
const repeated = (plan: Decision, times: number): readonly RecentDecision[] =>
  Array.from({ length: times }, () => ({
    carriedOut: plan.operations.map(fingerprintOf),
    ...(plan.standing ? { facts: plan.standing.profile } : {}),
  }));

it("holds what was done twice in 24 h and is to be done again, and does nothing", () => {
  const plan = decide(joining());
  expect(plan.operations.length).toBeGreaterThan(0);
  expect(decide({ ...joining(), recentDecisions: repeated(plan, 1) })).toEqual(plan);
  const held = decide({ ...joining(), recentDecisions: repeated(plan, 2) });
  expect(held).toMatchObject({ flow: "none", operations: [], hold: { code: "contested" } });
});

it("does not take another value of the same attribute for the same operation", () => {
  const other = { kind: "update-profile", why: "", changes: { displayName: "Somebody else" }, before: {} } as const;
  const recentDecisions = Array.from({ length: 5 }, () => ({ carriedOut: [fingerprintOf(other)] }));
  expect(decide({ ...joining(), recentDecisions })).toEqual(decide(joining()));
});

it("begins to count afresh when what is known of the person has changed in between", () => {
  const plan = decide(joining());
  const [one = { carriedOut: [] }] = repeated(plan, 1);
  const other = { carriedOut: [], facts: { ...plan.standing?.profile, title: "Chief" } };
  expect(decide({ ...joining(), recentDecisions: [one, other, one] })).toEqual(plan);
  expect(decide({ ...joining(), recentDecisions: [one, one, other] }).hold?.code).toBe("contested");
});

it("never holds a leaver, and notes the fight", () => {
  const leaving = situation({ person: { orders: [leaveOrder()] } });
  const plan = decide(leaving);
  const fought = decide({ ...leaving, recentDecisions: repeated(plan, 3) });
  expect(kindsOf(fought)).toEqual(kindsOf(plan));
  expect(kindsOf(fought)).toContain("block-sign-in");
  expect(fought.hold).toBeUndefined();
  expect(fought.notes.join()).toContain("contested");
});
