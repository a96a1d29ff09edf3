import { signingKey } from "../connectors/webhook/config.ts";
import { InvalidInput } from "../domain/errors.ts";
import type { ItemStore } from "../ports/item-store.ts";
import type { SecretStore } from "../ports/secret-store.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { TenantConfig } from "./tenant-config.ts";
import { readTenant } from "./tenant-records.ts";

/**
 * The secret that signs what is posted to a tenant's webhook.
 * @throws InvalidInput when the config names another address by now, or nobody has given the secret.
 */
export async function webhookSecret(
  { store, secrets }: { readonly store: ItemStore; readonly secrets: SecretStore },
  tenantId: string,
  url: string,
): Promise<string> {
  const { config } = await readTenant(forTenant(store, tenantId), tenantId);
  const webhook = config.notifications?.webhook;
  if (webhook?.url !== url) throw new InvalidInput(`tenant ${tenantId} names another webhook by now, or none`);
  const secret = await secrets.read(tenantId, webhook.secret.secret);
  if (secret !== undefined) return secret;
  const command = `mastery secret set ${webhook.secret.secret} --tenant ${tenantId}`;
  throw new InvalidInput(`the secret of the webhook is missing: ${command}`);
}

/** @throws InvalidInput when the value cannot be what the config wants this secret for. */
export function requireSecretForm(
  { notifications }: Pick<TenantConfig, "notifications">,
  name: string,
  value: string,
): void {
  if (notifications?.webhook?.secret.secret === name) signingKey(value);
}
