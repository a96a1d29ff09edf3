import { expect, it } from "vitest";
import { fingerprintOf } from "../../../../src/domain/decide/contested.ts";
import { decide } from "../../../../src/domain/decide/decide.ts";
import { kindsOf, leaveOrder, situation } from "../situations.ts";

const POLICY = {
  joiner: {
    profile: [{ attribute: "displayName", value: "{firstName} {lastName}" }],
    groups: [{ group: "All staff" }],
  },
};
const joining = () => situation({ policy: POLICY, person: { phase: "joining" } });
const repeated = (fingerprints: readonly string[], times: number): readonly string[] =>
  Array.from({ length: times }, () => fingerprints).flat();

it("holds what was done twice in 24 h and is to be done again, and does nothing", () => {
  const plan = decide(joining());
  expect(plan.operations.length).toBeGreaterThan(0);
  const fingerprints = plan.operations.map(fingerprintOf);
  expect(decide({ ...joining(), recentOperations: fingerprints })).toEqual(plan);
  const held = decide({ ...joining(), recentOperations: repeated(fingerprints, 2) });
  expect(held).toMatchObject({ flow: "none", operations: [], hold: { code: "contested" } });
});

it("does not take another value of the same attribute for the same operation", () => {
  const other = { kind: "update-profile", why: "", changes: { displayName: "Somebody else" }, before: {} } as const;
  const recentOperations = repeated([fingerprintOf(other)], 5);
  expect(decide({ ...joining(), recentOperations })).toEqual(decide(joining()));
});

it("never holds a leaver, and notes the fight", () => {
  const leaving = situation({ person: { orders: [leaveOrder()] } });
  const plan = decide(leaving);
  const fought = decide({ ...leaving, recentOperations: repeated(plan.operations.map(fingerprintOf), 3) });
  expect(kindsOf(fought)).toEqual(kindsOf(plan));
  expect(kindsOf(fought)).toContain("block-sign-in");
  expect(fought.hold).toBeUndefined();
  expect(fought.notes.join()).toContain("contested");
});
