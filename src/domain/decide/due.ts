import type { DueItem } from "../decision.ts";
import type { Person } from "../person.ts";
import { endOfDay, type Instant } from "../time.ts";
import { readDate } from "./dates.ts";
import { employmentOf } from "./employment.ts";
import type { DecideInput } from "./input.ts";
import { openOrders } from "./orders.ts";
import { reminderDue } from "./reminder-dates.ts";

/** Orders that make somebody be looked at when they begin to hold. */
const ORDERED = ["leave", "change", "absence", "return", "contain"] as const;

const STAYING: ReadonlySet<Person["phase"]> = new Set(["adopted", "joined", "moving"]);

/** The next overlap that ends. One that has ended makes nothing due: it is planned, or waits for something else. */
function overlapEnd({ phase, standing }: Person, now: Instant): DueItem[] {
  if (!STAYING.has(phase)) return [];
  const [at] = (standing?.losing ?? [])
    .map((group) => group.at)
    .filter((end) => end > now)
    .toSorted();
  return at === undefined ? [] : [{ at, kind: "overlap-end", why: "the overlap after a move ends" }];
}

/** What the person's future orders and end date make due. The date may still move; then so does the item. */
export function dueForDates(input: DecideInput): DueItem[] {
  const { person, facts, policy, now } = input;
  const due: DueItem[] = [];
  if (!facts.account) return due;
  for (const kind of ORDERED) {
    const order = openOrders(person, kind).find(({ at }) => at > now);
    if (order) due.push({ at: order.at, kind, why: `${kind} ordered by a named operator (order ${order.id})` });
  }
  due.push(...reminderDue(input));
  due.push(...overlapEnd(person, now));
  const employment = employmentOf(input);
  if (employment?.endsAt && employment.endsAt > now)
    return [...due, { at: employment.endsAt, kind: "end", why: `the last day is over: ${employment.words}` }];
  const { endDate } = policy.attributes;
  const end = readDate(facts.account.profile, endDate);
  if (end === undefined || end === "malformed") return due;
  const endsAt = endOfDay(end, policy.timeZone);
  if (endsAt > now) due.push({ at: endsAt, kind: "end", why: `end date in ${endDate}` });
  return due;
}
