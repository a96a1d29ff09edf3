import type { Engagement } from "../order.ts";
import type { Person } from "../person.ts";
import type { Instant } from "../time.ts";
import { openOrders } from "./orders.ts";

/** The engagement in force: the latest hire of the present life cycle, with what was ordered to change since. */
export function engagementOf(person: Person, now: Instant): Engagement | undefined {
  const hire = openOrders(person, "hire")
    .filter(({ at }) => at <= now)
    .at(-1);
  if (!hire) return undefined;
  const changes = openOrders(person, "change").filter(({ at, orderedAt }) => at <= now && orderedAt >= hire.orderedAt);
  const { engagement } = hire;
  const endDate = changes.findLast((change) => change.endDate !== undefined)?.endDate ?? engagement.endDate;
  const sponsor = changes.findLast((change) => change.sponsor !== undefined)?.sponsor ?? engagement.sponsor;
  return { ...engagement, ...(endDate ? { endDate } : {}), ...(sponsor ? { sponsor } : {}) };
}
