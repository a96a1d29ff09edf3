import { EMULATOR } from "../connectors/okta/config.ts";
import type { TenantConfig } from "../tenants/tenant-config.ts";
import { listTenants } from "../tenants/tenant-records.ts";
import { createOktaAdmin } from "./demo/okta-admin.ts";
import type { EmulatedOrgs } from "./emulated-orgs.ts";
import type { RuntimeDeps } from "./runtime.ts";

/**
 * Points the event hook of every emulated org at this process, as an administrator does by Okta's API: our port may be
 * another one than at the last start, and a start that was cut short may have registered none.
 */
export async function connectHooks(deps: RuntimeDeps, orgs: EmulatedOrgs, baseUrl: string): Promise<void> {
  for await (const { config } of listTenants(deps.store))
    if (config.okta.orgUrl === EMULATOR) await connectHook(config, deps, orgs, baseUrl);
}

async function connectHook(
  { id, okta }: TenantConfig,
  deps: RuntimeDeps,
  orgs: EmulatedOrgs,
  baseUrl: string,
): Promise<void> {
  const secret = okta.hook && (await deps.secrets.read(id, okta.hook.secret.secret));
  if (!okta.hook || secret === undefined) return;
  const { url, apiToken } = orgs.org(id);
  await createOktaAdmin(url, apiToken).registerHook(`${baseUrl}/v1/hooks/okta/${okta.hook.id}`, secret);
}
