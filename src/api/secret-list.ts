import type { Instant } from "../domain/time.ts";
import { listSecretEntries } from "../stores/secret-register.ts";
import type { TenantConfig } from "../tenants/tenant-config.ts";
import type { ParsedInputOf } from "./contract.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { secretUses } from "./tenant-file.ts";
import { tenantsOf } from "./tenants-of.ts";

/** What may be shown of a secret. */
export interface SecretLine {
  readonly tenantId: string;
  readonly name: string;
  /** `missing`: the config asks for it, and it is not there. `unused`: it is there, and no config asks for it. */
  readonly state: "missing" | "unused" | "set";
  /** Places of the tenant's config that ask for it. */
  readonly usedBy: readonly string[];
  /** Missing where nobody wrote it down. */
  readonly setAt?: Instant;
  readonly setBy?: string;
}

export interface SecretList {
  /** What is missing first, then what nobody uses. */
  readonly secrets: readonly SecretLine[];
}

const ORDER = ["missing", "unused", "set"] as const;

/** Which secrets each tenant's config asks for and which are there; never a value. */
export async function listSecrets({ tenantId }: ParsedInputOf<"secret.list">, deps: OperatorDeps): Promise<SecretList> {
  const secrets: SecretLine[] = [];
  for (const { config } of await tenantsOf(tenantId, deps)) secrets.push(...(await secretsOf(config, deps)));
  return { secrets: secrets.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state)) };
}

async function secretsOf(config: TenantConfig, deps: OperatorDeps): Promise<readonly SecretLine[]> {
  const uses = secretUses(config);
  const entries = new Map((await listSecretEntries(deps.store, config.id)).map((entry) => [entry.name, entry]));
  const lines: SecretLine[] = [];
  for (const name of new Set([...uses.keys(), ...entries.keys()])) {
    const isStored = (await deps.secrets.read(config.id, name)) !== undefined;
    const usedBy = uses.get(name) ?? [];
    if (!isStored && usedBy.length === 0) continue;
    const entry = isStored ? entries.get(name) : undefined;
    const set = entry ? { setAt: entry.setAt, setBy: entry.setBy } : {};
    const state = isStored ? (usedBy.length > 0 ? "set" : "unused") : "missing";
    lines.push({ tenantId: config.id, name, state, usedBy, ...set });
  }
  return lines;
}
