import { addMs, type Instant } from "../domain/time.ts";
import type { LogPoll } from "../stores/log-poll.ts";

const MINUTE_MS = 60_000;
const FAST_MS = MINUTE_MS;
const SLOW_MS = 15 * MINUTE_MS;
/** For so long after a hook was missed, or last heard of, it is not trusted. */
const TRUST_MS = 60 * MINUTE_MS;
/** Of a failing tenant: a minute, doubling, and never rarer than a trusted one. */
const LONGEST_BACK_OFF = 4;

/** A hook may take this long before what the log shows counts as missed. */
export const HOOK_GRACE_MS = 2 * MINUTE_MS;

/** Slow while hooks arrive and agree with the log; fast once they go quiet or have missed something. */
export function nextPollAt(poll: Pick<LogPoll, "missedAt" | "agreedAt" | "failures" | "sweep">, now: Instant): Instant {
  if (poll.failures > 0)
    return addMs(now, Math.min(SLOW_MS, FAST_MS * 2 ** Math.min(poll.failures - 1, LONGEST_BACK_OFF)));
  const trustedSince = addMs(now, -TRUST_MS);
  const hasMissed = poll.missedAt !== undefined && poll.missedAt > trustedSince;
  const isHeard = poll.agreedAt !== undefined && poll.agreedAt > trustedSince;
  return addMs(now, isHeard && !hasMissed && !poll.sweep ? SLOW_MS : FAST_MS);
}
