import type { JsonObject } from "../domain/json.ts";
import type { Instant } from "../domain/time.ts";

/** A message that was given up after its last receive. */
export interface DeadMessage {
  readonly queue: string;
  readonly id: string;
  readonly body: JsonObject;
  /** How often it was received; missing where nobody says. */
  readonly receives?: number;
  /** When it was given up, or sent, as far as the queue tells. */
  readonly at?: Instant;
}

/** The messages that were given up, in both queues. Errors: `StoreUnavailable`. */
export interface DeadLetters {
  /** About how many there are. */
  count(): Promise<number>;
  /** Oldest first where the queue has an order, at most `limit`. */
  list(limit: number): Promise<readonly DeadMessage[]>;
  /** Sends one on its way again; false when it is not there (any more). Repeating it may deliver it twice, which is harmless. */
  redrive(id: string): Promise<boolean>;
}
