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
 * @param runs newest first. @param others what others than we did, by the target's clock; with what we did where
 * `knowsOwn` is false.
 */
export function isDeactivationUndone(
  runs: readonly PastRun[],
  others: readonly OthersEvent[],
  { now, knowsOwn }: { readonly now: Instant; readonly knowsOwn: boolean },
): boolean {
  const last = runs.findIndex(({ activated }) => activated);
  const run = runs[last];
  if (!run || runs.slice(0, last).some(({ ended }) => ended)) return false;
  const until = run.closedAt ?? now;
  const timesOf = (isMeant: (eventType: string) => boolean): readonly Instant[] =>
    others.filter(({ eventType, at }) => isMeant(eventType) && at >= run.startedAt).map(({ at }) => at);
  const latest = timesOf((eventType) => eventType === DEACTIVATE)
    .filter((at) => at <= until)
    .toSorted()
    .at(-1);
  if (latest === undefined) return false;
  const activations = timesOf((eventType) => ACTIVATE.has(eventType));
  // One of them is our own. With two, somebody else wanted the account live as well.
  const isOurs = !knowsOwn && activations.length === 1 && activations.every((at) => at <= until);
  return isOurs || activations.every((at) => at <= latest);
}
