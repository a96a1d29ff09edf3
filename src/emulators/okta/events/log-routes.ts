/**
 * /api/v1/logs. A polling request (no `until`, ascending) is ordered by persistence and always has a `next` link;
 * a bounded one is ordered by `published` and ends (https://developer.okta.com/docs/reference/system-log-query/).
 */
import { invalid } from "../errors.ts";
import { limitOf, link } from "../http/paging.ts";
import type { Call, Reply, Route } from "../http/route.ts";
import { parseFilter } from "../http/scim-filter.ts";
import type { LogEvent } from "./log-event.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

interface Placed {
  readonly event: LogEvent;
  readonly position: number;
}

function list(call: Call): Reply {
  const limit = limitOf(call, 1000, 100);
  const matches = matcher(call);
  const order = call.query.get("sortOrder") ?? "ASCENDING";
  const until = timeOf(call, "until");
  const visibleUntil = call.org.now() - call.org.state.settings.logLagMs;
  const all: Placed[] = call.org.state.log
    .map((event, position) => ({ event, position }))
    .filter(({ event }) => Date.parse(event.published) <= visibleUntil);
  if (until === undefined && order === "ASCENDING") return poll(call, all, { limit, matches });
  const found = all
    .filter(({ event }) => matches(event) && Date.parse(event.published) < (until ?? Number.POSITIVE_INFINITY))
    .filter(({ event }) => Date.parse(event.published) >= sinceOf(call, until))
    .sort((a, b) => a.event.published.localeCompare(b.event.published) || a.position - b.position);
  if (order === "DESCENDING") found.reverse();
  const start = call.query.has("after") ? positionOf(call.query.get("after") ?? "") : 0;
  const links = [link(call, call.query.get("after"), "self")];
  if (found.length > start + limit) links.push(link(call, cursor(start + limit), "next"));
  return { status: 200, body: found.slice(start, start + limit).map(({ event }) => event), links };
}

interface Selection {
  readonly limit: number;
  readonly matches: (event: LogEvent) => boolean;
}

function poll(call: Call, all: readonly Placed[], { limit, matches }: Selection): Reply {
  const after = call.query.get("after");
  const start = after === null ? 0 : positionOf(after);
  if (after !== null && start < call.org.state.settings.oldestLogCursor)
    throw invalid("after", "after: the cursor has expired");
  const since = after === null ? sinceOf(call, undefined) : 0;
  const found = all.filter(
    ({ event, position }) => position >= start && Date.parse(event.published) >= since && matches(event),
  );
  const shown = found.slice(0, limit);
  const lastShown = shown.at(-1);
  const isCut = found.length > limit && lastShown !== undefined;
  // The cursor moves past what the filter left out as well, but never past what is not visible yet.
  const next = isCut ? lastShown.position + 1 : Math.max(start, (all.at(-1)?.position ?? -1) + 1);
  const links = [link(call, after, "self"), link(call, cursor(next), "next")];
  return { status: 200, body: shown.map(({ event }) => event), links };
}

function matcher(call: Call): (event: LogEvent) => boolean {
  const filter = call.query.get("filter") ?? "";
  const words = (call.query.get("q") ?? "")
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length > 10 || words.some((word) => word.length > 40))
    throw invalid("q", "q: too many or too long keywords");
  const holds = filter === "" ? undefined : parseFilter(filter, "E0000053");
  return (event) => {
    if (holds !== undefined && !holds((path) => valuesAt(event, path.split(".")))) return false;
    if (words.length === 0) return true;
    const text = JSON.stringify(event).toLowerCase();
    return words.every((word) => text.includes(word));
  };
}

function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  const [head, ...rest] = path;
  if (head === undefined) return [value];
  if (typeof value !== "object" || value === null) return [];
  return valuesAt((value as Record<string, unknown>)[head], rest);
}

function timeOf(call: Call, name: "since" | "until"): number | undefined {
  const text = call.query.get(name);
  if (text === null || text === "") return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw invalid(name, `${name}: must be an ISO 8601 time`);
  return time;
}

function sinceOf(call: Call, until: number | undefined): number {
  const since = timeOf(call, "since") ?? (until ?? call.org.now()) - 7 * DAY_MS;
  if (since < call.org.now() - 180 * DAY_MS) throw invalid("since", "since: must be within the last 180 days");
  return since;
}

const cursor = (position: number): string => Buffer.from(`p${position}`).toString("base64url");

function positionOf(after: string): number {
  const text = Buffer.from(after, "base64url").toString();
  if (!/^p\d{1,15}$/.test(text)) throw invalid("after", "after: invalid cursor");
  return Number(text.slice(1));
}

export const logRoutes: readonly Route[] = [
  { method: "GET", path: "/api/v1/logs", scope: "okta.logs.read", handle: list },
];
