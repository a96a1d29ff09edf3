import { createOktaDirectory } from "../connectors/okta/index.ts";
import { AccessDenied } from "../domain/errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { Directory } from "../ports/directory.ts";
import type { SecretStore } from "../ports/secret-store.ts";
import type { TenantConfig } from "../tenants/tenant-config.ts";

/** Base URL of an emulated org, for a tenant whose `okta.orgUrl` is the word "emulator". */
export type EmulatedOrgUrl = (tenantId: string) => string;

/** One directory a tenant and config, so that its connections and its access token are used again. */
export function createDirectories(
  secrets: SecretStore,
  clock: Clock,
  emulatedOrgUrl: EmulatedOrgUrl,
): (tenant: TenantConfig) => Promise<Directory> {
  const known = new Map<string, { readonly config: string; readonly directory: Directory }>();
  return async (tenant) => {
    const { okta } = tenant;
    const orgUrl = okta.orgUrl === "emulator" ? emulatedOrgUrl(tenant.id) : okta.orgUrl;
    const config = JSON.stringify([okta, orgUrl]);
    const before = known.get(tenant.id);
    if (before?.config === config) return before.directory;
    const readSecret = async (name: string): Promise<string> => {
      const secret = await secrets.read(tenant.id, name);
      if (secret === undefined)
        throw new AccessDenied(
          `tenant ${tenant.id} has no secret ${name}; give it with \`mastery tenant apply --secrets\``,
        );
      return secret;
    };
    const directory = createOktaDirectory({ ...okta, orgUrl }, { readSecret, now: clock.now });
    known.set(tenant.id, { config, directory });
    return directory;
  };
}
