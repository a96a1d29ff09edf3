import type { Decision } from "../decision.ts";
import { textOf } from "../worker.ts";
import { type AccountInput, isLive } from "./input.ts";
import { type LeaveTrigger, leaveTrigger } from "./leave-trigger.ts";
import { orderState } from "./order-state.ts";
import { openOrders } from "./orders.ts";
import { decisionOf } from "./outcome.ts";

/** Break-glass and service accounts that no automation touches, whatever happens to them. */
export function isProtected({ account, policy }: AccountInput): boolean {
  const login = textOf(account.profile, "login").toLowerCase();
  return policy.guards.protectedLogins.some((name) => name.trim().toLowerCase() === login);
}

/** Nothing is done to a protected account; whoever ordered something, or expects that its person is out, hears about it. */
export function refuseProtected(input: AccountInput): Decision {
  const { person, now } = input;
  const reason = "the account is protected: policy.guards.protectedLogins names its login";
  const hold = {
    code: "protected-person",
    reason,
    todo: "take the login out of policy.guards.protectedLogins if that is meant, or act in Okta by hand",
  };
  const isOrdered = person.orders.some((order) => orderState(person, order, now) === "holds");
  const isLeaving = isLive(input.account) && leaveTrigger(input) !== undefined;
  return decisionOf(input, {
    reason,
    phaseNow: person.phase === "provisional" ? "adopted" : person.phase,
    refused: [{ code: "protected", what: "every change", reason, rightPlace: "Okta Admin Console" }],
    ...(isOrdered || isLeaving ? { hold } : {}),
  });
}

/**
 * Too many leavers at once look like a wrong feed or a stolen admin account. A leaver that a named operator ordered is
 * never held by a count, and one that has begun is finished.
 */
export function holdTooMany(input: AccountInput, trigger: LeaveTrigger): Decision | undefined {
  const { person, leaversLast24h, policy, now } = input;
  const limit = policy.guards.leaversPer24h;
  const hasBegun = person.phase === "leaving" || person.phase === "blocked";
  // An urgent leave of somebody whom HR holds is an order to contain.
  const isNamed = trigger.kind === "order" || openOrders(person, "contain").some(({ at }) => at <= now);
  if (isNamed || hasBegun || leaversLast24h < limit) return undefined;
  const hold = {
    code: "too-many-leavers",
    reason: `${leaversLast24h} other leavers in 24 h reach the limit of ${limit}; this one is not ordered by name`,
    todo: "order the leaver by name (`mastery person leave`), or raise policy.guards.leaversPer24h",
  };
  return decisionOf(input, {
    reason: `${trigger.why}, but too many leavers came at once`,
    phaseNow: person.phase,
    hold,
  });
}
