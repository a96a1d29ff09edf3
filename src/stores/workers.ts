import * as z from "zod";
import { PersonKey, type SubjectId } from "../domain/person.ts";
import { Instant } from "../domain/time.ts";
import { cutoffOf, mergeWorker, newWorker, type SentWorker, WorkerRecord } from "../domain/worker-record.ts";
import type { ItemStore, Write } from "../ports/item-store.ts";
import { auditWrites } from "./audit.ts";
import { commit } from "./commit.ts";
import { indexPartitions, keys } from "./keys.ts";
import { putMailbox, readMailbox, wanting } from "./mailbox.ts";
import { personOf } from "./people.ts";
import { everyItem, parseItem, putRecord, readRecord, type Stored } from "./record.ts";

/** A worker's record as we last heard of it, beside the person whom it is about. */
export const StoredWorker = z.strictObject({
  schemaVersion: z.literal(1),
  personKey: PersonKey,
  record: WorkerRecord,
  recordedAt: Instant,
  changedAt: Instant,
});
export type StoredWorker = z.infer<typeof StoredWorker>;

export interface RecordedWorker {
  readonly personKey: string;
  readonly change: "new" | "changed" | "unchanged";
}

/** The alias under which a worker of a feed is known. */
export function workerSubject({ source }: Pick<WorkerRecord, "source">): SubjectId {
  return { provider: source.system, id: `${source.connectionId}:${source.sourceWorkerId}` };
}

/** What a person's HR system says; undefined for who is in no feed. */
export function readWorker(
  store: ItemStore,
  tenantId: string,
  personKey: string,
): Promise<Stored<StoredWorker> | undefined> {
  return readRecord(store, keys.worker(tenantId, personKey), StoredWorker);
}

/**
 * Keeps a worker's record and makes its person ready, in one transaction; a person is made for an unknown worker. The
 * same content again changes nothing and wakes nobody; the same call again, with the same `now`, answers as the first.
 */
export function recordWorker(
  store: ItemStore,
  tenantId: string,
  record: SentWorker,
  { now, freshKey }: { readonly now: Instant; readonly freshKey: () => string },
): Promise<RecordedWorker> {
  return commit<RecordedWorker>(store, async () => {
    const { personKey, writes, stillLinked } = await personOf(store, tenantId, workerSubject(record), freshKey);
    const known = await readWorker(store, tenantId, personKey);
    if (known?.value.record.source.rawHash === record.source.rawHash)
      return { writes: [], result: { personKey, change: changeAt(known.value, now) } };
    const merged = known ? mergeWorker(known.value.record, record) : newWorker(record);
    const mailbox = await readMailbox(store, tenantId, personKey);
    // Who leaves goes first. Any zone will do: it matters that there is an end, not when.
    const leaves = record.statusSignal === "rescinded" || cutoffOf(merged, "UTC") !== undefined;
    const wish = { tenantId, personKey, priority: leaves ? (0 as const) : (1 as const), now };
    const change = known ? "changed" : "new";
    const by = `feed ${record.source.connectionId}`;
    const detail = { fields: changedFields(known?.value.record, merged), change };
    return {
      writes: [
        ...writes,
        ...(stillLinked ? [stillLinked] : []),
        putWorker(
          tenantId,
          { schemaVersion: 1, personKey, record: merged, recordedAt: known?.value.recordedAt ?? now, changedAt: now },
          known,
        ),
        putMailbox(wanting(mailbox?.value, wish), mailbox),
        ...(await auditWrites(store, tenantId, personKey, { at: now, kind: "worker-recorded", by, detail })),
      ],
      result: { personKey, change },
    };
  });
}

function changeAt({ recordedAt, changedAt }: StoredWorker, now: Instant): RecordedWorker["change"] {
  if (changedAt !== now) return "unchanged";
  return recordedAt === now ? "new" : "changed";
}

/** The put of a worker's record, listed under its feed and id. */
export function putWorker(tenantId: string, worker: StoredWorker, read: Stored<StoredWorker> | undefined): Write {
  const { connectionId, sourceWorkerId } = worker.record.source;
  const listing = { partition: indexPartitions.workers(tenantId), sort: `${connectionId}#${sourceWorkerId}` };
  return putRecord(keys.worker(tenantId, worker.personKey), worker, read, { indexes: { listing } });
}

/** Everybody of one feed, in order of the worker's id. The index may lag. */
export async function* listWorkers(
  store: ItemStore,
  tenantId: string,
  connectionId: string,
): AsyncIterable<StoredWorker> {
  const range = { prefix: `${connectionId}#` };
  for await (const item of everyItem((after) =>
    store.queryIndex("listing", indexPartitions.workers(tenantId), after === undefined ? range : { ...range, after }),
  ))
    yield parseItem(item, StoredWorker);
}

/** Names of what differs, never values: the audit trail holds no personal data. */
function changedFields(before: WorkerRecord | undefined, after: WorkerRecord): readonly string[] {
  const [was, is] = [flat(before ?? {}), flat(after)];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((path) => !path.startsWith("source.") && was[path] !== is[path])
    .toSorted();
}

function flat(value: object, path = ""): Readonly<Record<string, unknown>> {
  const flattened: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value) as [string, unknown][]) {
    const isGroup = inner !== null && typeof inner === "object";
    Object.assign(flattened, isGroup ? flat(inner, `${path}${name}.`) : { [`${path}${name}`]: inner });
  }
  return flattened;
}
