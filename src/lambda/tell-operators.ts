import type { NotificationValues, TemplateName } from "../domain/notifications/templates.ts";
import type { Notification } from "../ports/notifier.ts";
import type { TenantRecord } from "../tenants/tenant-records.ts";
import { announce } from "./announce.ts";
import { composeMessage } from "./compose-message.ts";
import type { Deps } from "./deps.ts";

/** Names of the events that a tenant's webhook gets, by template. */
export const WEBHOOK_EVENTS = {
  hold: "person.held",
  "run-failed": "execution.failed",
  "leaver-tasks": "task.raised",
  "feed-rejected": "feed.rejected",
  "feed-held-back": "feed.rows-held-back",
} as const satisfies Partial<Record<TemplateName, string>>;
type NewsTemplate = keyof typeof WEBHOOK_EVENTS;

/** What needs an operator: which person, which run, what happened and what to do. No personal data. */
export interface News<T extends NewsTemplate> {
  readonly template: T;
  /** The same news twice is one message. */
  readonly key: string;
  readonly values: NotificationValues<T>;
}

/**
 * Tells the tenant's operators, by mail and by webhook, as far as its config names them. A message that cannot even be
 * written down fails nothing: lists and logs still tell.
 */
export async function tellOperators<T extends NewsTemplate>(
  tenant: TenantRecord,
  { template, key, values }: News<T>,
  deps: Deps,
): Promise<void> {
  const { config } = tenant;
  const to = config.operators;
  if (to !== undefined) await tell(tenant, { key, to, ...composeMessage(config, template, values) }, deps);
  await postNews(tenant, { template, key, values }, deps);
}

/** Posts news to the tenant's webhook, if its config names one. */
export async function postNews<T extends NewsTemplate>(
  tenant: TenantRecord,
  { template, key, values }: News<T>,
  deps: Deps,
): Promise<void> {
  const { config } = tenant;
  const to = config.notifications?.webhook?.url;
  if (to === undefined) return;
  const { subject, text } = composeMessage({ name: config.name }, template, values);
  const known = Object.entries<string>(values).filter(([, value]) => value !== "");
  const data = { tenantId: config.id, ...Object.fromEntries(known), subject, text };
  const body = JSON.stringify({ type: WEBHOOK_EVENTS[template], timestamp: deps.clock.now(), data });
  await tell(tenant, { key: `${key}/webhook`, to, template, subject, text: body }, deps);
}

async function tell({ config }: TenantRecord, message: Notification, deps: Deps): Promise<void> {
  try {
    await announce(config.id, message, deps);
  } catch (error) {
    const name = error instanceof Error ? error.name : "unknown";
    deps.log.error("the operators could not be told", { tenantId: config.id, error: name });
  }
}
