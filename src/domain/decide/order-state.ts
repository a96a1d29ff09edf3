import type { Order, OrderOf } from "../order.ts";
import { oktaIdOf, type Person, type Phase } from "../person.ts";
import type { Instant } from "../time.ts";
import { formerLeaverEnded, openOrders } from "./orders.ts";

/** The effect that a change order leaves once it was carried out. */
export const orderDone = (id: string): string => `order:${id}`;

/** `void`: the person left before it began to hold, so that it never will. */
export type OrderState = "to come" | "holds" | "done" | "withdrawn" | "void";

const NOT_BEGUN: ReadonlySet<Phase> = new Set(["provisional", "adopted", "joining"]);

/** How far an order has come, as an operator asks it. */
export function orderState(person: Person, order: Order, now: Instant): OrderState {
  if (order.withdrawn) return "withdrawn";
  if (!openOrders(person, order.kind).some(({ id }) => id === order.id))
    return order.at <= (formerLeaverEnded(person) ?? order.at) ? "done" : "void";
  if (order.at > now) return "to come";
  return isDone(person, order, now) ? "done" : "holds";
}

function isDone(person: Person, order: Order, now: Instant): boolean {
  switch (order.kind) {
    case "leave":
      return person.phase === "left";
    case "hire":
      return !NOT_BEGUN.has(person.phase);
    case "change":
      return person.effects[orderDone(order.id)] !== undefined;
    case "absence":
      return absenceAt(person, now)?.id !== order.id;
    case "return":
      return person.phase !== "absent" || absenceAt(person, now) !== undefined;
    case "contain":
      return false;
  }
}

/** The order under which the person is away at a time: the latest of absences and returns says it. */
export function absenceAt(person: Person, at: Instant): OrderOf<"absence"> | undefined {
  const last = [...openOrders(person, "absence"), ...openOrders(person, "return")]
    .filter((order) => order.at <= at)
    .toSorted((one, other) => (`${one.at}${one.orderedAt}` < `${other.at}${other.orderedAt}` ? -1 : 1))
    .at(-1);
  return last?.kind === "absence" ? last : undefined;
}

/** What to do instead of changing or withdrawing an order that has had its effect; undefined while it can be changed. */
export function insteadOfAmending(person: Person, order: Order, now: Instant): string | undefined {
  const state = orderState(person, order, now);
  if (state === "to come") return undefined;
  if (state === "withdrawn") return "it was withdrawn: order it anew";
  if (state === "void") return "the person left before it began to hold, and it never will";
  switch (order.kind) {
    case "leave":
      return insteadOfLeave(state, person.phase);
    case "hire":
      return oktaIdOf(person) === undefined
        ? undefined
        : "the account is there: order the leave (`mastery person leave`), or change what is wrong (`mastery person change`)";
    case "change":
      return state === "holds"
        ? undefined
        : "it is carried out: order the change that is wanted now (`mastery person change`)";
    case "absence":
      return state === "holds" && person.phase !== "absent"
        ? undefined
        : "it is carried out: order the return (`mastery person return`)";
    case "return":
      return state === "holds" ? undefined : "it is carried out: order another absence (`mastery person absence`)";
    case "contain":
      return state === "holds" ? undefined : "it is over: the person has left";
  }
}

/** Withdrawn in the days of grace, it is over once somebody has lifted the block in Okta. */
function insteadOfLeave(state: OrderState, phase: Phase): string | undefined {
  if (state !== "holds")
    return "it is carried out: if the person stays after all, activate or unsuspend the account in Okta, or hire them again (`mastery person hire`)";
  if (phase !== "leaving") return undefined;
  return "it is being carried out: withdraw it when the person is blocked (`mastery person show`)";
}
