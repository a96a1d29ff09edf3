import { InvalidInput, MasteryError, ProviderUnavailable, RateLimited, StoreUnavailable } from "../domain/errors.ts";
import { addMs, type Instant, parseInstant } from "../domain/time.ts";
import type { Directory, LoggedEvent, LogPage, RequestBudget } from "../ports/directory.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { readHook } from "../stores/hooks.ts";
import { type Gap, type LogPoll, readLogPoll, saveLogPoll, takeLogPoll } from "../stores/log-poll.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { TenantRecord } from "../tenants/tenant-records.ts";
import type { Deps } from "./deps.ts";
import { nextPollAt } from "./poll-pace.ts";
import { sweepOn } from "./sweep-everybody.ts";
import { takeInLog } from "./take-in-log.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Begins so long before what must be seen: clocks differ, and events are written late. */
const OVERLAP_MS = HOUR_MS;
/** Okta keeps 90 days. https://developer.okta.com/docs/reference/system-log-query/ */
const LOG_REACHES_BACK_MS = 89 * DAY_MS;
/** Longer than the function may run. */
const BUSY_MS = 3 * 60_000;
/** Below this share of the org's limit we leave the rest to others. */
const LOW_SHARE = 0.2;
const GAPS_KEPT = 20;

/** One tenant's reading, and what it reads with. */
interface Reading {
  readonly tenant: TenantRecord;
  readonly store: ItemStore;
  readonly directory: Directory;
  /** No further page is asked for after this. */
  readonly until: Instant;
}

/** When the tenant's log is due to be read; undefined while somebody reads it. */
export async function pollDueAt(tenant: TenantRecord, deps: Deps): Promise<Instant | undefined> {
  const { id } = tenant.config;
  const poll = (await readLogPoll(forTenant(deps.store, id), id))?.value;
  const now = deps.clock.now();
  if (poll?.busyUntil !== undefined && poll.busyUntil > now) return undefined;
  return poll?.nextAt ?? tenant.onboardedAt;
}

/**
 * Reads a tenant's log on from its cursor to the end, if it is due and nobody else does. What a page says is durable
 * before the cursor moves past it, so a reader that dies costs a repetition and never an event. A provider's refusal is
 * written down with the tenant; only our own store's failure is thrown.
 */
export async function pollLog(
  tenant: TenantRecord,
  deps: Deps,
  until: Instant,
): Promise<"read" | "failed" | "not-due"> {
  const store = forTenant(deps.store, tenant.config.id);
  const now = deps.clock.now();
  let stored = await takeLogPoll(store, freshPoll(tenant, now), { now, forMs: BUSY_MS });
  if (!stored) return "not-due";
  const keep = async (poll: LogPoll): Promise<void> => {
    stored = stored && (await saveLogPoll(store, poll, stored));
    if (!stored) throw new TakenOver();
  };
  try {
    const directory = await deps.directory(tenant.config);
    await readOn({ tenant, store, directory, until }, stored.value, { deps, keep });
    return "read";
  } catch (error) {
    if (error instanceof TakenOver) return "not-due";
    if (error instanceof StoreUnavailable) throw error;
    const name = error instanceof MasteryError ? error.name : "unknown";
    await keep(afterRefusal(stored.value, { error, name }, deps.clock.now()));
    deps.log.warn("the log could not be read", { tenantId: tenant.config.id, error: name });
    if (!(error instanceof MasteryError)) throw error;
    return error instanceof RateLimited ? "read" : "failed";
  }
}

/** Somebody else reads this tenant's log now. */
class TakenOver extends Error {
  override readonly name = "TakenOver";
}

interface Tools {
  readonly deps: Deps;
  readonly keep: (poll: LogPoll) => Promise<void>;
}

async function readOn(reading: Reading, before: LogPoll, tools: Tools): Promise<void> {
  const { deps, keep } = tools;
  let poll = withUsableCursor(before, reading.tenant, deps.clock.now());
  let hasRestarted = false;
  for (;;) {
    const askedAt = deps.clock.now();
    const from = poll.cursor === undefined ? { since: poll.since } : { cursor: poll.cursor };
    const page = await pageFrom(from, reading.directory);
    if (page === "refused") {
      if (hasRestarted) throw new ProviderUnavailable("Okta refuses its own link", { provider: "okta" });
      hasRestarted = true;
      poll = startAfresh(poll, "cursor-refused", askedAt);
      continue;
    }
    const { events, next, budget } = page;
    const isEnd = events.length === 0;
    poll = { ...poll, cursor: next, ...(isEnd ? { readUntil: askedAt } : await hear(events, reading, deps)) };
    if (isEnd || isLow(budget) || deps.clock.now() >= reading.until)
      return rest(reading, poll, { budget, isEnd, tools });
    await keep(poll);
  }
}

