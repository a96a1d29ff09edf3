import { PHASES, type Phase } from "../domain/person.ts";
import { addMs, type Instant } from "../domain/time.ts";
import { type LogPoll, readLogPoll } from "../stores/log-poll.ts";
import { type Backlog, backlog, heldLeases, readyPeople } from "../stores/mailbox.ts";
import { type Pause, readPause } from "../stores/pause.ts";
import { listPeople } from "../stores/people.ts";
import { listRuns } from "../stores/runs.ts";
import { listTasks } from "../stores/tasks.ts";
import { forTenant } from "../stores/tenant-store.ts";
import { countWaitingMail, type WaitingCounts } from "../stores/waiting-mail.ts";
import type { TenantRecord } from "../tenants/tenant-records.ts";
import type { ParsedInputOf } from "./contract.ts";
import { type DueNext, nextDuePerTenant } from "./next-due.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { tenantsOf } from "./tenants-of.ts";

const DAY_MS = 86_400_000;
/** Twice the poller's slow pace: whatever waits for longer has met an obstacle. */
const LATE_MS = 30 * 60_000;
/** More ready people than this are shown as "this many or more". */
const READY_LIMIT = 1000;

export interface HeldPerson {
  readonly personKey: string;
  readonly label?: string;
  readonly code: string;
  readonly todo: string;
  readonly since: Instant;
}

/** Something that a person was asked to do, and has not done in time. */
export interface OverdueTask {
  readonly personKey: string;
  readonly label?: string;
  readonly title: string;
  readonly owner: string;
  readonly dueAt: Instant;
}

export interface TenantStatus {
  readonly tenantId: string;
  readonly name: string;
  readonly mode: string;
  readonly people: Readonly<Record<Phase, number>>;
  readonly ready: number;
  readonly inFlight: number;
  readonly inFlightCap: number;
  readonly held: readonly HeldPerson[];
  /** Execution names, newest first. */
  readonly failedIn24h: readonly string[];
  readonly openTasks: number;
  readonly overdueTasks: number;
  readonly mail: WaitingCounts;
  /** Longest overdue first. */
  readonly overdue: readonly OverdueTask[];
  readonly dueNext?: DueNext;
  /** Nobody is looked at while this stands. */
  readonly paused?: Pick<Pause, "since" | "by" | "reason">;
  /** Recorded, and not looked at to the end yet. */
  readonly waiting: Backlog;
  /** What keeps events from being accounted for; see `events status`. */
  readonly eventTrouble: readonly string[];
  /** When somebody was looked at last: every event that concerns a person leads to a look. */
  readonly lastLookAt?: Instant;
}

export interface StatusReport {
  readonly at: Instant;
  /** Failing first, then held, then with overdue tasks. */
  readonly tenants: readonly TenantStatus[];
  /** Messages that were given up; missing where nobody can say. */
  readonly deadLetters?: number;
}

/** How every tenant stands, those with something to do first. */
export async function reportStatus(input: ParsedInputOf<"status">, deps: OperatorDeps): Promise<StatusReport> {
  const now = deps.clock.now();
  const dueNext = await nextDuePerTenant(deps.store, now);
  const tenants: TenantStatus[] = [];
  for (const tenant of await tenantsOf(input.tenantId, deps)) {
    const due = dueNext.get(tenant.config.id);
    tenants.push({ ...(await statusOf(tenant, now, deps)), ...(due ? { dueNext: due } : {}) });
  }
  tenants.sort(byTrouble);
  const deadLetters = await deps.deadLetters?.();
  return { at: now, tenants, ...(deadLetters === undefined ? {} : { deadLetters }) };
}

function byTrouble(a: TenantStatus, b: TenantStatus): number {
  return (
    b.eventTrouble.length - a.eventTrouble.length ||
    b.failedIn24h.length - a.failedIn24h.length ||
    b.held.length - a.held.length ||
    b.overdueTasks - a.overdueTasks ||
    a.tenantId.localeCompare(b.tenantId)
  );
}

