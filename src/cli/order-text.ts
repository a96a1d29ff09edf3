import type { PlacedOrder } from "../api/place-order.ts";
import type { OrderKind, OrderOf } from "../domain/order.ts";
import { epochMsOf, type Instant } from "../domain/time.ts";
import type { Operator } from "./operator.ts";
import { facts } from "./table.ts";

/** What was ordered, for whom, from when. */
export function placedText<K extends OrderKind>(placed: PlacedOrder<K>, what: string = placed.order.kind): string {
  const { tenantId, personKey, label, recorded, holdsNow, timeZone, pausedSince } = placed;
  // Sound: every kind of order has these.
  const order = placed.order as OrderOf<OrderKind>;
  return facts([
    [
      "NOT CARRIED OUT",
      pausedSince &&
        `the tenant is paused since ${pausedSince}: nothing is done until \`mastery tenant resume ${tenantId}\``,
    ],
    [
      recorded ? "ordered" : "already ordered",
      `${what}, holds ${holdsNow ? "now" : `from ${onTheClock(order.at, timeZone)}`}`,
    ],
    ["order", order.id],
    ["person", label === undefined ? personKey : `${label}, ${personKey}`],
    ["tenant", tenantId],
    ["by", order.orderedBy],
    ["reason", order.reason],
    ["ticket", order.ticket],
  ]);
}

/** As the tenant's own clocks show it, and as a point in time. */
export function onTheClock(at: Instant, timeZone: string): string {
  // Swedish writes dates as ISO 8601 does.
  const local = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  return `${local.format(epochMsOf(at))} in ${timeZone} (${at})`;
}

/** How to follow what was ordered. */
export function followHints(
  { personKey, tenantId }: { readonly personKey: string; readonly tenantId: string },
  { place }: Operator,
): readonly string[] {
  const follow = `follow it with \`mastery person show ${personKey} --tenant ${tenantId}\``;
  return [
    place === "folder"
      ? `nothing runs on this data folder: it is carried out once \`npm start\` runs; ${follow}`
      : follow,
  ];
}
