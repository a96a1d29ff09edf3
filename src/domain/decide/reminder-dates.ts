import type { DueItem } from "../decision.ts";
import { addDays, endOfDay, type Instant } from "../time.ts";
import { engagementOf } from "./engagement.ts";
import type { DecideInput } from "./input.ts";

/** One reminder before the end of an engagement. */
interface Reminder {
  readonly days: number;
  readonly at: Instant;
  readonly effect: string;
}

/** The next reminder that is still to come. */
export function reminderDue(input: DecideInput): DueItem[] {
  const [next] = remindersOf(input)
    .filter(({ at }) => at > input.now)
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
  return next ? [{ at: next.at, kind: "reminder", why: `${next.days} days before the contract ends` }] : [];
}

/** Every reminder of the present end date, past and to come. */
export function remindersOf(input: DecideInput): readonly Reminder[] {
  const end = endOf(input);
  if (!end) return [];
  return input.policy.contractors.reminderDays.map((days) => ({
    days,
    at: endOfDay(addDays(end.endDate, -days), input.policy.timeZone),
    effect: `reminder:${end.endDate}:${days}`,
  }));
}

/** The last day of the engagement, and when it is over. */
export function endOf({ person, policy, now, worker }: DecideInput) {
  // Whoever was engaged by order and is in the HR system since is looked after there.
  const endDate = worker ? undefined : engagementOf(person, now)?.endDate;
  return endDate && { endDate, at: endOfDay(endDate, policy.timeZone) };
}
