import { InvalidInput } from "../domain/errors.ts";
import { CalendarDate, endOfDay, epochMsOf, type Instant, parseInstant, startOfDay } from "../domain/time.ts";

/** Which end of a day is meant: somebody leaves at the end of the last one, and is changed or away from the start. */
export type DayEdge = "start" | "end";

/** What is over for longer holds at once all the same: more likely the year is wrong, and somebody would be out today. */
const LONGEST_PAST_DAYS = 31;
const DAY_MS = 86_400_000;

/**
 * When an order holds: "now", an instant with an offset, or a calendar date, which means the start or the end of that day
 * in the tenant's zone. @throws InvalidInput for everything else, local times without an offset among them, and for what
 * lies more than a month back.
 */
export function readWhen(text: string, at: Reading): Instant {
  const when = readMoment(text, at);
  const daysAgo = Math.floor((epochMsOf(at.now) - epochMsOf(when)) / DAY_MS);
  if (daysAgo <= LONGEST_PAST_DAYS) return when;
  throw new InvalidInput(
    `--at lies ${daysAgo} days back: is the year right? For an order that holds now, leave --at out`,
  );
}

interface Reading {
  readonly now: Instant;
  readonly timeZone: string;
  readonly edge: DayEdge;
}

function readMoment(text: string, at: Reading): Instant {
  if (text === "now") return at.now;
  const date = CalendarDate.safeParse(text);
  if (date.success) return (at.edge === "end" ? endOfDay : startOfDay)(date.data, at.timeZone);
  const instant = parseInstant(text);
  if (instant) return instant;
  throw new InvalidInput(
    `--at takes a date such as 2026-03-31 (the ${at.edge} of that day), an instant with an offset such as 2026-03-31T17:00:00+01:00, or now`,
  );
}
