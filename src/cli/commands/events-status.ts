import type { EventsReport, TenantEvents } from "../../api/events-status.ts";
import { type Command, TENANT_OPTION, tenantFilter } from "../command.ts";
import { section, table } from "../table.ts";

/** `mastery events status` */
export const eventsStatus: Command = {
  path: ["events", "status"],
  usage: "events status [--tenant ID]",
  summary: "whether every event has been accounted for, compared with Okta's own log now",
  details: [
    "UNACCOUNTED  events of Okta's log that are not recorded, and what is recorded and not looked at to the end",
    "MISSED       in the log, and no hook has brought them",
  ],
  options: TENANT_OPTION,
  positionals: { min: 0, max: 0 },
  run: async ({ values, connect }) => {
    const output = await (await connect()).call("events.status", tenantFilter(values));
    return { output, text: describe(output) };
  },
};

const COLUMNS = ["TENANT", "UNACCOUNTED", "OLDEST", "24 H", "BY HOOK", "BY LOG", "BOTH", "MISSED", "OWN"];
const MORE_COLUMNS = ["HOOK LAG", "HOOK", "LOG READ UNTIL", "NEXT READ"];

function describe({ tenants }: EventsReport): string {
  if (tenants.length === 0) return "no tenant yet; apply one with `mastery tenant apply FILE`";
  return (
    table([...COLUMNS, ...MORE_COLUMNS], tenants.map(row)) +
    section("Trouble", tenants.flatMap(troubles).join("\n")) +
    section("Gaps", tenants.flatMap(gapLines).join("\n"))
  );
}

function row({ tenantId, unread, unaccounted, oldestUnaccountedAt, last24h, hasHook, log }: TenantEvents) {
  const { events, hookOnly, logOnly, both, missed, own, hookLag, isHookSilent } = last24h;
  const isMore = !("error" in unread) && unread.isMore;
  return [
    tenantId,
    unaccounted === undefined ? "unknown" : `${unaccounted}${isMore ? "+" : ""}`,
    oldestUnaccountedAt,
    events,
    hookOnly,
    logOnly,
    both,
    missed,
    own,
    hookLag ? `p50 ${seconds(hookLag.p50Ms)}, p95 ${seconds(hookLag.p95Ms)}` : "",
    hasHook ? (isHookSilent ? "silent" : "") : "none",
    log?.readUntil ?? "never",
    log?.nextAt,
  ];
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function troubles({ tenantId, unread, last24h, log }: TenantEvents): readonly string[] {
  const { isHookSilent, lastHookAt } = last24h;
  const lastHeard = lastHookAt === undefined ? "none in 24 h" : `the last one at ${lastHookAt}`;
  const { lastFailure, waitingUntil, sweep } = log ?? {};
  return [
    "error" in unread ? `the log cannot be read now: ${unread.error}` : "",
    lastFailure ? `the poller failed at ${lastFailure.at}: ${lastFailure.error}` : "",
    waitingUntil ? `the poller waits for Okta's rate limit until ${waitingUntil}` : "",
    isHookSilent ? `the hook is silent (${lastHeard}), the log goes on` : "",
    sweep ? `everybody is being looked at since ${sweep.startedAt}: ${sweep.pass}, ${sweep.woken} woken` : "",
  ].flatMap((trouble) => (trouble === "" ? [] : [`${tenantId}  ${trouble}`]));
}

function gapLines({ tenantId, gaps }: TenantEvents): readonly string[] {
  return gaps.map(({ from, to, reason, sweptAt }) => {
    const cover = sweptAt === undefined ? "everybody will be looked at" : `everybody was looked at by ${sweptAt}`;
    return `${tenantId}  ${from} to ${to}  ${reason}, ${cover}`;
  });
}
