import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DecideInput } from "../../src/domain/decide/decide.ts";
import { decide } from "../../src/domain/decide/decide.ts";
import { insteadOfAmending, type OrderState, orderState } from "../../src/domain/decide/order-state.ts";
import type { OrderOf } from "../../src/domain/order.ts";
import { instantOf } from "../../src/domain/time.ts";
import { textOf } from "../../src/domain/worker.ts";
import { afterRun, anyInput, NOW } from "./company.ts";

const RUNS = { numRuns: 300 };
const ATTRIBUTES = ["title", "department", "division", "costCenter", "mobilePhone"] as const;
const changes = fc.dictionary(fc.constantFrom(...ATTRIBUTES), fc.constantFrom("A", "B", null), { minKeys: 1 });
/** Orders of different times, all of them due. */
const dueChanges = fc.array(changes, { minLength: 1, maxLength: 4 }).map((list) =>
  list.map(
    (wanted, index): OrderOf<"change"> => ({
      id: `c-${index}`,
      kind: "change",
      at: instantOf(Date.parse(NOW) - (10 - index) * 60_000),
      reason: "r",
      orderedBy: "op",
      orderedAt: NOW,
      changes: wanted,
    }),
  ),
);

/** Somebody who works here, without rules that would write the same. */
const employee = anyInput()
  .filter(({ facts }) => facts.account?.status === "ACTIVE" && facts.account.credentialProvider === "OKTA")
  .map((input): DecideInput => {
    const { blockedAt: _b, leftAt: _l, standing: _s, ...person } = input.person;
    const { end: _e, start: _t, ...profile } = input.facts.account!.profile;
    return {
      ...input,
      policy: { ...input.policy, joiner: { ...input.policy.joiner, profile: [] } },
      person: { ...person, phase: "joined", orders: [], effects: {} },
      facts: { ...input.facts, account: { ...input.facts.account!, profile } },
    };
  });

const withOrders = (input: DecideInput, orders: DecideInput["person"]["orders"]): DecideInput => ({
  ...input,
  person: { ...input.person, orders },
});
function settled(input: DecideInput): DecideInput {
  const decision = decide(input);
  const after = afterRun(input, decision);
  return decision.lookAgain ? settled(after) : after;
}
const shownBy = ({ facts }: DecideInput) => ATTRIBUTES.map((name) => textOf(facts.account!.profile, name));

describe("ordered changes", () => {
  it("come to the same however they lie in the person's list, and at once or one after another", () => {
    fc.assert(
      fc.property(employee, dueChanges, (input, orders) => {
        const once = settled(withOrders(input, orders));
        const stepwise = orders.reduce<DecideInput>(
          (at, _order, index) => settled(withOrders(at, orders.slice(0, index + 1))),
          input,
        );
        const reversed = settled(withOrders(input, orders.toReversed()));
        expect(shownBy(reversed)).toEqual(shownBy(once));
        expect(shownBy(stepwise)).toEqual(shownBy(once));
        const wanted: Record<string, string | null> = Object.assign({}, ...orders.map((order) => order.changes));
        for (const [name, value] of Object.entries(wanted))
          expect(textOf(once.facts.account!.profile, name)).toBe(value ?? "");
      }),
      RUNS,
    );
  });
  it("are done once: what somebody changes in Okta afterwards stays", () => {
    fc.assert(
      fc.property(employee, dueChanges, changes, (input, orders, byHand) => {
        const done = settled(withOrders(input, orders));
        expect(done.person.orders.map((order) => orderState(done.person, order, NOW))).toEqual(
          orders.map(() => "done"),
        );
        expect(decide(done)).toMatchObject({ operations: [] });
        const account = { ...done.facts.account!, profile: { ...done.facts.account!.profile, ...byHand } };
        const later = settled({ ...done, facts: { ...done.facts, account } });
        expect(shownBy(later)).toEqual(ATTRIBUTES.map((name) => textOf(account.profile, name)));
      }),
      RUNS,
    );
  });
});

it("whatever the person, an order that has had its effect cannot be amended, and one that is to come can", () => {
  const amendable: Partial<Record<OrderState, boolean>> = {
    "to come": true,
    done: false,
    withdrawn: false,
    void: false,
  };
  fc.assert(
    fc.property(anyInput(), ({ person, now }) => {
      for (const order of person.orders) {
        const expected = amendable[orderState(person, order, now)];
        const isHire = order.kind === "hire"; // it is amended until there is an account
        if (expected !== undefined && !isHire)
          expect(insteadOfAmending(person, order, now) === undefined).toBe(expected);
      }
    }),
    RUNS,
  );
});

it("a plan where another system is the authority marks no change as carried out", () => {
  fc.assert(
    fc.property(anyInput(["ad", "m365"]), (input) => {
      const decision = decide(input);
      if (decision.refused.length === 0 || decision.operations.length > 0) return;
      expect((decision.effects ?? []).filter((effect) => effect.startsWith("order:"))).toEqual([]);
    }),
    RUNS,
  );
});
