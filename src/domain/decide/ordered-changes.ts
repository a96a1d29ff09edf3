import type { AttributeAuthority, Decision } from "../decision.ts";
import type { AccountInput } from "./input.ts";
import { orderDone } from "./order-state.ts";
import { openOrders } from "./orders.ts";
import { pendingWishes, type Wish, withWishes } from "./overlay.ts";
import { ownerOf } from "./profile.ts";

/**
 * The input with what named operators ordered to change, each order once: what somebody changes in Okta afterwards stays.
 * Of two orders about one attribute the one that holds from a later time wins. What another system sources is left out.
 */
export function withOrderedChanges(input: AccountInput): AccountInput {
  const wishes = new Map<string, Wish>();
  for (const { id, changes } of dueChanges(input)) {
    const authority: AttributeAuthority = { system: "operator", strength: "strong", rule: `order ${id}` };
    for (const [attribute, value] of Object.entries(changes))
      if (ownerOf(attribute, input.account, input.mode) === "okta" && attribute !== "login")
        wishes.set(attribute, { value, authority });
  }
  return withWishes(input, wishes);
}

/** The decision, with the orders that are carried out by it. */
export function closingOrders(input: AccountInput, decision: Decision): Decision {
  const due = dueChanges(input);
  if (due.length === 0 || decision.hold || !fulfils(input, decision)) return decision;
  return { ...decision, effects: [...(decision.effects ?? []), ...due.map(({ id }) => orderDone(id))] };
}

function fulfils(input: AccountInput, { operations }: Decision): boolean {
  const written = operations.flatMap((operation) =>
    operation.kind === "update-profile" ? Object.keys(operation.changes) : [],
  );
  return [...pendingWishes(input).keys()].every((attribute) => written.includes(attribute));
}

function dueChanges({ person, now }: AccountInput) {
  return openOrders(person, "change").filter(({ at, id }) => at <= now && person.effects[orderDone(id)] === undefined);
}