async function statusOf({ config }: TenantRecord, now: Instant, deps: OperatorDeps): Promise<TenantStatus> {
  const { id: tenantId, mode, inFlightCap } = config;
  const store = forTenant(deps.store, tenantId);
  const [paused, waiting, poll, mail, ready, leases, runs] = await Promise.all([
    readPause(store, tenantId),
    backlog(store, tenantId),
    readLogPoll(store, tenantId),
    countWaitingMail(store, tenantId),
    readyPeople(store, tenantId, now, READY_LIMIT),
    heldLeases(store, tenantId),
    recentRuns(tenantId, now, deps),
  ]);
  return {
    tenantId,
    name: config.name,
    mode,
    ...(await countPeople(tenantId, now, deps)),
    ready: ready.length,
    inFlight: leases.length,
    inFlightCap,
    ...(paused ? { paused: { since: paused.since, by: paused.by, reason: paused.reason } } : {}),
    waiting,
    mail,
    eventTrouble: eventTrouble(waiting, poll?.value, now),
    ...runs,
  };
}

/** Short texts; none while every event is accounted for in time. */
function eventTrouble({ oldestAt }: Backlog, poll: LogPoll | undefined, now: Instant): readonly string[] {
  const isOld = oldestAt !== undefined && oldestAt < addMs(now, -LATE_MS);
  const isUnread = poll !== undefined && (poll.readUntil ?? poll.since) < addMs(now, -LATE_MS);
  return [
    ...(isOld ? [`not looked at since ${oldestAt}`] : []),
    ...(isUnread ? [`log not read since ${poll.readUntil ?? poll.since}`] : []),
    ...(poll?.lastFailure ? [`log: ${poll.lastFailure.error}`] : []),
    ...(poll?.sweep ? ["a gap in the log: everybody is being looked at"] : []),
  ];
}

async function countPeople(tenantId: string, now: Instant, deps: OperatorDeps) {
  const store = forTenant(deps.store, tenantId);
  const people = Object.fromEntries(PHASES.map((phase) => [phase, 0])) as Record<Phase, number>;
  const held: HeldPerson[] = [];
  let openTasks = 0;
  const overdue: OverdueTask[] = [];
  for await (const { key, phase, label, hold, effects, mergedInto } of listPeople(store, tenantId)) {
    if (mergedInto !== undefined) continue;
    people[phase] += 1;
    const named = label === undefined ? {} : { label };
    if (hold) held.push({ personKey: key, ...named, code: hold.code, todo: hold.todo, since: hold.since });
    // Only a leaver has tasks: nobody else's partition is read.
    const mayHaveTasks = phase === "leaving" || Object.keys(effects).some((effect) => effect.startsWith("task:"));
    if (!mayHaveTasks) continue;
    const open = (await listTasks(store, tenantId, key)).filter(({ status }) => status === "open");
    openTasks += open.length;
    const late = open.filter(({ dueAt }) => dueAt < now);
    overdue.push(...late.map(({ title, owner, dueAt }) => ({ personKey: key, ...named, title, owner, dueAt })));
  }
  held.sort((a, b) => a.since.localeCompare(b.since));
  overdue.sort((a, b) => a.dueAt.localeCompare(b.dueAt));
  return { people, held, openTasks, overdueTasks: overdue.length, overdue };
}

/** The newest look, and what failed within 24 h. */
async function recentRuns(tenantId: string, now: Instant, deps: OperatorDeps) {
  const since = addMs(now, -DAY_MS);
  const failedIn24h: string[] = [];
  let lastLookAt: Instant | undefined;
  for await (const { startedAt, status, execution } of listRuns(forTenant(deps.store, tenantId), tenantId)) {
    lastLookAt ??= startedAt;
    if (startedAt < since) break;
    if (status === "failed") failedIn24h.push(execution);
  }
  return { failedIn24h, ...(lastLookAt === undefined ? {} : { lastLookAt }) };
}
