import { InvalidInput } from "../domain/errors.ts";
import { removeHookRecord } from "../stores/hooks.ts";
import { listSecretEntries, noteSecretRemoved } from "../stores/secret-register.ts";
import { readTenant } from "../tenants/tenant-records.ts";
import type { ParsedInputOf } from "./contract.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { secretUses } from "./tenant-file.ts";

export interface RemovedSecret {
  readonly tenantId: string;
  readonly name: string;
  /** Places of the tenant's config that ask for it all the same, and now lack it. */
  readonly usedBy: readonly string[];
}

/** Takes a secret away; without its secret an event hook is unknown. @throws InvalidInput when there is none. */
export async function removeSecret(
  { tenantId, name, by }: ParsedInputOf<"secret.remove">,
  deps: OperatorDeps,
): Promise<RemovedSecret> {
  const { config } = await readTenant(deps.store, tenantId);
  const uses = secretUses(config);
  // One-time links lie sealed among a tenant's secrets too: they are the outbox's to remove.
  const isOurs = uses.has(name) || (await listSecretEntries(deps.store, tenantId)).some((entry) => entry.name === name);
  if (!isOurs || (await deps.secrets.read(tenantId, name)) === undefined)
    throw new InvalidInput(
      `tenant ${tenantId} has no such secret; \`mastery secret list --tenant ${tenantId}\` names them`,
    );
  const { hook } = config.okta;
  // The hook first: nothing comes in any more by a secret that was taken away.
  if (hook?.secret.secret === name) await removeHookRecord(deps.store, tenantId, hook.id);
  await deps.secrets.remove(tenantId, name);
  await noteSecretRemoved(deps.store, tenantId, { name, at: deps.clock.now(), by });
  return { tenantId, name, usedBy: uses.get(name) ?? [] };
}
