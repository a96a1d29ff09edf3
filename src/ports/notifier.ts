/** A message to a person or a system outside. `secretLink` is a secret: adapters keep it sealed until it is delivered. */
export interface Notification {
  /** Same key, same notification: sent once; repeated only after a lost answer. */
  readonly key: string;
  readonly to: string;
  readonly template:
    | "manager-welcome"
    | "manager-activation-link"
    | "manager-move"
    | "leaver-tasks"
    | "hold"
    | "run-failed";
  readonly subject: string;
  readonly text: string;
  readonly secretLink?: string;
}

export interface Notifier {
  /** Resolved means handed over for delivery. Errors: `ProviderUnavailable`, `InvalidInput` for an address that cannot be. */
  send(notification: Notification): Promise<void>;
  /** True when the delivering system says that it holds or delivered the notification with this key. */
  wasSent(key: string, to: string): Promise<boolean>;
}
