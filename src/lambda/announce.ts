import { AccessDenied, InvalidInput, ProviderUnavailable } from "../domain/errors.ts";
import type { Notification } from "../ports/notifier.ts";
import type { Deps } from "./deps.ts";

/**
 * Sends news on which no run depends. What cannot be delivered stays in the outbox as undelivered.
 * @throws StoreUnavailable and the like, when it could not even be written down
 */
export async function announce(
  tenantId: string,
  notification: Notification,
  deps: Pick<Deps, "notifier" | "log">,
): Promise<void> {
  try {
    await deps.notifier(tenantId).send(notification);
  } catch (error) {
    const isUndelivered =
      error instanceof ProviderUnavailable || error instanceof InvalidInput || error instanceof AccessDenied;
    if (!isUndelivered) throw error;
    deps.log.warn("news could not be delivered", { tenantId, template: notification.template, error: error.name });
  }
}
