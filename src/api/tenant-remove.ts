import { Conflict, StoreUnavailable } from "../domain/errors.ts";
import { type Item, type ItemKey, type ItemStore, MAX_ITEMS_PER_TRANSACTION } from "../ports/item-store.ts";
import { keys } from "../stores/keys.ts";
import { heldLeases } from "../stores/mailbox.ts";
import { everyItem, parseItem } from "../stores/record.ts";
import { listSecretEntries, noteSecretRemoved } from "../stores/secret-register.ts";
import { forTenant } from "../stores/tenant-store.ts";
import { readTenant, TenantRecord } from "../tenants/tenant-records.ts";
import type { ParsedInputOf } from "./contract.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { secretNames } from "./tenant-file.ts";

export interface RemovedTenant {
  readonly tenantId: string;
  readonly removedVersions: number;
  readonly removedSecrets: readonly string[];
}

/**
 * Takes a tenant out of service: its secrets, its hooks and every version of its config. People, runs and audit trails
 * stay, since they are evidence; applying the config again takes up where this left off.
 * @throws Conflict while executions of the tenant run.
 */
export async function removeTenant(
  { tenantId }: ParsedInputOf<"tenant.remove">,
  deps: OperatorDeps,
): Promise<RemovedTenant> {
  const store = forTenant(deps.store, tenantId);
  await readTenant(store, tenantId);
  const inFlight = (await heldLeases(store, tenantId)).length;
  if (inFlight > 0)
    throw new Conflict(
      `nothing was removed: ${inFlight} executions of tenant ${tenantId} run; wait until they have ended`,
    );
  const versions = await configItems(store, tenantId, "V#");
  const configs = versions.map((item) => parseItem(item, TenantRecord).config);
  const names = [...new Set(configs.flatMap(secretNames))];
  const hookIds = new Set(configs.flatMap(({ okta }) => (okta.hook ? [okta.hook.id] : [])));
  const hooks = await Promise.all([...hookIds].map((id) => store.get(keys.hook(tenantId, id))));
  // Hooks first, so that nothing new comes in; what is in force last, so that a removal cut short can be repeated.
  await deleteItems(
    store,
    hooks.filter((item) => item !== undefined),
  );
  const entries = await listSecretEntries(store, tenantId);
  const stored = [...new Set([...names, ...entries.map(({ name }) => name)])];
  for (const name of stored) {
    await deps.secrets.remove(tenantId, name);
    await noteSecretRemoved(store, tenantId, { name, at: deps.clock.now(), by: "tenant remove" });
  }
  await deleteItems(store, [...versions, ...(await configItems(store, tenantId, "CURRENT"))]);
  return { tenantId, removedVersions: versions.length, removedSecrets: stored };
}

async function configItems(store: ItemStore, tenantId: string, prefix: string): Promise<readonly Item[]> {
  const { partition } = keys.tenantConfig(tenantId);
  const items: Item[] = [];
  for await (const item of everyItem((after) =>
    store.query(partition, { prefix, ...(after === undefined ? {} : { after }) }),
  ))
    items.push(item);
  return items;
}

async function deleteItems(
  store: ItemStore,
  items: readonly (ItemKey & { readonly version: number })[],
): Promise<void> {
  for (let start = 0; start < items.length; start += MAX_ITEMS_PER_TRANSACTION) {
    const batch = items.slice(start, start + MAX_ITEMS_PER_TRANSACTION);
    const { outcome } = await store.transact(
      batch.map(({ partition, sort, version }) => ({ kind: "delete", key: { partition, sort }, when: { version } })),
    );
    if (outcome !== "committed")
      throw new StoreUnavailable("somebody applied the tenant at the same time; look at it and remove it again");
  }
}
