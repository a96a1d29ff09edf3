import { MASTERY, type Mode } from "../domain/mastery.ts";
import type { Instant } from "../domain/time.ts";
import { keys } from "../stores/keys.ts";
import { everyItem, parseItem } from "../stores/record.ts";
import { readTenant, TenantRecord } from "../tenants/tenant-records.ts";
import type { ParsedInputOf } from "./contract.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { missingSecrets } from "./tenant-apply.ts";
import { secretNames } from "./tenant-file.ts";
import { tenantsOf } from "./tenants-of.ts";

export interface TenantLine {
  readonly tenantId: string;
  readonly name: string;
  readonly mode: string;
  readonly orgUrl: string;
  readonly configVersion: number;
  readonly onboardedAt: Instant;
  readonly appliedAt: Instant;
  readonly missingSecrets: readonly string[];
}

export interface TenantList {
  /** Those that lack a secret first. */
  readonly tenants: readonly TenantLine[];
}

export interface TenantDetail {
  readonly record: TenantRecord;
  readonly secrets: readonly { readonly name: string; readonly stored: boolean }[];
  readonly hookPath?: string;
  /** What the mastery mode means: who owns what, and where it is changed by hand. */
  readonly mastery: (typeof MASTERY)[Mode];
  /** Newest first. */
  readonly versions: readonly { readonly configVersion: number; readonly appliedAt: Instant }[];
}

/** Every tenant. */
export async function listTenantRecords(deps: OperatorDeps): Promise<TenantList> {
  const tenants: TenantLine[] = [];
  for (const { config, configVersion, onboardedAt, appliedAt } of await tenantsOf(undefined, deps)) {
    const { id: tenantId, name, mode, okta } = config;
    const missing = await missingSecrets(config, deps);
    const times = { configVersion, onboardedAt, appliedAt };
    tenants.push({ tenantId, name, mode, orgUrl: okta.orgUrl, ...times, missingSecrets: missing });
  }
  return { tenants: tenants.sort((a, b) => b.missingSecrets.length - a.missingSecrets.length) };
}

/** A tenant's config as it is in force, which of its secrets are stored, and the history of its versions. */
export async function showTenant(
  { tenantId }: ParsedInputOf<"tenant.show">,
  deps: OperatorDeps,
): Promise<TenantDetail> {
  const record = await readTenant(deps.store, tenantId);
  const missing = await missingSecrets(record.config, deps);
  const secrets = secretNames(record.config).map((name) => ({ name, stored: !missing.includes(name) }));
  const { hook } = record.config.okta;
  return {
    record,
    secrets,
    ...(hook ? { hookPath: `/v1/hooks/okta/${hook.id}` } : {}),
    mastery: MASTERY[record.config.mode],
    versions: await versionsOf(tenantId, deps),
  };
}

async function versionsOf(tenantId: string, deps: OperatorDeps): Promise<TenantDetail["versions"]> {
  const { partition } = keys.tenantConfig(tenantId);
  const versions: { configVersion: number; appliedAt: Instant }[] = [];
  for await (const item of everyItem((after) =>
    deps.store.query(partition, { prefix: "V#", descending: true, ...(after === undefined ? {} : { after }) }),
  )) {
    const { configVersion, appliedAt } = parseItem(item, TenantRecord);
    versions.push({ configVersion, appliedAt });
  }
  return versions;
}
