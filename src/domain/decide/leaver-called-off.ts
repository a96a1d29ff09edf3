import type { OrderOf } from "../order.ts";
import type { Person } from "../person.ts";
import { addDays, addMs, type Instant, startOfDay } from "../time.ts";
import type { Employment } from "./employment.ts";
import type { AccountInput } from "./input.ts";
import { openOrders } from "./orders.ts";
import { isRehire } from "./rehire.ts";

/** A leaver reads the orders, and records the block once it has read it back: one may be withdrawn in between. */
const RUN_MS = 3_600_000;

/**
 * Whether a leaver that is not at its end leaves the life cycle as it was, once nothing says any more that the person
 * leaves: it never got to the block, the leave was withdrawn, or the employment is the one that was there before the block
 * and goes on. What was ordered and done in it still counts. Otherwise whose account is live again begins anew.
 */
export function isLeaverCalledOff(input: AccountInput): boolean {
  const { person, employment } = input;
  const { phase, blockedAt } = person;
  if (phase !== "leaving" && phase !== "blocked") return false;
  if (blockedAt === undefined) return true;
  if (employment?.source === "hr") return !isRehire(input, employment, blockedAt) || hasJoinedFor(input, employment);
  if (wasWithdrawn(person, blockedAt)) return true;
  if (employment) return employment.orderedAt !== undefined && employment.orderedAt <= blockedAt;
  // No record tells a rehire from somebody who stays after all: a leave by name that is still to come must not get lost.
  return openOrders(person, "leave").some(({ at }) => at > input.now);
}

/** Lead days had let the person join for it before the block. */
function hasJoinedFor({ person, policy }: AccountInput, { startDate, timeZone }: Employment): boolean {
  if (person.joinedAt === undefined || startDate === undefined) return false;
  return person.joinedAt >= startOfDay(addDays(startDate, -policy.joiner.leadDays), timeZone);
}

/** The leave that blocked sign-in holds no longer. One that was withdrawn long before the block had no part in it. */
function wasWithdrawn({ orders, leftAt }: Person, blockedAt: Instant): boolean {
  return orders
    .filter((order): order is OrderOf<"leave"> => order.kind === "leave")
    .filter(({ orderedAt }) => leftAt === undefined || orderedAt > leftAt)
    .some(({ at, withdrawn }) => at <= blockedAt && withdrawn !== undefined && withdrawn.at >= sinceRun(at, blockedAt));
}

function sinceRun(at: Instant, blockedAt: Instant): Instant {
  const begun = addMs(blockedAt, -RUN_MS);
  return begun > at ? begun : at;
}
