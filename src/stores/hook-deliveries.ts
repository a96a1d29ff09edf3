/** What came in by a tenant's event hook, counted where the events are recorded. */
import * as z from "zod";
import { Instant } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import type { Hint } from "./events.ts";
import { keys } from "./keys.ts";
import { putRecord, readRecord } from "./record.ts";

const HookDeliveries = z.strictObject({
  schemaVersion: z.literal(1),
  /** Events that were new, about: a flood leaves some out; `events status` counts by the events' own records. */
  events: z.int(),
  /** Those of them that our own writes had caused. */
  own: z.int(),
  lastAt: Instant,
  /** When one came in last with the secret in force, and with the one before. */
  lastWith: z.strictObject({ current: Instant.optional(), previous: Instant.optional() }),
});
export type HookDeliveries = z.infer<typeof HookDeliveries>;

/** Undefined before the first delivery. */
export async function readDeliveries(
  store: ItemStore,
  tenantId: string,
  hookId: string,
): Promise<HookDeliveries | undefined> {
  return (await readRecord(store, keys.hookDeliveries(tenantId, hookId), HookDeliveries))?.value;
}

/** Counts an event that a hook has brought; others change nothing. */
export async function countDelivery(store: ItemStore, hint: Hint, recorded: "new" | "known"): Promise<void> {
  const { tenantId, hook, receivedAt } = hint;
  if (hook === undefined) return;
  const key = keys.hookDeliveries(tenantId, hook.id);
  const [one, ofOwn] = recorded === "new" ? [1, hint.own ? 1 : 0] : [0, 0];
  const read = await readRecord(store, key, HookDeliveries);
  const before = read?.value;
  const later = (known: Instant | undefined): Instant => (known && known > receivedAt ? known : receivedAt);
  const value: HookDeliveries = {
    schemaVersion: 1,
    events: (before?.events ?? 0) + one,
    own: (before?.own ?? 0) + ofOwn,
    lastAt: later(before?.lastAt),
    lastWith: { ...before?.lastWith, [hook.secret]: later(before?.lastWith[hook.secret]) },
  };
  // Once: in a flood everybody meets at this item, and no event may fail for the sake of a count.
  await store.transact([putRecord(key, value, read)]);
}
