import { InvalidInput } from "../domain/errors.ts";
import type { TenantConfig } from "../tenants/tenant-config.ts";
import type { OperatorDeps } from "./operator-deps.ts";

/** @throws InvalidInput unless somebody who works in the tenant has this login. */
export async function requireReachable(login: string, config: TenantConfig, deps: OperatorDeps): Promise<void> {
  const account = await (await deps.directory(config)).findAccountByLogin(login);
  if (!account) throw new InvalidInput(`tenant ${config.id} has no account with the login that was named`);
  if (account.status === "DEPROVISIONED" || account.status === "SUSPENDED")
    throw new InvalidInput(`the account that was named is ${account.status}: name somebody who works there`);
}
