import { hasJoined } from "../has-joined.ts";
import type { Person, Phase } from "../person.ts";
import type { Instant } from "../time.ts";
import type { AccountInput } from "./input.ts";
import { openOrders } from "./orders.ts";

/**
 * Where somebody stood before a containment or an absence. One that began before the joiner was done leaves the joiner,
 * and what was ordered for it, to come when it ends.
 */
export function phaseBefore({ person, account, onboardedAt, now }: AccountInput): Phase {
  if (hasJoined(person)) return "joined";
  if (person.leftAt !== undefined || isHired(person, now)) return "joining";
  return account.created >= onboardedAt ? "provisional" : "joined";
}

const isHired = (person: Person, now: Instant): boolean => openOrders(person, "hire").some(({ at }) => at <= now);
