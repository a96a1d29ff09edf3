import type { DueItem } from "../decision.ts";
import { addDays, type CalendarDate, startOfDay } from "../time.ts";
import type { Employment } from "./employment.ts";
import type { DecideInput } from "./input.ts";

/**
 * When the joiner of an employment begins: so many days ahead of its first day. Whom a leave by name put out in those days,
 * though HR says that they come, is out until the first day.
 */
export function startOfEmployment(
  { person, policy, now }: DecideInput,
  { source, timeZone }: Pick<Employment, "source" | "timeZone">,
  firstDay: CalendarDate,
): DueItem {
  const { leadDays } = policy.joiner;
  const ahead = startOfDay(addDays(firstDay, -leadDays), timeZone);
  const first = startOfDay(firstDay, timeZone);
  const wasPutOut = person.orders.some(
    ({ kind, at, withdrawn }) => kind === "leave" && !withdrawn && ahead <= at && at <= first && at <= now,
  );
  if (source === "hr" && wasPutOut) return { at: first, kind: "start", why: "first day in the record" };
  return { at: ahead, kind: "start", why: `first day in the record, ${leadDays} days ahead` };
}
