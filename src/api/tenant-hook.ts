/** What the commands about a tenant's event hook share: its config, its secret, and the trail of what was done. */
import { InvalidInput } from "../domain/errors.ts";
import { tenantAuditWrites } from "../stores/audit.ts";
import { commit } from "../stores/commit.ts";
import type { TenantConfig } from "../tenants/tenant-config.ts";
import { applyHookSecret, readTenant } from "../tenants/tenant-records.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { sealSecret } from "./secret-set.ts";

export interface TenantHook {
  readonly config: TenantConfig;
  readonly hookId: string;
  readonly secretName: string;
}

/** @throws InvalidInput when the config names no hook. */
export async function tenantHook(tenantId: string, deps: OperatorDeps): Promise<TenantHook> {
  const { config } = await readTenant(deps.store, tenantId);
  const { hook } = config.okta;
  if (hook) return { config, hookId: hook.id, secretName: hook.secret.secret };
  const example = `{ "id": "${tenantId}.${deps.ids.hex(16)}", "secret": { "secret": "okta-hook" } }`;
  throw new InvalidInput(
    `the config of tenant ${tenantId} names no event hook; add "hook": ${example} to its okta part`,
  );
}

/** The secret that is sealed, or a new one that nobody has seen; either way the ingress knows it. */
export async function knownHookSecret(hook: TenantHook, by: string, deps: OperatorDeps): Promise<string> {
  const stored = await deps.secrets.read(hook.config.id, hook.secretName);
  if (stored === undefined) return newHookSecret(hook, by, deps);
  await applyHookSecret(deps.store, hook.config.id, stored, deps.clock.now());
  return stored;
}

/** A secret of 256 random bits, sealed before the ingress takes it: cut short in between, the next call goes on. */
export async function newHookSecret(
  { config, secretName }: TenantHook,
  by: string,
  deps: OperatorDeps,
): Promise<string> {
  const value = deps.ids.hex(32);
  await sealSecret(config.id, { name: secretName, value, by }, deps);
  await applyHookSecret(deps.store, config.id, value, deps.clock.now());
  return value;
}

/** A line of the tenant's audit trail. */
export function noteHook(
  tenantId: string,
  entry: { readonly kind: string; readonly by: string; readonly detail: Readonly<Record<string, unknown>> },
  deps: OperatorDeps,
): Promise<void> {
  return commit<void>(deps.store, async () => ({
    writes: await tenantAuditWrites(deps.store, tenantId, { ...entry, at: deps.clock.now() }),
    result: undefined,
  }));
}
