import { InvalidInput } from "../domain/errors.ts";
import type { Instant } from "../domain/time.ts";
import { noteSecretSet } from "../stores/secret-register.ts";
import { applyHookSecret, readTenant } from "../tenants/tenant-records.ts";
import { requireSecretForm } from "../tenants/webhook-secret.ts";
import type { ParsedInputOf } from "./contract.ts";
import { hookBefore } from "./hook-before.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { secretUses } from "./tenant-file.ts";

/** Everything about a stored secret but the secret. */
export interface StoredSecret {
  readonly tenantId: string;
  readonly name: string;
  readonly setAt: Instant;
  readonly setBy: string;
  /** Places of the tenant's config that ask for it. */
  readonly usedBy: readonly string[];
  /** It is the event hook's, and Okta's old one is taken until then; without `until`, until it is dropped. */
  readonly hookSecretBefore?: { readonly until?: Instant };
}

/**
 * Seals a secret that the tenant's config names; what rests on it follows at once.
 * @throws InvalidInput for any other name, which is not repeated: it may be the value, in the wrong place.
 */
export async function setSecret(
  { tenantId, name, value, by }: ParsedInputOf<"secret.set">,
  deps: OperatorDeps,
): Promise<StoredSecret> {
  const { config } = await readTenant(deps.store, tenantId);
  const uses = secretUses(config);
  const usedBy = uses.get(name);
  if (usedBy === undefined)
    throw new InvalidInput(
      `the config of tenant ${tenantId} names no such secret, nothing was stored; it names: ${[...uses.keys()].join(", ")}`,
    );
  requireSecretForm(config, name, value);
  const setAt = await sealSecret(tenantId, { name, value, by }, deps);
  if (config.okta.hook?.secret.secret !== name) return { tenantId, name, setAt, setBy: by, usedBy };
  // The ingress compares against a keyed hash: it must know the new secret as soon as it is sealed.
  await applyHookSecret(deps.store, tenantId, value, setAt);
  const before = await hookBefore(config, deps);
  return { tenantId, name, setAt, setBy: by, usedBy, ...(before ? { hookSecretBefore: before } : {}) };
}

/** Seals a secret and writes down who set it. */
export async function sealSecret(
  tenantId: string,
  { name, value, by }: { readonly name: string; readonly value: string; readonly by: string },
  deps: OperatorDeps,
): Promise<Instant> {
  await deps.secrets.write(tenantId, name, value);
  const at = deps.clock.now();
  // A value without an entry is used all the same, and shown as set by nobody known; setting it again mends that.
  await noteSecretSet(deps.store, tenantId, { name, at, by });
  return at;
}
