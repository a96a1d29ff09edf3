import { InvalidInput } from "../domain/errors.ts";
import { CalendarDate, endOfDay, type Instant, parseInstant, startOfDay } from "../domain/time.ts";

/** Which end of a day is meant: somebody leaves at the end of the last one, and is changed or away from the start. */
export type DayEdge = "start" | "end";

/**
 * When an order holds: "now", an instant with an offset, or a calendar date, which means the start or the end of that day
 * in the tenant's zone. @throws InvalidInput for everything else, local times without an offset among them.
 */
export function readWhen(
  text: string,
  at: { readonly now: Instant; readonly timeZone: string; readonly edge: DayEdge },
): Instant {
  if (text === "now") return at.now;
  const date = CalendarDate.safeParse(text);
  if (date.success) return (at.edge === "end" ? endOfDay : startOfDay)(date.data, at.timeZone);
  const instant = parseInstant(text);
  if (instant) return instant;
  throw new InvalidInput(
    `--at takes a date such as 2026-03-31 (the ${at.edge} of that day), an instant with an offset such as 2026-03-31T17:00:00+01:00, or now`,
  );
}
