import { AuthorityRefused } from "../domain/errors.ts";
import { MASTERY } from "../domain/mastery.ts";
import type { TenantConfig } from "../tenants/tenant-config.ts";

/** @throws AuthorityRefused with the right place, unless Okta decides about deactivation in this tenant. */
export function requireLeaverAuthority({ id, mode }: Pick<TenantConfig, "id" | "mode">): void {
  const { authority, rightPlace, steps } = MASTERY[mode];
  if (steps.deactivate === "okta") return;
  throw new AuthorityRefused(
    `nothing was ordered: in tenant ${id} ${authority} decides who leaves, and its next import would undo what is done ` +
      `in Okta. End the account there (${rightPlace}); if access must end at once, suspend the person and clear their ` +
      "sessions in the Okta Admin Console as well",
    { provider: "okta" },
  );
}
