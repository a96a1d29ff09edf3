import type { DueItem } from "../decision.ts";
import { addMs, epochMsOf, type Instant } from "../time.ts";
import type { DecideInput } from "./input.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Another look at what no event tells of: hourly on the first day after `since`, and daily then. */
export function recheckSince(since: Instant, now: Instant, why: string): DueItem {
  const age = epochMsOf(now) - epochMsOf(since);
  return { at: addMs(now, age < DAY_MS ? HOUR_MS : DAY_MS), kind: "recheck", why };
}

/** Another look at somebody who is held, where what ends the hold may happen to somebody else. */
export function recheckHold({ person, now }: DecideInput, code: string, why: string): DueItem {
  return recheckSince(person.hold?.code === code ? person.hold.since : now, now, why);
}
