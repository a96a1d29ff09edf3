import { InvalidInput } from "../domain/errors.ts";
import { keys } from "../stores/keys.ts";
import { readRecord } from "../stores/record.ts";
import type { TenantConfig } from "../tenants/tenant-config.ts";
import { applyTenant, TenantRecord } from "../tenants/tenant-records.ts";
import { requireSecretForm } from "../tenants/webhook-secret.ts";
import type { ParsedInputOf } from "./contract.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { sealSecret } from "./secret-set.ts";
import { readTenantFile, secretNames } from "./tenant-file.ts";
import { wakeHeld } from "./wake-held.ts";

export interface AppliedTenant {
  readonly tenantId: string;
  readonly configVersion: number;
  readonly change: "new" | "changed" | "unchanged";
  readonly storedSecrets: readonly string[];
  /** Secrets that the config names and that nobody has given yet. */
  readonly missingSecrets: readonly string[];
  /** Where Okta's event hook for this tenant points, below the base URL; missing until its secret is known. */
  readonly hookPath?: string;
}

/**
 * Stores a tenant's config with its hook and the secrets that were given: all of it, or nothing if the file is invalid.
 * @throws InvalidInput with every problem.
 */
export async function applyTenantFile(
  input: ParsedInputOf<"tenant.apply">,
  deps: OperatorDeps,
): Promise<AppliedTenant> {
  const read = readTenantFile(input.text, input.file);
  if (!read.ok) {
    const problems = read.problems.map(({ path, message }) => `${path || "the file"}: ${message}`).join("; ");
    throw new InvalidInput(`${input.file} is not a valid tenant, nothing was stored: ${problems}`);
  }
  const { config } = read;
  const names = secretNames(config);
  const stranger = Object.keys(input.secrets).find((name) => !names.includes(name));
  if (stranger !== undefined)
    throw new InvalidInput(
      `${input.file} names no secret ${stranger}, nothing was stored; it names: ${names.join(", ")}`,
    );
  for (const [name, value] of Object.entries(input.secrets)) requireSecretForm(config, name, value);
  const before = await readRecord(deps.store, keys.tenantConfig(config.id), TenantRecord);
  // Secrets first: a config must not be in force before what it needs.
  for (const [name, value] of Object.entries(input.secrets))
    await sealSecret(config.id, { name, value, by: input.by }, deps);
  const hookSecret = await hookSecretOf(config, deps);
  const now = deps.clock.now();
  const { configVersion } = await applyTenant(deps.store, config, {
    now,
    ...(hookSecret === undefined ? {} : { hookSecret }),
  });
  const { hook } = config.okta;
  const change = changeBetween(before?.value.configVersion, configVersion);
  // After an attempt that was cut short the config is the same already, and those who are held are not awake yet.
  if (change !== "new") await wakeHeld(config.id, deps);
  return {
    tenantId: config.id,
    configVersion,
    change,
    storedSecrets: Object.keys(input.secrets),
    missingSecrets: await missingSecrets(config, deps),
    ...(hook && hookSecret !== undefined ? { hookPath: `/v1/hooks/okta/${hook.id}` } : {}),
  };
}

function changeBetween(before: number | undefined, after: number): AppliedTenant["change"] {
  if (before === undefined) return "new";
  return before === after ? "unchanged" : "changed";
}

async function hookSecretOf({ id, okta }: TenantConfig, deps: OperatorDeps): Promise<string | undefined> {
  return okta.hook && deps.secrets.read(id, okta.hook.secret.secret);
}

/** The secrets that a config names and that are not stored. */
export async function missingSecrets(config: TenantConfig, deps: OperatorDeps): Promise<readonly string[]> {
  const names = secretNames(config);
  const stored = await Promise.all(names.map((name) => deps.secrets.read(config.id, name)));
  return names.filter((_, at) => stored[at] === undefined);
}
