import type { OrderKind, OrderOf } from "../order.ts";
import type { Person } from "../person.ts";
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
 * Orders of one kind in the present life cycle, earliest first, without those that were withdrawn. One that was given
 * before the former cycle ended meant that cycle, even if its date is still to come: it must not end a rehire.
 */
export function openOrders<K extends OrderKind>(person: Person, kind: K): readonly OrderOf<K>[] {
  const ended = formerLeaverEnded(person);
  return person.orders
    .filter((order): order is OrderOf<K> => order.kind === kind)
    .filter(({ orderedAt, withdrawn }) => !withdrawn && (ended === undefined || orderedAt > ended))
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
}

/** The leave order that holds at `now`. */
export function standingLeaveOrder(person: Person, now: Instant): OrderOf<"leave"> | undefined {
  return openOrders(person, "leave").find((order) => order.at <= now);
}
