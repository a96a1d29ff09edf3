/** Which secrets a tenant has been given, when and by whom: what may be shown of them. The values lie sealed elsewhere. */
import * as z from "zod";
import { Instant } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { tenantAuditWrites } from "./audit.ts";
import { commit } from "./commit.ts";
import { keys } from "./keys.ts";
import { everyItem, parseItem, putRecord, readRecord } from "./record.ts";

const SecretEntry = z.strictObject({
  schemaVersion: z.literal(1),
  name: z.string(),
  setAt: Instant,
  setBy: z.string(),
});
export type SecretEntry = z.infer<typeof SecretEntry>;

interface Change {
  readonly name: string;
  readonly at: Instant;
  readonly by: string;
}

/** Writes down that a secret was set, in the register and in the tenant's audit trail. */
export function noteSecretSet(store: ItemStore, tenantId: string, { name, at, by }: Change): Promise<void> {
  return commit<void>(store, async () => {
    const key = keys.secretEntry(tenantId, name);
    const read = await readRecord(store, key, SecretEntry);
    const entry: SecretEntry = { schemaVersion: 1, name, setAt: at, setBy: by };
    const audit = await tenantAuditWrites(store, tenantId, { at, by, kind: "secret-set", detail: { name } });
    return { writes: [putRecord(key, entry, read), ...audit], result: undefined };
  });
}

/** Takes a secret off the register; the audit trail keeps that it was there. */
export function noteSecretRemoved(store: ItemStore, tenantId: string, { name, at, by }: Change): Promise<void> {
  return commit<void>(store, async () => {
    const key = keys.secretEntry(tenantId, name);
    const read = await readRecord(store, key, SecretEntry);
    const audit = await tenantAuditWrites(store, tenantId, { at, by, kind: "secret-removed", detail: { name } });
    const entry = read ? [{ kind: "delete" as const, key, when: { version: read.version } }] : [];
    return { writes: [...entry, ...audit], result: undefined };
  });
}

/** The register of a tenant, in order of the names. */
export async function listSecretEntries(store: ItemStore, tenantId: string): Promise<readonly SecretEntry[]> {
  const { partition } = keys.secretEntry(tenantId, "");
  const entries: SecretEntry[] = [];
  for await (const item of everyItem((after) =>
    store.query(partition, { prefix: "NAME#", ...(after === undefined ? {} : { after }) }),
  ))
    entries.push(parseItem(item, SecretEntry));
  return entries;
}
