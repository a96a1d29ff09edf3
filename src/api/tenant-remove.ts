import { Conflict, InvalidInput } from "../domain/errors.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { keys } from "../stores/keys.ts";
import { heldLeases } from "../stores/mailbox.ts";
import { listSecretEntries, noteSecretRemoved } from "../stores/secret-register.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { ParsedInputOf } from "./contract.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { deleteItems, removeTenantData } from "./remove-tenant-data.ts";
import { readConfigHistory } from "./tenant-config-history.ts";
import { holdsAnything, itemsOf } from "./tenant-data.ts";
import { unknownTenant } from "./tenant-export.ts";

export interface RemovedTenant {
  readonly tenantId: string;
  /** False when it was only asked whether the tenant can be removed. */
  readonly done: boolean;
  readonly removedHooks: number;
  readonly removedVersions: number;
  readonly removedSecrets: readonly string[];
  /** Records by kind, when the data was to go as well; afterwards nothing is left. */
  readonly removedData?: Readonly<Record<string, number>>;
}

/**
 * Takes a tenant out of service: its hooks, its secrets, every version of its config and, if asked, everything else that
 * is stored of it. Without that, people, runs and audit trails stay as evidence, and applying the config again takes up
 * where this left off. What was cut short is finished by asking again.
 * @throws Conflict while executions of the tenant run. @throws InvalidInput when there is nothing to remove.
 */
export async function removeTenant(
  { tenantId, withData, checkOnly }: ParsedInputOf<"tenant.remove">,
  deps: OperatorDeps,
): Promise<RemovedTenant> {
  const store = forTenant(deps.store, tenantId);
  const history = await readConfigHistory(store, tenantId);
  if (history.items.length === 0) await requireData(store, tenantId, withData);
  const inFlight = (await heldLeases(store, tenantId)).length;
  if (inFlight > 0)
    throw new Conflict(
      `nothing was removed: ${inFlight} executions of tenant ${tenantId} run; wait until they have ended`,
    );
  const nothing = { tenantId, removedHooks: 0, removedVersions: 0, removedSecrets: [] };
  if (checkOnly) return { ...nothing, done: false };
  // Hooks first, so that nothing new comes in; config after what only it names, so that a removal cut short is repeated.
  const hooks = await Promise.all(history.hookIds.map((id) => itemsOf(store, keys.hook(tenantId, id).partition)));
  await deleteItems(store, hooks.flat());
  const removedSecrets = await removeSecrets(store, tenantId, history.secretNames, deps);
  await deleteItems(store, history.items);
  const removed = {
    tenantId,
    done: true,
    removedHooks: hooks.flat().length,
    removedVersions: history.versions,
    removedSecrets,
  };
  const result = withData ? { ...removed, removedData: await removeTenantData(store, tenantId, deps) } : removed;
  deps.log.info("tenant removed", { tenantId, withData, versions: history.versions });
  return result;
}

/** @throws InvalidInput for a tenant without config, unless its data is to go and there is some. */
async function requireData(store: ItemStore, tenantId: string, withData: boolean): Promise<void> {
  if (!(await holdsAnything(store, tenantId))) throw unknownTenant(tenantId);
  if (!withData)
    throw new InvalidInput(
      `tenant ${tenantId} is out of service already; what is left is its data, which \`--with-data\` removes`,
    );
}

/** Those that a config ever named, and those that were set without. */
async function removeSecrets(
  store: ItemStore,
  tenantId: string,
  named: readonly string[],
  deps: OperatorDeps,
): Promise<readonly string[]> {
  const registered = (await listSecretEntries(store, tenantId)).map(({ name }) => name);
  const names = [...new Set([...named, ...registered])];
  for (const name of names) {
    await deps.secrets.remove(tenantId, name);
    if (!registered.includes(name)) continue;
    await noteSecretRemoved(store, tenantId, { name, at: deps.clock.now(), by: "tenant remove" });
  }
  return names;
}
