import type { Instant } from "../domain/time.ts";
import { cutoffOf, mergeWorker, newWorker, type SentWorker, type WorkerRecord } from "../domain/worker-record.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { auditWrites } from "./audit.ts";
import { commit } from "./commit.ts";
import { indexPartitions, keys } from "./keys.ts";
import { putMailbox, readMailbox, wanting } from "./mailbox.ts";
import { personOfWorker } from "./person-of-worker.ts";
import { everyItem, parseItem, readRecord } from "./record.ts";
import { putWorker, StoredWorker, workerSubject } from "./stored-worker.ts";

export interface RecordedWorker {
  readonly personKey: string;
  readonly change: "new" | "changed" | "unchanged";
}

/** A new worker whose person id is that of somebody with another name and other addresses: nothing was recorded. */
export interface DisputedWorker {
  readonly change: "disputed";
  readonly personKey: string;
}

/**
 * Keeps a worker's record and makes its person ready, in one transaction; a person is made for an unknown worker, unless
 * the source's person id is known. The same content again changes nothing and wakes nobody; the same call again, with the
 * same `now`, answers as the first.
 */
export function recordWorker(
  store: ItemStore,
  tenantId: string,
  record: SentWorker,
  { now, freshKey }: { readonly now: Instant; readonly freshKey: () => string },
): Promise<RecordedWorker | DisputedWorker> {
  return commit<RecordedWorker | DisputedWorker>(store, async () => {
    const found = await personOfWorker(store, tenantId, record, freshKey);
    const { personKey, writes } = found;
    if (found.isDisputed) return { writes: [], result: { personKey, change: "disputed" } };
    const key = keys.worker(tenantId, personKey, workerSubject(record).id);
    const known = await readRecord(store, key, StoredWorker);
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
    .filter((path) => (!path.startsWith("source.") || path === "source.sourcePersonId") && was[path] !== is[path])
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
