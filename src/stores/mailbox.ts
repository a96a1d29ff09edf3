import * as z from "zod";
import { Superseded } from "../domain/errors.ts";
import type { Flow } from "../domain/flow.ts";
import { addMs, Instant } from "../domain/time.ts";
import type { ItemStore, Write } from "../ports/item-store.ts";
import { commit } from "./commit.ts";
import { indexPartitions, keys } from "./keys.ts";
import { everyItem, parseItem, putRecord, readRecord, type Stored } from "./record.ts";

/** 0 goes first: leavers and operators' orders. */
export const Priority = z.literal([0, 1]);
export type Priority = z.infer<typeof Priority>;

/** Belongs to an execution name, not to a clock. */
const Lease = z.strictObject({
  execution: z.string(),
  seq: z.int(),
  takenAt: Instant,
  /** `wanted` when the lease was taken: what came before is covered by this look. */
  covers: z.int(),
});
export type Lease = z.infer<typeof Lease>;

/**
 * A person's mailbox: how often somebody asked to look (`wanted`), up to which wish we have looked (`seen`), and who
 * looks now (`lease`). A person is ready while `wanted > seen` and nobody holds the lease. Every change is a
 * compare-and-swap on this one item, so no wish is lost between the last look and the release.
 */
export const Mailbox = z.strictObject({
  schemaVersion: z.literal(1),
  tenantId: z.string(),
  personKey: z.string(),
  wanted: z.int(),
  seen: z.int(),
  priority: Priority,
  /** Number of the last wish of priority 0. */
  lastUrgent: z.int().optional(),
  readySince: Instant,
  /** Number of the last run. */
  runs: z.int(),
  /** Looks and runs that failed since the last one that went well. */
  failures: z.int().optional(),
  /** After a failure: nobody looks before, except for a wish of priority 0. */
  notBefore: Instant.optional(),
  lease: Lease.optional(),
});
export type Mailbox = z.infer<typeof Mailbox>;

export function readMailbox(store: ItemStore, tenantId: string, personKey: string) {
  return readRecord(store, keys.mailbox(tenantId, personKey), Mailbox);
}

/** The put of a mailbox with the index entries that follow from it. */
export function putMailbox(mailbox: Mailbox, read: Stored<Mailbox> | undefined): Write {
  const { tenantId, personKey, lease, priority, readySince, notBefore } = mailbox;
  const isReady = !lease && mailbox.wanted > mailbox.seen;
  const from = notBefore !== undefined && notBefore > readySince ? notBefore : readySince;
  const ready = { partition: indexPartitions.ready(tenantId), sort: `${priority}#${from}#${personKey}` };
  const leases = lease && { partition: indexPartitions.leases(tenantId), sort: `${lease.takenAt}#${personKey}` };
  const indexes = { ...(isReady ? { ready } : {}), ...(leases ? { leases } : {}) };
  return putRecord(keys.mailbox(tenantId, personKey), mailbox, read, { indexes });
}

/** The mailbox after one more wish to look. */
export function wanting(
  mailbox: Mailbox | undefined,
  wish: { tenantId: string; personKey: string; priority: Priority; now: Instant },
): Mailbox {
  const { tenantId, personKey, priority, now } = wish;
  const wanted = (mailbox?.wanted ?? 0) + 1;
  const urgent = priority === 0 ? { lastUrgent: wanted } : {};
  if (!mailbox)
    return { schemaVersion: 1, tenantId, personKey, wanted, seen: 0, priority, ...urgent, readySince: now, runs: 0 };
  const waiting = mailbox.wanted > mailbox.seen;
  const { notBefore, ...rest } = mailbox;
  return {
    ...rest,
    ...(notBefore === undefined || priority === 0 ? {} : { notBefore }),
    wanted,
    ...urgent,
    priority: waiting && mailbox.priority === 0 ? 0 : priority,
    readySince: waiting ? mailbox.readySince : now,
  };
}

/** Names follow from tenant, person and number, so that a repeated start is a no-op. At most 80 characters. */
export function executionName(tenantId: string, personKey: string, seq: number): string {
  return `${tenantId}-${personKey}-${seq}`;
}

/** Takes the lease for the next run; undefined when the person is not ready or somebody else holds it. */
export function takeLease(
  store: ItemStore,
  tenantId: string,
  personKey: string,
  now: Instant,
): Promise<Lease | undefined> {
  return commit(store, async () => {
    const read = await readMailbox(store, tenantId, personKey);
    if (!read || read.value.lease || read.value.wanted <= read.value.seen) return { writes: [], result: undefined };
    if (read.value.notBefore !== undefined && read.value.notBefore > now) return { writes: [], result: undefined };
    const seq = read.value.runs + 1;
    const execution = executionName(tenantId, personKey, seq);
    const lease: Lease = { execution, seq, takenAt: now, covers: read.value.wanted };
    return { writes: [putMailbox({ ...read.value, runs: seq, lease }, read)], result: lease };
  });
}

export interface Released {
  readonly released: boolean;
  readonly readyAgain: boolean;
}

