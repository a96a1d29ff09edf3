import { AccessDenied } from "../domain/errors.ts";
import type { Instant } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import type { Directory } from "../ports/directory.ts";
import type { OrgInspector } from "../ports/org-inspector.ts";
import type { SecretStore } from "../ports/secret-store.ts";
import type { TenantConfig } from "../tenants/tenant-config.ts";

type Open<T> = (
  okta: TenantConfig["okta"],
  options: { readonly readSecret: (name: string) => Promise<string>; readonly now: () => Instant },
) => T;

/** The connector, given by the composition root, since this folder knows none. */
export type OpenDirectory = Open<Directory>;

interface Keepers {
  readonly secrets: SecretStore;
  readonly clock: Clock;
}

/** The tenant's Okta settings as they are used; locally "emulator" becomes an address here. */
export type ResolveOkta = (tenant: TenantConfig) => TenantConfig["okta"];

/** One directory a tenant and config, so that its connections and its access token are used again. */
export function createDirectories(
  { secrets, clock }: Keepers,
  open: OpenDirectory,
  resolve: ResolveOkta = (tenant) => tenant.okta,
): (tenant: TenantConfig) => Promise<Directory> {
  const known = new Map<string, { readonly config: string; readonly directory: Directory }>();
  return async (tenant) => {
    const okta = resolve(tenant);
    const config = JSON.stringify(okta);
    const before = known.get(tenant.id);
    if (before?.config === config) return before.directory;
    const readSecret = secretReader(secrets, tenant.id);
    const directory = open(okta, { readSecret, now: clock.now });
    known.set(tenant.id, { config, directory });
    return directory;
  };
}

/** What an operator inspects a tenant's org with; opened afresh each time. */
export function createInspectors(
  { secrets, clock }: Keepers,
  open: Open<OrgInspector>,
  resolve: ResolveOkta = (tenant) => tenant.okta,
): (tenant: TenantConfig) => OrgInspector {
  return (tenant) => open(resolve(tenant), { readSecret: secretReader(secrets, tenant.id), now: clock.now });
}

function secretReader(secrets: SecretStore, tenantId: string): (name: string) => Promise<string> {
  return async (name) => {
    const secret = await secrets.read(tenantId, name);
    if (secret !== undefined) return secret;
    throw new AccessDenied(
      `tenant ${tenantId} has no secret ${name}; give it with \`mastery secret set ${name} --tenant ${tenantId}\``,
    );
  };
}
