import type { Order, Person } from "../person.ts";
import type { Instant } from "../time.ts";

const later = (one: Instant, other: Instant): Instant => (one > other ? one : other);

/**
 * When the person's former life cycle ended, if there was one. A leaver that is under way has not ended yet; a block that
 * outlived its leaver belongs to the former cycle.
 */
export function formerLeaverEnded({ phase, leftAt, blockedAt }: Person): Instant | undefined {
  const underWay = phase === "leaving" || phase === "blocked";
  if (underWay || blockedAt === undefined) return leftAt;
  return leftAt === undefined ? blockedAt : later(leftAt, blockedAt);
}

/**
 * Leave orders of the present life cycle, earliest first. One that was given before the former cycle ended meant that
 * cycle, even if its date is still to come: it must not end a rehire.
 */
export function openLeaveOrders(person: Person): readonly Order[] {
  const ended = formerLeaverEnded(person);
  return person.orders
    .filter((order) => order.kind === "leave")
    .filter(({ orderedAt }) => ended === undefined || orderedAt > ended)
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
}

/** The leave order that holds at `now`. */
export function standingLeaveOrder(person: Person, now: Instant): Order | undefined {
  return openLeaveOrders(person).find((order) => order.at <= now);
}
