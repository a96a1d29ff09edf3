import type { MailTransport } from "../ports/mail-transport.ts";
import { createOutbox, type OutboxParts } from "../stores/outbox.ts";
import { webhookSecret } from "../tenants/webhook-secret.ts";
import type { Deps } from "./deps.ts";

/** What posts to a webhook, given the secret for its URL and a clock. */
type CreateWebhook = (
  options: Pick<OutboxParts, "clock"> & { readonly secretOf: (url: string) => Promise<string> },
) => MailTransport;

/** Each tenant's outbox, over one mail system and the webhook that the tenant's config names. */
export function createNotifiers(parts: Omit<OutboxParts, "webhook">, createWebhook: CreateWebhook): Deps["notifier"] {
  const { clock } = parts;
  return (tenantId) => {
    const webhook = createWebhook({ clock, secretOf: (url) => webhookSecret(parts, tenantId, url) });
    return createOutbox(tenantId, { ...parts, webhook });
  };
}
