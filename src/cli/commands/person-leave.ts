import type { Leave } from "../../api/person-leave.ts";
import { epochMsOf, type Instant } from "../../domain/time.ts";
import { type Command, TENANT_OPTION, textOf } from "../command.ts";
import type { Operator } from "../operator.ts";
import { operatorName } from "../operator-name.ts";
import { facts } from "../table.ts";
import { UsageError } from "../usage-error.ts";

const PATH = ["person", "leave"];

/** `mastery person leave` */
export const personLeave: Command = {
  path: PATH,
  usage: "person leave WHO --tenant ID --reason TEXT [--at WHEN] [--ticket T] [--by NAME]",
  summary: "orders that somebody leaves; ends their access from that moment on",
  details: [
    "WHO         a person key (p-…), an Okta user id or an Okta login",
    "--at WHEN   now (the default); a date, which means the end of that day in the tenant's time zone; or an instant",
    "            with an offset such as 2026-03-31T17:00:00+01:00",
    "--by NAME   who orders it (default: your user name)",
  ],
  options: {
    ...TENANT_OPTION,
    at: { type: "string" },
    reason: { type: "string" },
    ticket: { type: "string" },
    by: { type: "string" },
  },
  positionals: { min: 1, max: 1 },
  run: async ({ values, positionals: [who = ""], connect }) => {
    const tenantId = textOf(values, "tenant");
    const reason = textOf(values, "reason");
    if (!tenantId) throw new UsageError("--tenant ID is required: an order names its tenant", PATH);
    if (!reason?.trim()) throw new UsageError("--reason TEXT is required: the audit trail keeps it", PATH);
    const at = textOf(values, "at");
    const ticket = textOf(values, "ticket");
    const operator = await connect();
    const output = await operator.call("person.leave", {
      tenantId,
      who,
      reason,
      orderedBy: operatorName(textOf(values, "by"), PATH),
      ...(at === undefined ? {} : { at }),
      ...(ticket === undefined ? {} : { ticket }),
    });
    return { output, text: describe(output), hints: hintsFor(output, operator) };
  },
};

function describe({ tenantId, personKey, label, order, recorded, holdsNow, timeZone, pausedSince }: Leave): string {
  return facts([
    [
      "NOT CARRIED OUT",
      pausedSince &&
        `the tenant is paused since ${pausedSince}: access stays until \`mastery tenant resume ${tenantId}\``,
    ],
    [
      recorded ? "ordered" : "already ordered",
      `leave, holds ${holdsNow ? "now" : `from ${onTheClock(order.at, timeZone)}`}`,
    ],
    ["person", label === undefined ? personKey : `${label}, ${personKey}`],
    ["tenant", tenantId],
    ["by", order.orderedBy],
    ["reason", order.reason],
    ["ticket", order.ticket],
  ]);
}

/** As the tenant's own clocks show it, and as a point in time. */
function onTheClock(at: Instant, timeZone: string): string {
  // Swedish writes dates as ISO 8601 does.
  const local = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  return `${local.format(epochMsOf(at))} in ${timeZone} (${at})`;
}

function hintsFor({ personKey, tenantId }: Leave, { place }: Operator): readonly string[] {
  const follow = `follow it with \`mastery person show ${personKey} --tenant ${tenantId}\``;
  return [
    place === "folder"
      ? `nothing runs on this data folder: it is carried out once \`npm start\` runs; ${follow}`
      : follow,
  ];
}
