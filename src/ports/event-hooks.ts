import type { Receipt } from "./directory.ts";

/** An event hook as the org shows it; its secret cannot be read. */
export interface EventHook {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly active: boolean;
  /** The org has asked the endpoint and got its challenge back; it delivers to no other. */
  readonly verified: boolean;
  readonly eventTypes: readonly string[];
}

/** What we want of it; the event types are the connector's. */
export interface HookSettings {
  readonly name: string;
  readonly url: string;
  readonly secret: string;
}

/** The org's own event hooks. Errors: those of the directory; `InvalidInput` where the org cannot verify the endpoint. */
export interface EventHooks {
  /** What we subscribe to. */
  readonly eventTypes: readonly string[];
  /** How many the org delivers to at once. */
  readonly maxLive: number;
  list(): Promise<readonly EventHook[]>;
  /** Undefined when there is none. */
  read(id: string): Promise<EventHook | undefined>;
  create(settings: HookSettings): Promise<EventHook & Receipt>;
  replace(id: string, settings: HookSettings): Promise<EventHook & Receipt>;
  activate(id: string): Promise<void>;
  /** Has the org ask the endpoint. */
  verify(id: string): Promise<void>;
  /** Deactivates and deletes; one that is gone already is no error. */
  remove(id: string): Promise<void>;
}
