import * as z from "zod";
import { Instant } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { commit } from "./commit.ts";
import { keys } from "./keys.ts";
import { leaseCheck } from "./mailbox.ts";
import { parseItem, putRecord, readRecord } from "./record.ts";

/** One operation of a run that was carried out. */
export const Checkpoint = z.strictObject({
  schemaVersion: z.literal(1),
  operation: z.string(),
  status: z.literal("done"),
  at: Instant,
  requestId: z.string().optional(),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

/** Which operation of which run. */
export interface CheckpointAt {
  readonly tenantId: string;
  readonly personKey: string;
  readonly seq: number;
  readonly execution: string;
  readonly operation: string;
}

export async function readCheckpoint(store: ItemStore, at: CheckpointAt): Promise<Checkpoint | undefined> {
  const read = await readRecord(store, keys.checkpoint(at.tenantId, at.personKey, at.seq, at.operation), Checkpoint);
  return read?.value;
}

/** Writes a checkpoint while the execution still holds the lease. @throws Superseded */
export function writeCheckpoint(
  store: ItemStore,
  at: CheckpointAt,
  checkpoint: Pick<Checkpoint, "status" | "at" | "requestId">,
): Promise<void> {
  const key = keys.checkpoint(at.tenantId, at.personKey, at.seq, at.operation);
  return commit<void>(store, async () => {
    const read = await readRecord(store, key, Checkpoint);
    const check = await leaseCheck(store, at.tenantId, at.personKey, at.execution);
    const value = { schemaVersion: 1, operation: at.operation, ...checkpoint };
    return { writes: [check, putRecord(key, value, read)], result: undefined };
  });
}

export async function listCheckpoints(
  store: ItemStore,
  tenantId: string,
  personKey: string,
  seq: number,
): Promise<readonly Checkpoint[]> {
  const { partition, sort } = keys.checkpoint(tenantId, personKey, seq, "");
  const page = await store.query(partition, { prefix: sort });
  return page.items.map((item) => parseItem(item, Checkpoint));
}
