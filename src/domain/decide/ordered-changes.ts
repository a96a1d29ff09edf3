import type { AttributeAuthority, Decision, Refusal } from "../decision.ts";
import { MASTERY } from "../mastery.ts";
import type { OrderOf } from "../order.ts";
import type { AccountInput } from "./input.ts";
import { orderDone } from "./order-state.ts";
import { openOrders } from "./orders.ts";
import { pendingWishes, type Wish, withWishes } from "./overlay.ts";
import { ownerOf } from "./profile.ts";

/**
 * The input with what named operators ordered to change, each order once: what somebody changes in Okta afterwards stays.
 * Of two orders about one attribute the one that holds from a later time wins. An order about something that another
 * system sources by now is left out as a whole.
 */
export function withOrderedChanges(input: AccountInput): AccountInput {
  const wishes = new Map<string, Wish>();
  for (const { id, changes } of dueChanges(input).filter((order) => refusalsOf(input, order).length === 0)) {
    const authority: AttributeAuthority = { system: "operator", strength: "strong", rule: `order ${id}` };
    for (const [attribute, value] of Object.entries(changes)) wishes.set(attribute, { value, authority });
  }
  return withWishes(input, wishes);
}

/** The decision, with the orders that are carried out by it, and those that cannot be. */
export function closingOrders(input: AccountInput, decided: Decision): Decision {
  const due = dueChanges(input);
  const refused = due.flatMap((order) => refusalsOf(input, order));
  const decision = refused.length === 0 ? decided : { ...decided, refused: [...decided.refused, ...refused] };
  const done = due.filter((order) => refusalsOf(input, order).length === 0);
  if (done.length === 0 || decision.hold || !fulfils(input, decision)) return decision;
  return { ...decision, effects: [...(decision.effects ?? []), ...done.map(({ id }) => orderDone(id))] };
}

/** What of an order is not ours to write any more. */
function refusalsOf({ account, mode }: AccountInput, { id, changes }: OrderOf<"change">): readonly Refusal[] {
  return Object.keys(changes).flatMap((attribute) => {
    const what = `attribute ${attribute}, order ${id}`;
    if (attribute === "login") return { code: "sign-in-attribute", what, reason: "no order changes a login" };
    const owner = ownerOf(attribute, account, mode);
    if (owner === "okta") return [];
    const { authority, rightPlace } = MASTERY[owner];
    return { code: "sourced-elsewhere", what, reason: `${authority} is the authority for it`, rightPlace };
  });
}

function fulfils(input: AccountInput, { operations }: Decision): boolean {
  const written = operations.flatMap((operation) =>
    operation.kind === "update-profile" ? Object.keys(operation.changes) : [],
  );
  return [...pendingWishes(input).keys()].every((attribute) => written.includes(attribute));
}

function dueChanges({ person, now }: AccountInput): readonly OrderOf<"change">[] {
  return openOrders(person, "change").filter(({ at, id }) => at <= now && person.effects[orderDone(id)] === undefined);
}
