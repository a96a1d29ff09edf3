import * as z from "zod";
import { Instant } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { tenantAuditWrites } from "./audit.ts";
import { commit } from "./commit.ts";
import { keys } from "./keys.ts";
import { putRecord, readRecord } from "./record.ts";

/** A tenant in which nobody is looked at: events and orders are recorded, and wait. */
const Pause = z.strictObject({
  schemaVersion: z.literal(1),
  tenantId: z.string(),
  reason: z.string(),
  by: z.string(),
  since: Instant,
});
export type Pause = z.infer<typeof Pause>;

/** Undefined while the tenant is at work. */
export async function readPause(store: ItemStore, tenantId: string): Promise<Pause | undefined> {
  return (await readRecord(store, keys.pause(tenantId), Pause))?.value;
}

/** Pauses a tenant; one that is paused already keeps its pause, which is given. */
export function pause(store: ItemStore, wanted: Omit<Pause, "schemaVersion">): Promise<Pause> {
  const { tenantId, reason, by, since } = wanted;
  return commit<Pause>(store, async () => {
    const read = await readRecord(store, keys.pause(tenantId), Pause);
    if (read) return { writes: [], result: read.value };
    const value: Pause = { schemaVersion: 1, ...wanted };
    const audit = await tenantAuditWrites(store, tenantId, { at: since, by, kind: "paused", detail: { reason } });
    return { writes: [putRecord(keys.pause(tenantId), value, undefined), ...audit], result: value };
  });
}

/** Ends a tenant's pause and gives it; undefined when there was none. */
export function resume(
  store: ItemStore,
  tenantId: string,
  { by, at }: { readonly by: string; readonly at: Instant },
): Promise<Pause | undefined> {
  return commit<Pause | undefined>(store, async () => {
    const read = await readRecord(store, keys.pause(tenantId), Pause);
    if (!read) return { writes: [], result: undefined };
    const detail = { pausedSince: read.value.since };
    const audit = await tenantAuditWrites(store, tenantId, { at, by, kind: "resumed", detail });
    const remove = { kind: "delete" as const, key: keys.pause(tenantId), when: { version: read.version } };
    return { writes: [remove, ...audit], result: read.value };
  });
}
