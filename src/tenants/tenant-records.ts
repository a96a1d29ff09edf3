import * as z from "zod";
import { EMULATOR } from "../connectors/okta/config.ts";
import { InvalidInput } from "../domain/errors.ts";
import { Instant } from "../domain/time.ts";
import type { ItemStore, Write } from "../ports/item-store.ts";
import { commit } from "../stores/commit.ts";
import { hookWrite } from "../stores/hooks.ts";
import { indexPartitions, keys } from "../stores/keys.ts";
import { everyItem, parseItem, putRecord, readRecord } from "../stores/record.ts";
import { TenantConfig } from "./tenant-config.ts";

/** A tenant's config as stored, with what we know of it ourselves. */
export const TenantRecord = z.strictObject({
  schemaVersion: z.literal(1),
  /** Counts the applied versions, from 1; every one is kept. */
  configVersion: z.int(),
  /** People whose account is older than this were there before us: no joiner for them. */
  onboardedAt: Instant,
  appliedAt: Instant,
  config: TenantConfig,
});
export type TenantRecord = z.infer<typeof TenantRecord>;

/** Stores a config as the next version, with its hook; applying the same twice changes nothing. */
export function applyTenant(
  store: ItemStore,
  config: TenantConfig,
  at: { now: Instant; hookSecret?: string },
): Promise<TenantRecord> {
  return commit<TenantRecord>(store, async () => {
    const key = keys.tenantConfig(config.id);
    const read = await readRecord(store, key, TenantRecord);
    const hookWrites = at.hookSecret === undefined ? [] : await hookWritesOf(store, config, at.hookSecret, at.now);
    if (read && JSON.stringify(read.value.config) === JSON.stringify(config))
      return { writes: hookWrites, result: read.value };
    const configVersion = (read?.value.configVersion ?? 0) + 1;
    const onboardedAt = config.onboardedAt ?? read?.value.onboardedAt ?? at.now;
    const record: TenantRecord = { schemaVersion: 1, configVersion, onboardedAt, appliedAt: at.now, config };
    const listing = { partition: indexPartitions.tenants(), sort: config.id };
    const writes = [
      putRecord(key, record, read, { indexes: { listing } }),
      putRecord(keys.tenantConfigVersion(config.id, configVersion), record, undefined),
      ...hookWrites,
    ];
    return { writes, result: record };
  });
}

/** Makes the tenant's hook known with this secret, under the config that is in force. */
export function applyHookSecret(store: ItemStore, tenantId: string, secret: string, now: Instant): Promise<void> {
  return commit<void>(store, async () => {
    const { config } = await readTenant(store, tenantId);
    return { writes: await hookWritesOf(store, config, secret, now), result: undefined };
  });
}

async function hookWritesOf(
  store: ItemStore,
  config: TenantConfig,
  secret: string,
  now: Instant,
): Promise<readonly Write[]> {
  const { auth, hook } = config.okta;
  if (!hook) return [];
  const ownActors = auth.type === "oauth" ? [auth.clientId] : [];
  const known = { tenantId: config.id, hookId: hook.id, ownActors, orgHost: orgHostOf(config) };
  return [await hookWrite(store, { ...known, secret, now })];
}

function orgHostOf({ okta: { orgUrl } }: TenantConfig): string | undefined {
  return orgUrl === EMULATOR ? undefined : new URL(orgUrl).host.toLowerCase();
}

/** @throws InvalidInput when no such tenant was applied. */
export async function readTenant(store: ItemStore, tenantId: string): Promise<TenantRecord> {
  const read = await readRecord(store, keys.tenantConfig(tenantId), TenantRecord);
  if (!read)
    throw new InvalidInput(`there is no tenant ${tenantId}; apply its file with \`mastery tenant apply FILE\``);
  return read.value;
}

/** Whether the tenant is in service: what still arrives for one that was removed is let go. */
export async function isApplied(store: ItemStore, tenantId: string): Promise<boolean> {
  return (await store.get(keys.tenantConfig(tenantId))) !== undefined;
}

/** Every tenant of the region, in order of the id. The index may lag. */
export async function* listTenants(store: ItemStore): AsyncIterable<TenantRecord> {
  for await (const item of everyItem((after) =>
    store.queryIndex("listing", indexPartitions.tenants(), after === undefined ? {} : { after }),
  ))
    yield parseItem(item, TenantRecord);
}
