import type { StatusReport, TenantStatus } from "../../api/status.ts";
import { PHASES } from "../../domain/person.ts";
import type { Instant } from "../../domain/time.ts";
import { type Command, TENANT_OPTION, tenantFilter } from "../command.ts";
import { printable, section, table } from "../table.ts";

/** `mastery status` */
export const status: Command = {
  path: ["status"],
  usage: "status [--tenant ID]",
  summary: "how every tenant stands, those with something to do first",
  options: TENANT_OPTION,
  positionals: { min: 0, max: 0 },
  run: async ({ values, connect }) => {
    const output = await (await connect()).call("status", tenantFilter(values));
    return { output, text: describe(output) };
  },
};

const COLUMNS = [
  "TENANT",
  "MASTERY",
  "PEOPLE",
  "READY",
  "IN FLIGHT",
  "HELD",
  "FAILED 24 H",
  "TASKS",
  "DUE NEXT",
  "LAST LOOK",
];

function describe({ tenants, deadLetters }: StatusReport): string {
  if (tenants.length === 0) return "no tenant yet; apply one with `mastery tenant apply FILE`";
  return (
    table(COLUMNS, tenants.map(row)) +
    section("Paused: nobody is let in or out", tenants.flatMap(pauseLines).join("\n")) +
    section("Events", tenants.flatMap(eventLines).join("\n")) +
    section("Held", tenants.flatMap(heldLines).join("\n")) +
    section("Failed in the past 24 hours", tenants.flatMap(({ failedIn24h }) => failedIn24h).join("\n")) +
    section("Mail", tenants.flatMap(mailLines).join("\n")) +
    section("Overdue tasks", tenants.flatMap(overdueLines).join("\n")) +
    section("Dead letters", deadLetters ? `${deadLetters} messages were given up` : "")
  );
}

function row(tenant: TenantStatus): readonly (string | number)[] {
  const { openTasks, overdueTasks, dueNext } = tenant;
  return [
    tenant.tenantId,
    tenant.mode,
    PHASES.filter((phase) => tenant.people[phase] > 0)
      .map((phase) => `${tenant.people[phase]} ${phase}`)
      .join(", "),
    tenant.ready,
    `${tenant.inFlight}/${tenant.inFlightCap}`,
    tenant.held.length,
    tenant.failedIn24h.length,
    overdueTasks > 0 ? `${openTasks} (${overdueTasks} overdue)` : openTasks,
    dueNext ? `${toTheMinute(dueNext.at)} ${dueNext.kind}` : "",
    tenant.lastLookAt ? toTheMinute(tenant.lastLookAt) : "",
  ];
}

function pauseLines({ tenantId, paused, ready }: TenantStatus): readonly string[] {
  if (!paused) return [];
  const { since, by, reason } = paused;
  return [printable(`${tenantId}  since ${since} by ${by}: ${reason}; ${ready} people wait`)];
}

function eventLines({ tenantId, eventTrouble }: TenantStatus): readonly string[] {
  return eventTrouble.map((trouble) => `${tenantId}  ${trouble}`);
}

function heldLines({ tenantId, held }: TenantStatus): readonly string[] {
  return held.map(({ personKey, label, code, todo }) =>
    printable(`${tenantId}  ${label ?? ""} ${personKey}  ${code}: ${todo}`.replace(/ {2,}/g, "  ")),
  );
}

function mailLines({ tenantId, mail: { undelivered, waitingLinks } }: TenantStatus): readonly string[] {
  return [
    ...(undelivered > 0 ? [`${tenantId}: ${undelivered} undelivered, see \`mastery outbox list\``] : []),
    ...(waitingLinks > 0 ? [`${tenantId}: ${waitingLinks} first credentials wait for who hands them over`] : []),
  ];
}
function overdueLines({ tenantId, overdue }: TenantStatus): readonly string[] {
  return overdue.map(({ personKey, label, title, owner, dueAt }) =>
    printable(`${tenantId}  ${label ?? personKey}  ${title} (${owner}, due ${toTheMinute(dueAt)})`),
  );
}

/** Nobody reads seconds in a list. */
const toTheMinute = (at: Instant): string => `${at.slice(0, 16).replace("T", " ")} UTC`;