/** Takes a page in, and says what it tells about the hooks. */
async function hear(
  events: readonly LoggedEvent[],
  { tenant, store }: Reading,
  deps: Deps,
): Promise<Pick<LogPoll, "agreedAt" | "missedAt">> {
  const { onboardedAt } = tenant;
  const { id: tenantId, okta } = tenant.config;
  const hook = okta.hook && (await readHook(store, okta.hook.id));
  const ownActors = [...(hook?.ownActors ?? []), ...(hook?.learnedActors ?? [])];
  const { agreed, missed } = await takeInLog(events, { tenantId, onboardedAt, ownActors, store }, deps);
  const now = deps.clock.now();
  return { ...(agreed ? { agreedAt: now } : {}), ...(missed ? { missedAt: now } : {}) };
}

/** A refusal is what Okta says to a cursor that it does not know or does not keep any more. */
async function pageFrom(from: Parameters<Directory["readLog"]>[0], directory: Directory): Promise<LogPage | "refused"> {
  try {
    return await directory.readLog(from);
  } catch (error) {
    if ("cursor" in from && error instanceof InvalidInput && error.evidence.httpStatus === 400) return "refused";
    throw error;
  }
}

/** The log's end, or no more time: goes on with a sweep if one is under way, and says when to come back. */
async function rest(
  reading: Reading,
  poll: LogPoll,
  {
    budget,
    isEnd,
    tools,
  }: { readonly budget: RequestBudget | undefined; readonly isEnd: boolean; readonly tools: Tools },
): Promise<void> {
  const { waitingUntil: _over, lastFailure: _past, ...read } = poll;
  const now = tools.deps.clock.now();
  let next: LogPoll = { ...read, lastSuccessAt: now, failures: 0, nextAt: now };
  if (isEnd && !isLow(budget) && next.sweep) {
    await tools.keep(next);
    next = await sweepOn(next, reading, tools);
  }
  const { busyUntil: _done, ...free } = next;
  const paced = isEnd ? nextPollAt(next, now) : now;
  const waits = isLow(budget) && budget.resetAt > paced ? { nextAt: budget.resetAt, waitingUntil: budget.resetAt } : {};
  await tools.keep({ ...free, nextAt: paced, ...waits });
}

function isLow(budget: RequestBudget | undefined): budget is RequestBudget {
  return budget !== undefined && budget.limit > 0 && budget.remaining < budget.limit * LOW_SHARE;
}

/** The beginning: from the onboarding on, or, where the log does not reach back so far, with a look at everybody. */
function freshPoll(tenant: TenantRecord, now: Instant): LogPoll {
  const { config, onboardedAt } = tenant;
  const since = addMs(onboardedAt < now ? onboardedAt : now, -OVERLAP_MS);
  const org = config.okta.orgUrl;
  return { schemaVersion: 1, tenantId: config.id, org, since, nextAt: now, failures: 0, gaps: [] };
}

function withUsableCursor(poll: LogPoll, { config }: TenantRecord, now: Instant): LogPoll {
  const { orgUrl } = config.okta;
  if (poll.org !== orgUrl) return startAfresh({ ...poll, org: orgUrl }, "another-org", now);
  const goodUntil = poll.readUntil ?? poll.since;
  return goodUntil < addMs(now, -LOG_REACHES_BACK_MS) ? startAfresh(poll, "cursor-too-old", now) : poll;
}

/**
 * The log is read again from shortly before now, and everybody is looked at who may have changed since it was last read;
 * what changes during that walk is in the log already.
 */
function startAfresh(poll: LogPoll, reason: Gap["reason"], now: Instant): LogPoll {
  const { cursor: _unusable, readUntil, sweep, ...rest } = poll;
  const from = readUntil ?? poll.since;
  const since = addMs(from, -OVERLAP_MS);
  const changedSince = sweep && sweep.changedSince < since ? sweep.changedSince : since;
  return {
    ...rest,
    since: addMs(now, -OVERLAP_MS),
    gaps: [...poll.gaps, { from, to: now, reason }].slice(-GAPS_KEPT),
    sweep: { startedAt: now, changedSince, pass: "accounts", woken: 0 },
  };
}

function afterRefusal(poll: LogPoll, { error, name }: { error: unknown; name: string }, now: Instant): LogPoll {
  const { busyUntil: _done, waitingUntil: _over, ...rest } = poll;
  if (error instanceof RateLimited) {
    const retryAt = parseInstant(error.evidence.retryAt ?? "") ?? addMs(now, 60_000);
    return { ...rest, nextAt: retryAt, waitingUntil: retryAt };
  }
  const failed = { ...rest, failures: rest.failures + 1, lastFailure: { at: now, error: name } };
  return { ...failed, nextAt: nextPollAt(failed, now) };
}
