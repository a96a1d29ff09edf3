import { type Failure, matchesError } from "./errors.ts";
import type { Retrier } from "./machine.ts";

// https://states-language.net/spec.html#retrying-after-error

/** The retries of one visit of a state; every retrier counts its own attempts. */
interface RetryPolicy {
  /** Milliseconds to wait before the next attempt, or undefined when the failure is not retried any more. */
  nextDelayMs(failure: Failure): number | undefined;
}

/** @param random at least 0, less than 1; spreads delays with JitterStrategy FULL. */
export function createRetryPolicy(retriers: readonly Retrier[], random: () => number): RetryPolicy {
  const attempts = new Map<Retrier, number>();
  return {
    nextDelayMs(failure) {
      const retrier = retriers.find((candidate) => matchesError(candidate.errorEquals, failure));
      if (retrier === undefined) return undefined;
      const made = attempts.get(retrier) ?? 0;
      if (made >= retrier.maxAttempts) return undefined;
      attempts.set(retrier, made + 1);
      const seconds = Math.min(
        retrier.intervalSeconds * retrier.backoffRate ** made,
        retrier.maxDelaySeconds ?? Number.POSITIVE_INFINITY,
      );
      return seconds * 1000 * (retrier.jitter === "FULL" ? random() : 1);
    },
  };
}
