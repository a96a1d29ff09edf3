import { createOktaDirectory } from "../connectors/okta/index.ts";
import { AccessDenied } from "../domain/errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { Directory } from "../ports/directory.ts";
import type { SecretStore } from "../ports/secret-store.ts";
import type { TenantConfig } from "../tenants/tenant-config.ts";

/** One directory a tenant and config, so that a warm function uses its connections and its access token again. */
export function createDirectories(secrets: SecretStore, clock: Clock): (tenant: TenantConfig) => Promise<Directory> {
  const known = new Map<string, { readonly config: string; readonly directory: Directory }>();
  return async ({ id, okta }) => {
    const config = JSON.stringify(okta);
    const before = known.get(id);
    if (before?.config === config) return before.directory;
    const readSecret = async (name: string): Promise<string> => {
      const secret = await secrets.read(id, name);
      if (secret !== undefined) return secret;
      throw new AccessDenied(`tenant ${id} has no secret ${name}; give it with \`mastery tenant apply --secrets\``);
    };
    const directory = createOktaDirectory(okta, { readSecret, now: clock.now });
    known.set(id, { config, directory });
    return directory;
  };
}
