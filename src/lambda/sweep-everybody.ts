import type { Account } from "../domain/account.ts";
import { InvalidInput } from "../domain/errors.ts";
import type { Person, Phase } from "../domain/person.ts";
import type { Instant } from "../domain/time.ts";
import type { Directory } from "../ports/directory.ts";
import type { ItemStore } from "../ports/item-store.ts";
import type { LogPoll, Sweep } from "../stores/log-poll.ts";
import type { Priority } from "../stores/mailbox.ts";
import { findLinked, listPeoplePage, resolvePerson } from "../stores/people.ts";
import { wakeUnlessWaiting } from "../stores/wake.ts";
import type { TenantRecord } from "../tenants/tenant-records.ts";
import type { Deps } from "./deps.ts";
import { inParallel } from "./in-parallel.ts";

const AT_ONCE = 8;

/** Whose access we keep as the rules say: what nobody told us, a group or a deletion, may have changed for them. */
const KEPT: ReadonlySet<Phase> = new Set(["joining", "joined", "moving", "absent", "contained", "leaving", "blocked"]);

interface Walk {
  readonly tenant: TenantRecord;
  readonly store: ItemStore;
  readonly directory: Directory;
  readonly until: Instant;
}

/**
 * Goes on with the walk over everybody: first every account of the target, of which those that are unknown to us or have
 * changed are looked at; then every person of ours whose access we keep. Kept from page to page, so that a walk that was
 * cut short goes on where it was.
 */
export async function sweepOn(
  before: LogPoll,
  walk: Walk,
  tools: { readonly deps: Deps; readonly keep: (poll: LogPoll) => Promise<void> },
): Promise<LogPoll> {
  let poll = before;
  while (poll.sweep && tools.deps.clock.now() < walk.until) {
    const sweep = await nextPage(poll.sweep, walk, tools.deps);
    poll = sweep === "done" ? finished(poll, tools.deps.clock.now()) : { ...poll, sweep };
    await tools.keep(poll);
  }
  return poll;
}

async function nextPage(sweep: Sweep, walk: Walk, deps: Deps): Promise<Sweep | "done"> {
  const { cursor, ...rest } = sweep;
  if (sweep.pass === "accounts") {
    const page = await accountPage(cursor, walk.directory);
    if (page === "refused") return rest; // from the beginning: who was woken before is ready, or has been looked at
    const woken = await wakeChanged(page.accounts, sweep.changedSince, walk, deps);
    const next = { ...rest, woken: sweep.woken + woken };
    return page.next === undefined ? { ...next, pass: "people" } : { ...next, cursor: page.next };
  }
  const { people, next } = await listPeoplePage(walk.store, walk.tenant.config.id, cursor);
  const woken = await wakeKept(people, walk, deps);
  return next === undefined ? "done" : { ...rest, woken: sweep.woken + woken, cursor: next };
}

async function accountPage(cursor: string | undefined, directory: Directory) {
  try {
    return await directory.listAccountPage(cursor);
  } catch (error) {
    if (cursor !== undefined && error instanceof InvalidInput && error.evidence.httpStatus === 400) return "refused";
    throw error;
  }
}

async function wakeChanged(
  accounts: readonly Account[],
  since: Instant,
  { tenant, store }: Walk,
  deps: Deps,
): Promise<number> {
  const { id: tenantId } = tenant.config;
  let woken = 0;
  await inParallel(accounts, AT_ONCE, async (account) => {
    const subject = { provider: "okta" as const, id: account.id };
    const known = await findLinked(store, tenantId, subject);
    if (known !== undefined && !hasChanged(account, since)) return;
    const personKey = known ?? (await resolvePerson(store, tenantId, subject, deps.ids.personKey));
    const priority: Priority = account.status === "DEPROVISIONED" || account.status === "SUSPENDED" ? 0 : 1;
    if (await wakeUnlessWaiting(store, { tenantId, personKey, priority, now: deps.clock.now() })) woken += 1;
  });
  return woken;
}

function hasChanged({ created, lastUpdated, statusChanged }: Account, since: Instant): boolean {
  return [created, lastUpdated, statusChanged].some((at) => at !== undefined && at >= since);
}

async function wakeKept(people: readonly Person[], { tenant, store }: Walk, deps: Deps): Promise<number> {
  const { id: tenantId } = tenant.config;
  const kept = people.filter(({ phase }) => KEPT.has(phase));
  let woken = 0;
  await inParallel(kept, AT_ONCE, async ({ key: personKey }) => {
    if (await wakeUnlessWaiting(store, { tenantId, personKey, priority: 1, now: deps.clock.now() })) woken += 1;
  });
  return woken;
}

/** Every gap that was open when the walk began is covered by it. */
function finished(poll: LogPoll, now: Instant): LogPoll {
  const { sweep, ...rest } = poll;
  const isCovered = (to: Instant): boolean => sweep !== undefined && to <= sweep.startedAt;
  const gaps = poll.gaps.map((gap) =>
    gap.sweptAt === undefined && isCovered(gap.to) ? { ...gap, sweptAt: now } : gap,
  );
  return { ...rest, gaps };
}
