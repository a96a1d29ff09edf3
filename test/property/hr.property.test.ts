import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DecideInput, decide } from "../../src/domain/decide/decide.ts";
import { isLive } from "../../src/domain/decide/input.ts";
import { attributeOwner, isSignInAttribute } from "../../src/domain/mastery.ts";
import { statusAt } from "../../src/domain/worker-record.ts";
import { CANARY } from "./company.ts";
import { FORBIDDEN, settled } from "./plans.ts";
import { anyHrInput } from "./workers.ts";

const RUNS = { numRuns: 400 };
type HrInput = Parameters<Parameters<(typeof anyHrInput)["map"]>[0]>[0];

const statusOf = ({ worker, now, policy }: HrInput) => statusAt(worker, { now, timeZone: policy.timeZone });
const isLiveIn = ({ facts }: DecideInput): boolean => facts.account !== undefined && isLive(facts.account);
const isEnded = (input: HrInput): boolean => ["terminated", "rescinded"].includes(statusOf(input));
const withoutOrders = (input: HrInput): HrInput => ({ ...input, person: { ...input.person, orders: [] } });

describe("whatever the person, and whatever the HR system says", () => {
  it("the generators reach every flow, and the holds that only a record makes", () => {
    const seen = new Set<string>();
    for (const input of fc.sample(anyHrInput, { numRuns: 1500, seed: 1 })) {
      const { flow, hold } = decide(input);
      seen.add(flow).add(hold?.code ?? "");
    }
    expect([...seen]).toEqual(
      expect.arrayContaining([
        ...["joiner", "mover", "leaver", "absence", "return", "contain", "none"],
        ...["unknown-status", "contradicts-authority", "leave-withdrawn", "too-many-leavers"],
      ]),
    );
  });
  it("deciding again, once the plan is done, gives an empty plan", () => {
    fc.assert(
      fc.property(anyHrInput, (input) => {
        expect(decide(settled(input))).toMatchObject({ flow: "none", operations: [] });
      }),
      RUNS,
    );
  });
  it("whoever the record says is gone cannot sign in once the plan is done, or somebody is told why not", () => {
    fc.assert(
      fc.property(anyHrInput, (input) => {
        const after = settled(input);
        if (isEnded(input) && isLiveIn(after)) expect(decide(after).hold ?? decide(input).hold).toBeDefined();
      }),
      RUNS,
    );
  });
  it("whoever the record says works here loses no sign-in unless somebody ordered it", () => {
    fc.assert(
      fc.property(anyHrInput.map(withoutOrders), (input) => {
        if (statusOf(input) !== "active") return;
        const kinds = decide(input).operations.map(({ kind }) => kind);
        expect(kinds.filter((kind) => kind === "block-sign-in" || kind === "deactivate")).toEqual([]);
      }),
      RUNS,
    );
  });
  it("of whom nobody can tell whether they work here, nothing is changed unless somebody ordered it", () => {
    fc.assert(
      fc.property(anyHrInput.map(withoutOrders), (input) => {
        if (statusOf(input) !== "unknown") return;
        const { operations } = decide(input);
        expect(operations.filter(({ kind }) => kind !== "restore-sign-in")).toEqual([]);
      }),
      RUNS,
    );
  });
  it("a leaver's plan gives no access, a joiner's takes none, and a mover's ends nobody", () => {
    fc.assert(
      fc.property(anyHrInput, (input) => {
        const { flow, operations } = decide(input);
        expect(operations.filter(({ kind }) => FORBIDDEN[flow].has(kind))).toEqual([]);
      }),
      RUNS,
    );
  });
  it("what is written by the record's word is HR's to say, and never how somebody signs in", () => {
    fc.assert(
      fc.property(anyHrInput, (input) => {
        const { operations, authority } = decide(input);
        for (const operation of operations)
          for (const name of "changes" in operation ? Object.keys(operation.changes) : []) {
            expect(isSignInAttribute(name)).toBe(false);
            const system = authority[name]?.system;
            expect(["hr", "mastery-rule", "operator"]).toContain(system);
            if (system === "hr") expect(attributeOwner("hr", name)).toBe("hr");
          }
      }),
      RUNS,
    );
  });
  it("what an auditor reads quotes nobody's values, and one thing of each kind is due", () => {
    fc.assert(
      fc.property(anyHrInput, (input) => {
        const { operations, standing: _personal, ...rest } = decide(input);
        expect(JSON.stringify([rest, operations.map(({ kind, why }) => [kind, why])])).not.toContain(CANARY);
        const kinds = rest.due.map(({ kind }) => kind);
        expect(new Set(kinds).size).toBe(kinds.length);
      }),
      RUNS,
    );
  });
});
