import type { Instant } from "../time.ts";
import type { OthersEvent } from "./contested.ts";

/** A run of ours that made an account live. */
export interface Activation {
  /** When the run read the account, at the earliest. */
  readonly decidedAt: Instant;
  readonly activatedAt: Instant;
}

const DEACTIVATE = "user.lifecycle.deactivate";
const ACTIVATE: ReadonlySet<string> = new Set(["user.lifecycle.activate", "user.lifecycle.reactivate"]);

/**
 * Whether somebody deactivated the account before we activated it and after we had read it: Okta has no activation on a
 * condition, so the last one wins, and that must not be ours.
 * https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserLifecycle/#tag/UserLifecycle/operation/activateUser
 * @param others what others than we did, by the target's clock; with what we did where `knowsOwn` is false.
 */
export function isDeactivationUndone(
  { decidedAt, activatedAt }: Activation,
  others: readonly OthersEvent[],
  knowsOwn: boolean,
): boolean {
  const timesOf = (isMeant: (eventType: string) => boolean): readonly Instant[] =>
    others.filter(({ eventType, at }) => isMeant(eventType) && at >= decidedAt).map(({ at }) => at);
  const latest = timesOf((eventType) => eventType === DEACTIVATE)
    .filter((at) => at <= activatedAt)
    .toSorted()
    .at(-1);
  if (latest === undefined) return false;
  const activations = timesOf((eventType) => ACTIVATE.has(eventType));
  // One of them is our own. With two, somebody else wanted the account live as well.
  const isOurs = !knowsOwn && activations.length === 1 && activations.every((at) => at <= activatedAt);
  return isOurs || activations.every((at) => at < latest);
}
