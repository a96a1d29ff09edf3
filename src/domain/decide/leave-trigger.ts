import type { DueItem } from "../decision.ts";
import type { OrderOf } from "../order.ts";
import { endOfDay, startOfDay } from "../time.ts";
import { readDate } from "./dates.ts";
import type { Employment } from "./employment.ts";
import { type AccountInput, isLive, statusOf } from "./input.ts";
import { formerLeaverEnded, standingLeaveOrder } from "./orders.ts";

/** Why a person leaves. Absence is never a reason: only an order, a deactivation or a date is. */
export interface LeaveTrigger {
  readonly kind: "order" | "record" | "deactivated" | "end-date";
  readonly why: string;
  /** What has to be remembered of it until the leaver has ended. */
  readonly noted?: readonly string[];
  /** When there is to be looked again, since it ends then. */
  readonly due?: readonly DueItem[];
}

/** A deactivation that our own activation overtook shows in the account only until the leaver has blocked it. */
export const DEACTIVATION_UNDONE = "deactivation-undone";

export function leaveTrigger(input: AccountInput): LeaveTrigger | undefined {
  const { person, account, policy } = input;
  const ordered = leaveByOrder(input);
  if (ordered) return ordered;
  if (input.employment?.source === "hr") return hasEndedBefore(input) ? undefined : leaveByRecord(input.employment);
  if (input.employment?.status === "terminated" && (person.phase !== "left" || isLive(account)))
    return { kind: "end-date", why: "the end date of the engagement has passed" };
  const isDeactivated = statusOf(account) === "DEPROVISIONED" && !isHiredSince(input);
  if (isDeactivated && person.phase !== "left" && !leftBeforeOnboarding(input))
    return { kind: "deactivated", why: "the account was deactivated in Okta" };
  if (wasDeactivationUndone(input))
    return {
      kind: "deactivated",
      why: "the account was deactivated in Okta while a run of ours activated it",
      noted: [DEACTIVATION_UNDONE],
    };
  // The last day that an order named wins over the attribute, which may still hold the day before an extension.
  const isEnded = input.employment?.endsAt === undefined && endDatePassed(input) === "news";
  if (isDeactivated || !isEnded) return undefined;
  return { kind: "end-date", why: `the end date in ${policy.attributes.endDate} has passed` };
}

/** Whoever makes the account live again, once we have blocked it for that, hires its person again. */
function wasDeactivationUndone({ person, account, deactivationUndone }: AccountInput): boolean {
  if (person.phase === "left") return false;
  return isLive(account) ? deactivationUndone === "yes" : person.effects[DEACTIVATION_UNDONE] !== undefined;
}

function leaveByOrder(input: AccountInput): LeaveTrigger | undefined {
  const order = standingLeaveOrder(input.person, input.now);
  const next = order && employedAfter(input, order);
  if (!order || (next && next.at <= input.now)) return undefined;
  const why = `leave ordered by a named operator (order ${order.id})`;
  return { kind: "order", why, ...(next ? { due: [next] } : {}) };
}

/**
 * HR employs the person from a day after the leave that was ordered: it was another engagement's. Until that day they
 * are out, since somebody wanted it so by name: lead days give nothing back.
 */
function employedAfter({ employment }: AccountInput, { at }: OrderOf<"leave">): DueItem | undefined {
  if (employment?.source !== "hr" || !employment.startDate) return undefined;
  const works = employment.status === "active" || employment.status === "prehire";
  const begins = startOfDay(employment.startDate, employment.timeZone);
  return works && begins >= at ? { at: begins, kind: "start", why: "first day in the record" } : undefined;
}

/** Records of those who left long ago stay in the HR system: an account that ended by then is no new leaver. */
function hasEndedBefore(input: AccountInput): boolean {
  if (input.person.phase === "left") return !isLive(input.account);
  return leftBeforeOnboarding(input);
}

/** Where HR decides, an account that somebody deactivated in Okta ends nobody's employment. */
function leaveByRecord({ status, words }: Employment): LeaveTrigger | undefined {
  if (status !== "terminated" && status !== "rescinded") return undefined;
  const what = status === "terminated" ? "the employment is over" : "the hire was called off";
  return { kind: "record", why: `${what}: ${words}` };
}

/** The account ended before a named operator hired its person again. */
function isHiredSince({ employment, account }: AccountInput): boolean {
  const ended = account.statusChanged ?? account.lastUpdated;
  return employment?.orderedAt !== undefined && employment.orderedAt > ended;
}

/** Deactivated before we came, as far as the account tells: nothing that we would clean up after. */
export function leftBeforeOnboarding({ person, account, onboardedAt }: AccountInput): boolean {
  if (person.phase !== "provisional" || statusOf(account) !== "DEPROVISIONED") return false;
  return (
    account.created < onboardedAt && !(account.statusChanged !== undefined && account.statusChanged >= onboardedAt)
  );
}

/**
 * `old`: the end date had passed before the tenant was onboarded, or belongs to a life cycle that is over. It tells
 * nothing new, and a rehire keeps the former end date until somebody clears it.
 */
export function endDatePassed(input: AccountInput): "no" | "news" | "old" {
  const { account, policy, person, onboardedAt, now } = input;
  const end = readDate(account.profile, policy.attributes.endDate);
  if (end === undefined || end === "malformed") return "no";
  const endsAt = endOfDay(end, policy.timeZone);
  if (endsAt > now) return "no";
  const ended = formerLeaverEnded(person);
  return endsAt > onboardedAt && (ended === undefined || endsAt > ended) ? "news" : "old";
}
