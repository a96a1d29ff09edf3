import type { TemplateName } from "../domain/notifications/templates.ts";

/** A message to a person or a system outside. */
export interface Notification {
  /** Same key, same notification: sent once; repeated only after a lost answer. */
  readonly key: string;
  /** An e-mail address, or the URL of a webhook. */
  readonly to: string;
  readonly template: TemplateName;
  /** Where an answer goes, if not to the sender. */
  readonly replyTo?: string;
  readonly subject: string;
  readonly text: string;
  /** A link that must not lie in the store: it is kept sealed, and takes the place of `{link}` in what is sent. */
  readonly secretLink?: string;
}

export interface Notifier {
  /**
   * Resolved means that the delivering system has accepted it. Rejected, it stays in the outbox as undelivered. Errors:
   * `ProviderUnavailable`, `AccessDenied`, `InvalidInput` for an address or message that is refused for good.
   */
  send(notification: Notification): Promise<void>;
  /** True when the delivering system has accepted it for this address, and says so still where it can be asked. */
  wasSent(key: string, to: string): Promise<boolean>;
  /** Tries again what belongs to no run and is due for another attempt; how many were delivered. */
  redeliver(): Promise<number>;
}
