import { endOfDay, type Instant, startOfDay } from "../time.ts";
import type { Employment } from "./employment.ts";
import type { DecideInput } from "./input.ts";

/**
 * Whether the account ended with a former employment, so that the record is of one that begins later. Where the former one
 * is known, its leaver may have run on the very day on which the next began.
 */
export function isRehire(
  { otherEmployments }: DecideInput,
  { source, startDate, timeZone }: Employment,
  ended: Instant,
): boolean {
  if (source === "order") return true;
  if (startDate === undefined) return false;
  const start = startOfDay(startDate, timeZone);
  const follows = otherEmployments?.endedAt !== undefined && otherEmployments.endedAt <= start;
  return start >= ended || (follows && endOfDay(startDate, timeZone) > ended);
}
