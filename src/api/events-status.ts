import { MasteryError } from "../domain/errors.ts";
import { addMs, type Instant, parseInstant } from "../domain/time.ts";
import { keyableId } from "../lambda/event-hint.ts";
import type { LoggedEvent } from "../ports/directory.ts";
import { eventsSince, isRecorded } from "../stores/events.ts";
import { type Gap, type LogPoll, readLogPoll } from "../stores/log-poll.ts";
import { type Backlog, backlog } from "../stores/mailbox.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { TenantRecord } from "../tenants/tenant-records.ts";
import type { ParsedInputOf } from "./contract.ts";
import { countEvents, type EventCounts } from "./event-counts.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { tenantsOf } from "./tenants-of.ts";

const DAY_MS = 86_400_000;
/** More unread pages than this are shown as "this many or more". */
const PAGES_AHEAD = 5;

/** What the log holds beyond what has been read, looked up now. */
export interface Unread {
  readonly events: number;
  /** There may be more than were counted. */
  readonly isMore: boolean;
  readonly oldestAt?: Instant;
}

export interface TenantEvents {
  readonly tenantId: string;
  readonly name: string;
  /** Of the log: not recorded yet. The name of an error when the log cannot be read now. */
  readonly unread: Unread | { readonly error: string };
  /** Recorded, and not looked at to the end yet. */
  readonly waiting: Backlog;
  /** Both together; missing when the log cannot be read now. */
  readonly unaccounted?: number;
  readonly oldestUnaccountedAt?: Instant;
  readonly last24h: EventCounts;
  /** Whether a hook is configured at all. */
  readonly hasHook: boolean;
  readonly log?: Pick<LogPoll, "readUntil" | "lastSuccessAt" | "nextAt" | "waitingUntil" | "lastFailure" | "sweep">;
  /** Newest first. */
  readonly gaps: readonly Gap[];
}

export interface EventsReport {
  readonly at: Instant;
  /** Those with something unaccounted for first, the oldest first. */
  readonly tenants: readonly TenantEvents[];
}

/** Whether every event of every tenant has been accounted for: the number that proves it, from the log itself. */
export async function reportEvents(input: ParsedInputOf<"events.status">, deps: OperatorDeps): Promise<EventsReport> {
  const at = deps.clock.now();
  const tenants: TenantEvents[] = [];
  for (const tenant of await tenantsOf(input.tenantId, deps)) tenants.push(await eventsOf(tenant, at, deps));
  const oldest = ({ unaccounted, oldestUnaccountedAt }: TenantEvents): string =>
    unaccounted === undefined ? "" : (oldestUnaccountedAt ?? "~");
  tenants.sort((a, b) => oldest(a).localeCompare(oldest(b)) || a.tenantId.localeCompare(b.tenantId));
  return { at, tenants };
}

async function eventsOf(tenant: TenantRecord, now: Instant, deps: OperatorDeps): Promise<TenantEvents> {
  const { id: tenantId, name, okta } = tenant.config;
  const store = forTenant(deps.store, tenantId);
  const poll = (await readLogPoll(store, tenantId))?.value;
  const [unread, waiting] = await Promise.all([lookAhead(tenant, poll, deps), backlog(store, tenantId)]);
  const window = eventsSince(store, tenantId, addMs(now, -DAY_MS));
  const isKnown = !("error" in unread);
  const ages = [waiting.oldestAt, isKnown ? unread.oldestAt : undefined].filter((at) => at !== undefined).sort();
  return {
    tenantId,
    name,
    unread,
    waiting,
    ...(isKnown ? { unaccounted: unread.events + waiting.wishes } : {}),
    ...(ages[0] === undefined ? {} : { oldestUnaccountedAt: ages[0] }),
    last24h: await countEvents(window, { onboardedAt: tenant.onboardedAt, now }),
    hasHook: okta.hook !== undefined,
    ...(poll ? { log: logOf(poll) } : {}),
    gaps: poll?.gaps.toReversed() ?? [],
  };
}

function logOf(poll: LogPoll): NonNullable<TenantEvents["log"]> {
  const { readUntil, lastSuccessAt, nextAt, waitingUntil, lastFailure, sweep } = poll;
  const walk = sweep && {
    startedAt: sweep.startedAt,
    changedSince: sweep.changedSince,
    pass: sweep.pass,
    woken: sweep.woken,
  };
  // What is undefined is left out, as JSON does.
  return JSON.parse(JSON.stringify({ readUntil, lastSuccessAt, nextAt, waitingUntil, lastFailure, sweep: walk }));
}

/** Reads on in the log without moving the cursor, and counts what nobody has recorded. */
async function lookAhead(
  tenant: TenantRecord,
  poll: LogPoll | undefined,
  deps: OperatorDeps,
): Promise<TenantEvents["unread"]> {
  const store = forTenant(deps.store, tenant.config.id);
  try {
    const { events, isMore } = await readAhead(tenant, poll, deps);
    const known = await Promise.all(events.map(({ id }) => isRecorded(store, tenant.config.id, keyableId(id))));
    const unread = events.filter((_, at) => !known[at]);
    const [oldestAt] = unread.flatMap(({ publishedAt }) => parseInstant(publishedAt ?? "") ?? []).sort();
    return { events: unread.length, isMore, ...(oldestAt === undefined ? {} : { oldestAt }) };
  } catch (error) {
    if (error instanceof MasteryError) return { error: error.name };
    throw error;
  }
}

async function readAhead(tenant: TenantRecord, poll: LogPoll | undefined, deps: OperatorDeps) {
  const directory = await deps.directory(tenant.config);
  const events: LoggedEvent[] = [];
  let from = poll?.cursor === undefined ? { since: poll?.since ?? tenant.onboardedAt } : { cursor: poll.cursor };
  for (let n = 0; n < PAGES_AHEAD; n += 1) {
    const page = await directory.readLog(from);
    if (page.events.length === 0) return { events, isMore: false };
    events.push(...page.events);
    from = { cursor: page.next };
  }
  return { events, isMore: true };
}
