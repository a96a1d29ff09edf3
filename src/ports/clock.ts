import type { Instant } from "../domain/time.ts";

/** Time as a port: real, or skipped in tests and the demo. */
export interface Clock {
  now(): Instant;
  /** Resolves when the clock has advanced by `ms` milliseconds; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
