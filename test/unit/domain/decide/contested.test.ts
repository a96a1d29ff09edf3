import { expect, it } from "vitest";
import { fingerprintOf, type RecentDecision } from "../../../../src/domain/decide/contested.ts";
import { decide } from "../../../../src/domain/decide/decide.ts";
import type { Decision } from "../../../../src/domain/decision.ts";
import { parseInstant } from "../../../../src/domain/time.ts";
import { kindsOf, leaveOrder, situation } from "../situations.ts";

const POLICY = {
  joiner: {
    profile: [{ attribute: "displayName", value: "{firstName} {lastName}" }],
    groups: [{ group: "All staff" }],
  },
};
const LAST = parseInstant("2026-03-01T10:00:00.000Z")!;
const joining = () => situation({ policy: POLICY, person: { phase: "joining" } });
const repeated = (plan: Decision, times: number): readonly RecentDecision[] =>
  Array.from({ length: times }, () => ({
    at: LAST,
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
  const recentDecisions = Array.from({ length: 5 }, () => ({ at: LAST, carriedOut: [fingerprintOf(other)] }));
  expect(decide({ ...joining(), recentDecisions })).toEqual(decide(joining()));
});

it("begins to count afresh when what is known of the person has changed in between", () => {
  const plan = decide(joining());
  const [one = { at: LAST, carriedOut: [] }] = repeated(plan, 1);
  const other = { at: LAST, carriedOut: [], facts: { ...plan.standing?.profile, title: "Chief" } };
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

it("names who undoes it, most often first, and looks again by itself a day after our last change", () => {
  const plan = decide(joining());
  const recentDecisions = repeated(plan, 2);
  const [kind] = kindsOf(plan);
  expect(kind).toBe("update-profile");
  const theirs = (eventType: string, id: string) => ({ at: LAST, eventType, actor: { type: "User", id } });
  const edit = "user.account.update_profile";
  const othersEvents = [
    theirs(edit, "00u1"),
    theirs("group.user_membership.add", "00uelse"),
    theirs(edit, "00u2"),
    { at: LAST, eventType: edit, actor: { type: "PublicClientApp", id: "0oa1", clientId: "0oa1" } },
    theirs(edit, "00u2"),
  ];
  const { hold, due } = decide({ ...joining(), recentDecisions, othersEvents });
  expect(hold?.reason).toContain(`each time: by actor User 00u2, 2 times since ${LAST}; actor User 00u1, 1 times`);
  expect(hold?.reason).toContain("actor PublicClientApp 0oa1, 1 times");
  expect(hold?.reason).not.toContain("00uelse");
  expect(hold?.todo).toContain("stop that actor");
  expect(due).toContainEqual(expect.objectContaining({ kind: "contested", at: "2026-03-02T10:01:00.000Z" }));
});

it("says where to find out who it is when nobody is known", () => {
  const { hold } = decide({ ...joining(), recentDecisions: repeated(decide(joining()), 2), othersEvents: [] });
  expect(hold?.todo).toContain("System Log");
});
