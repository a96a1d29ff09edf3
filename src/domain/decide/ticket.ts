import type { Person } from "../person.ts";
import type { Instant } from "../time.ts";
import { orderState } from "./order-state.ts";

/** The ticket under which somebody ordered what is being done: that of the last order that holds; empty without one. */
export function ticketOf(person: Person, now: Instant): string {
  const holding = person.orders.filter((order) => orderState(person, order, now) === "holds");
  return holding.toSorted((a, b) => (a.orderedAt < b.orderedAt ? -1 : 1)).at(-1)?.ticket ?? "";
}
