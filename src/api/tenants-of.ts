import { listTenants, readTenant, type TenantRecord } from "../tenants/tenant-records.ts";
import type { OperatorDeps } from "./operator-deps.ts";

/** The tenant that was asked for, or every tenant. @throws InvalidInput when there is no such tenant. */
export async function tenantsOf(
  tenantId: string | undefined,
  deps: Pick<OperatorDeps, "store">,
): Promise<readonly TenantRecord[]> {
  if (tenantId !== undefined) return [await readTenant(deps.store, tenantId)];
  const tenants: TenantRecord[] = [];
  for await (const tenant of listTenants(deps.store)) tenants.push(tenant);
  return tenants;
}