/**
 * How a lease is given up: what it covered has been seen, must be looked at again, or failed and is looked at again after
 * a while that grows with every failure.
 */
export type ReleaseAs = "seen" | "look-again" | { readonly failed: "look" | Flow };

/** Minutes before the next try; the last one holds for all that follow. Who is to be let out, or in again, never waits for longer than an hour. */
const BACK_OFF_MINUTES: Readonly<Record<"look" | Flow, readonly number[]>> = {
  look: [1, 5, 15, 60],
  leaver: [1, 5, 15, 60],
  contain: [1, 5, 15, 60],
  absence: [1, 5, 15, 60],
  return: [1, 5, 15, 60],
  reminder: [5, 60, 360],
  mover: [5, 60, 360],
  joiner: [5, 60, 360, 1440],
};

/** Gives the lease up if `execution` holds it; says whether the person is ready again. A repeat changes nothing. */
export function releaseLease(
  store: ItemStore,
  at: { tenantId: string; personKey: string; execution: string; now: Instant },
  as: ReleaseAs,
): Promise<Released> {
  return commit<Released>(store, async () => {
    const read = await readMailbox(store, at.tenantId, at.personKey);
    if (read?.value.lease?.execution !== at.execution)
      return { writes: [], result: { released: false, readyAgain: false } };
    const given = givenUp(read.value, read.value.lease, at.now, as);
    return { writes: [putMailbox(given, read)], result: { released: true, readyAgain: given.wanted > given.seen } };
  });
}

function givenUp(mailbox: Mailbox, lease: Lease, now: Instant, as: ReleaseAs): Mailbox {
  const { lease: _given, failures = 0, notBefore: _former, ...rest } = mailbox;
  if (as === "seen") return { ...rest, seen: lease.covers, readySince: now };
  if (as === "look-again") return { ...rest, failures }; // keeps its place
  const minutes = BACK_OFF_MINUTES[as.failed];
  const wait = minutes[failures] ?? minutes.at(-1) ?? 60;
  // An order that came meanwhile does not wait; the echo of our own writes does.
  const ordered = (rest.lastUrgent ?? 0) > lease.covers;
  const notBefore = ordered ? {} : { notBefore: addMs(now, wait * 60_000) };
  return { ...rest, failures: failures + 1, ...notBefore };
}

/** The condition that an execution still holds the lease, to be put into a transaction. @throws Superseded */
export async function leaseCheck(
  store: ItemStore,
  tenantId: string,
  personKey: string,
  execution: string,
): Promise<Write> {
  const read = await readMailbox(store, tenantId, personKey);
  if (read?.value.lease?.execution !== execution)
    throw new Superseded("another execution holds this person's lease; this one stops without writing");
  return { kind: "check", key: keys.mailbox(tenantId, personKey), when: { version: read.version } };
}

/** Who may be looked at now, leavers first; at most `limit`. The index may lag. */
export async function readyPeople(
  store: ItemStore,
  tenantId: string,
  now: Instant,
  limit: number,
): Promise<readonly Mailbox[]> {
  const first = await readyOfPriority(store, tenantId, { priority: 0, now, limit });
  return [...first, ...(await readyOfPriority(store, tenantId, { priority: 1, now, limit }))].slice(0, limit);
}

/** Who may be looked at now, of one priority, longest waiting first. The index may lag. */
export async function readyOfPriority(
  store: ItemStore,
  tenantId: string,
  { priority, now, limit }: { readonly priority: Priority; readonly now: Instant; readonly limit: number },
): Promise<readonly Mailbox[]> {
  const range = { from: `${priority}#`, to: `${priority}#${now}~`, limit };
  const page = await store.queryIndex("ready", indexPartitions.ready(tenantId), range);
  return page.items.map((item) => parseItem(item, Mailbox));
}

/** How much has been asked for and not been looked at to the end, and since when. */
export interface Backlog {
  /** Wishes to look: one for each event, order and due item. */
  readonly wishes: number;
  readonly people: number;
  readonly oldestAt?: Instant;
}

/** Everybody who waits to be looked at or is being looked at; held or failed looks of the past are not meant. The index may lag. */
export async function backlog(store: ItemStore, tenantId: string): Promise<Backlog> {
  const mailboxes = [...(await heldLeases(store, tenantId))];
  for await (const item of everyItem((after) =>
    store.queryIndex("ready", indexPartitions.ready(tenantId), after === undefined ? {} : { after }),
  ))
    mailboxes.push(parseItem(item, Mailbox));
  const open = mailboxes.filter(({ wanted, seen }) => wanted > seen);
  const [oldestAt] = open.map(({ readySince }) => readySince).sort();
  const wishes = open.reduce((sum, { wanted, seen }) => sum + wanted - seen, 0);
  return { wishes, people: open.length, ...(oldestAt === undefined ? {} : { oldestAt }) };
}

/** Leases that are held in a tenant, oldest first. The index may lag. */
export async function heldLeases(store: ItemStore, tenantId: string): Promise<readonly Mailbox[]> {
  const page = await store.queryIndex("leases", indexPartitions.leases(tenantId));
  return page.items.map((item) => parseItem(item, Mailbox));
}
