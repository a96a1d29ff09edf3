import { renderNotification } from "../domain/notifications/render.ts";
import type { NotificationValues, TemplateName } from "../domain/notifications/templates.ts";
import type { Notification } from "../ports/notifier.ts";
import type { TenantConfig } from "../tenants/tenant-config.ts";

/** A message in the tenant's own words, or in ours. It is stored as it is composed, so that every attempt sends the same. */
export function composeMessage<T extends TemplateName>(
  { name, notifications }: Pick<TenantConfig, "name" | "notifications">,
  template: T,
  values: NotificationValues<T>,
): Pick<Notification, "template" | "subject" | "text" | "replyTo"> {
  const { replyTo, templates } = notifications ?? {};
  const rendered = renderNotification(template, { ...values, tenant: name }, templates?.[template]);
  return { template, ...rendered, ...(replyTo === undefined ? {} : { replyTo }) };
}
