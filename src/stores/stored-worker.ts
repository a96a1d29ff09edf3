import * as z from "zod";
import { PersonKey, type SubjectId } from "../domain/person.ts";
import { Instant } from "../domain/time.ts";
import { WorkerRecord } from "../domain/worker-record.ts";
import type { ItemStore, Write } from "../ports/item-store.ts";
import { indexPartitions, keys } from "./keys.ts";
import { everyItem, parseItem, putRecord, type Stored } from "./record.ts";

/** A worker's record as we last heard of it, beside the person whom it is about. */
export const StoredWorker = z.strictObject({
  schemaVersion: z.literal(1),
  personKey: PersonKey,
  record: WorkerRecord,
  recordedAt: Instant,
  changedAt: Instant,
});
export type StoredWorker = z.infer<typeof StoredWorker>;

/** The alias under which a worker of a feed is known. */
export function workerSubject({ source }: Pick<WorkerRecord, "source">): SubjectId {
  return { provider: source.system, id: `${source.connectionId}:${source.sourceWorkerId}` };
}

/** The alias that all employments of one person share, where the source sends an id of the person. */
export function sharedSubject({ source }: Pick<WorkerRecord, "source">): SubjectId | undefined {
  const { system, connectionId, sourcePersonId } = source;
  // No name of a feed holds a slash: this is no worker's alias.
  return sourcePersonId ? { provider: system, id: `${connectionId}/${sourcePersonId}` } : undefined;
}

/** What a person's HR system says, of each employment; empty for who is in no feed. */
export async function readWorkers(
  store: ItemStore,
  tenantId: string,
  personKey: string,
): Promise<readonly Stored<StoredWorker>[]> {
  const workers: Stored<StoredWorker>[] = [];
  const range = { prefix: "WORKER#" } as const;
  for await (const item of everyItem((after) =>
    store.query(keys.personPartition(tenantId, personKey), after === undefined ? range : { ...range, after }),
  ))
    workers.push({ value: parseItem(item, StoredWorker), version: item.version });
  return workers;
}

/** Whether an HR system holds this person. */
export async function isInHr(store: ItemStore, tenantId: string, personKey: string): Promise<boolean> {
  return (await readWorkers(store, tenantId, personKey)).length > 0;
}

/** The put of a worker's record, listed under its feed and id. */
export function putWorker(tenantId: string, worker: StoredWorker, read: Stored<StoredWorker> | undefined): Write {
  const { connectionId, sourceWorkerId } = worker.record.source;
  const listing = { partition: indexPartitions.workers(tenantId), sort: `${connectionId}#${sourceWorkerId}` };
  return putRecord(keys.worker(tenantId, worker.personKey, workerSubject(worker.record).id), worker, read, {
    indexes: { listing },
  });
}
