import { InvalidInput } from "../domain/errors.ts";
import { CalendarDate, endOfDay, type Instant, parseInstant } from "../domain/time.ts";

/**
 * When an order holds: "now", an instant with an offset, or a calendar date, which means the end of that day in the
 * tenant's zone. @throws InvalidInput for everything else, local times without an offset among them.
 */
export function readWhen(text: string, at: { readonly now: Instant; readonly timeZone: string }): Instant {
  if (text === "now") return at.now;
  const date = CalendarDate.safeParse(text);
  if (date.success) return endOfDay(date.data, at.timeZone);
  const instant = parseInstant(text);
  if (instant) return instant;
  throw new InvalidInput(
    "--at takes a date such as 2026-03-31 (the end of that day), an instant with an offset such as 2026-03-31T17:00:00+01:00, or now",
  );
}
