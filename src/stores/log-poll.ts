import * as z from "zod";
import { StoreUnavailable } from "../domain/errors.ts";
import { addMs, Instant } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { keys } from "./keys.ts";
import { putRecord, readRecord, type Stored } from "./record.ts";

const ATTEMPTS = 20;

/** A stretch of the log that could not be read event by event; everybody was looked at instead. */
const Gap = z.strictObject({
  from: Instant,
  to: Instant,
  reason: z.enum(["cursor-refused", "cursor-too-old", "another-org"]),
  /** When the sweep over everybody that covers it had been through. */
  sweptAt: Instant.optional(),
});
export type Gap = z.infer<typeof Gap>;

/** A walk over everybody, kept from page to page. */
const Sweep = z.strictObject({
  startedAt: Instant,
  /** Accounts that changed at or after this are looked at. */
  changedSince: Instant,
  /** First every account of the target, then every person of ours. */
  pass: z.enum(["accounts", "people"]),
  cursor: z.string().optional(),
  woken: z.int(),
});
export type Sweep = z.infer<typeof Sweep>;

/** How far a tenant's log has been read, and how it goes. The item is swapped as a whole, so that one reader wins. */
const LogPoll = z.strictObject({
  schemaVersion: z.literal(1),
  tenantId: z.string(),
  /** The org that the cursor belongs to. */
  org: z.string(),
  /** The target's own words for where the next read goes on; absent before the first page. */
  cursor: z.string().optional(),
  /** Where the reading begins while there is no cursor. */
  since: Instant,
  /** What the log showed until then has been recorded. */
  readUntil: Instant.optional(),
  nextAt: Instant,
  /** Somebody reads, unless it died; then somebody else may after this. */
  busyUntil: Instant.optional(),
  lastSuccessAt: Instant.optional(),
  failures: z.int(),
  lastFailure: z.strictObject({ at: Instant, error: z.string() }).optional(),
  /** The org's rate limit is used up until then: waiting is no failure. */
  waitingUntil: Instant.optional(),
  /** When the log last showed something that a hook should have brought and had not. */
  missedAt: Instant.optional(),
  /** When the log last showed something that a hook had brought. */
  agreedAt: Instant.optional(),
  /** Newest last; the most recent ones. */
  gaps: z.array(Gap),
  sweep: Sweep.optional(),
});
export type LogPoll = z.infer<typeof LogPoll>;

export function readLogPoll(store: ItemStore, tenantId: string): Promise<Stored<LogPoll> | undefined> {
  return readRecord(store, keys.logPoll(tenantId), LogPoll);
}

/** Becomes the tenant's one reader for `forMs`; undefined when it is not time, or somebody else reads. */
export async function takeLogPoll(
  store: ItemStore,
  fresh: LogPoll,
  at: { readonly now: Instant; readonly forMs: number },
): Promise<Stored<LogPoll> | undefined> {
  const read = await readLogPoll(store, fresh.tenantId);
  const poll = read?.value ?? fresh;
  if (poll.nextAt > at.now || (poll.busyUntil !== undefined && poll.busyUntil > at.now)) return undefined;
  return swap(store, { ...poll, busyUntil: addMs(at.now, at.forMs) }, read);
}

/** Stores the next state; undefined when somebody else has taken over meanwhile. */
export function saveLogPoll(
  store: ItemStore,
  poll: LogPoll,
  read: Stored<LogPoll>,
): Promise<Stored<LogPoll> | undefined> {
  return swap(store, poll, read);
}

async function swap(
  store: ItemStore,
  value: LogPoll,
  read: Stored<LogPoll> | undefined,
): Promise<Stored<LogPoll> | undefined> {
  const write = putRecord(keys.logPoll(value.tenantId), value, read);
  for (let n = 0; n < ATTEMPTS; n += 1) {
    const { outcome } = await store.transact([write]);
    if (outcome === "committed") return { value, version: (read?.version ?? 0) + 1 };
    if (outcome === "condition-failed") return undefined;
  }
  throw new StoreUnavailable("the store stayed contended; the same call may be repeated");
}
