import type { Instant } from "../time.ts";
import type { OthersEvent } from "./contested.ts";

/** A run about one person, as far as it may have undone what somebody else did. */
export interface PastRun {
  readonly startedAt: Instant;
  readonly closedAt?: Instant;
  /** It made the account live. */
  readonly activated: boolean;
  /** A leaver that ended as it must. */
  readonly ended: boolean;
}

const DEACTIVATE = "user.lifecycle.deactivate";
const ACTIVATE: ReadonlySet<string> = new Set(["user.lifecycle.activate", "user.lifecycle.reactivate"]);

/**
 * Whether somebody deactivated the account while a run of ours, which had read it before, made it live: Okta has no
 * activation on a condition, so the last one wins, and that must not be ours.
 * https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserLifecycle/#tag/UserLifecycle/operation/activateUser
 * @param runs newest first. @param others what others than we did, by the target's clock.
 */
export function isDeactivationUndone(runs: readonly PastRun[], others: readonly OthersEvent[], now: Instant): boolean {
  const last = runs.findIndex(({ activated }) => activated);
  const run = runs[last];
  if (!run || runs.slice(0, last).some(({ ended }) => ended)) return false;
  const until = run.closedAt ?? now;
  const isMeanwhile = (at: Instant): boolean => at >= run.startedAt && at <= until;
  if (!others.some(({ at, eventType }) => eventType === DEACTIVATE && isMeanwhile(at))) return false;
  // An activation in that time may be our own: with an API token whose id nobody told us, we do not know our own events.
  return !others.some(({ at, eventType }) => ACTIVATE.has(eventType) && at > until);
}
