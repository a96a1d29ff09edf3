import type { Decision } from "../decision.ts";
import type { Phase } from "../person.ts";
import { dueForDates } from "./due.ts";
import { type AccountInput, statusOf } from "./input.ts";
import { absenceAt } from "./order-state.ts";
import { decisionOf } from "./outcome.ts";
import { phaseBefore } from "./phase-before.ts";
import { recheckSince } from "./recheck.ts";

/** Why somebody is away, with the effect that it leaves: an absence that was ordered, or that the record tells of. */
interface Absence {
  readonly effect: string;
  readonly why: string;
}

/** The effect of an absence that the record tells of, which has no id of its own. */
export const ABSENCE_BY_RECORD = "absence:record";

/** Somebody else had suspended the account when an absence or a containment began: its end lifts nothing. */
export const FOUND_SUSPENDED = "found-suspended";

/** What an absence or a containment notes as it begins. */
export function foundSuspended({ person, account }: AccountInput): readonly string[] {
  const isOurs = person.phase === "absent" || person.phase === "contained";
  return statusOf(account) === "SUSPENDED" && !isOurs ? [FOUND_SUSPENDED] : [];
}

const HERE: ReadonlySet<Phase> = new Set(["adopted", "joined", "moving", "absent"]);

/**
 * Leave of absence: sign-in is suspended and sessions end; groups, roles and licences stay, so that the return gives
 * everything back. Undefined for who is neither away nor was.
 */
export function planAbsence(input: AccountInput): Decision | undefined {
  // Whoever has no account that could be suspended is no absence: what that means is said elsewhere.
  if (!isHere(input) || statusOf(input.account) === "DEPROVISIONED") return undefined;
  const absence = absenceOf(input);
  if (absence) return suspend(input, absence);
  return input.person.phase === "absent" ? planReturn(input, "the absence is over") : undefined;
}

/** Whether somebody is away at this time. */
export const isAway = (input: AccountInput): boolean => absenceOf(input) !== undefined;

/** Whether somebody stands under an absence that begins once the present plan is done. */
export function isToBeAbsent(input: AccountInput): boolean {
  return absenceOf(input) !== undefined && !isHere(input);
}

function isHere({ person, account, onboardedAt }: AccountInput): boolean {
  return HERE.has(person.phase) || (person.phase === "provisional" && account.created < onboardedAt);
}

/** Sign-in is given back by lifting the suspension that we made. Undefined when there is none left. */
export function planReturn(input: AccountInput, why: string): Decision | undefined {
  if (statusOf(input.account) !== "SUSPENDED") return undefined;
  if (input.person.effects[FOUND_SUSPENDED] !== undefined) return holdSuspended(input, why);
  return decisionOf(input, {
    flow: "return",
    reason: why,
    operations: [{ kind: "restore-sign-in", why }],
    // What changed meanwhile is a move, which waited for the return.
    lookAgain: true,
    phaseNow: input.person.phase,
    phaseAfter: phaseBefore(input),
  });
}

/**
 * Somebody else suspended the account, and their reason may still hold: a human lifts it. Where HR says that the person
 * works here, that stays held until it is lifted.
 */
export function holdSuspended(input: AccountInput, why: string, phaseNow = phaseBefore(input)): Decision {
  const reason = `${why}; the account was suspended by somebody else in Okta, and stays so`;
  const todo = "unsuspend the account in Okta if whoever suspended it agrees; it goes on by itself then";
  return decisionOf(input, { reason, phaseNow, hold: { code: "suspended-elsewhere", reason, todo } });
}

function absenceOf({ person, employment, now }: AccountInput): Absence | undefined {
  const order = absenceAt(person, now);
  if (order) return { effect: `absence:${order.id}`, why: `absence ordered by a named operator (order ${order.id})` };
  const isAway = employment?.status === "leave" || employment?.status === "suspended";
  return isAway ? { effect: ABSENCE_BY_RECORD, why: `away: ${employment.words}` } : undefined;
}

function suspend(input: AccountInput, { effect, why }: Absence): Decision {
  const { person, account } = input;
  const status = statusOf(account);
  if (status === "SUSPENDED")
    return decisionOf(input, {
      reason: why,
      phaseNow: "absent",
      effects: [effect, ...foundSuspended(input)],
    });
  if (person.phase === "absent" && person.effects[effect] !== undefined) return holdUnsuspended(input, why);
  // Okta suspends from ACTIVE only. https://developer.okta.com/docs/reference/api/users/#suspend-user
  if (status !== "ACTIVE") return waitUntilActive(input, { effect, why });
  return decisionOf(input, {
    flow: "absence",
    reason: why,
    operations: [
      { kind: "block-sign-in", why, by: "suspend" },
      { kind: "clear-sessions", why },
    ],
    effects: [effect],
    phaseNow: "absent",
  });
}

/** Sessions end once, and the account is looked at again until it can be suspended. */
function waitUntilActive(input: AccountInput, { effect, why }: Absence): Decision {
  const cleared = `${effect}:sessions`;
  const clearedAt = input.person.effects[cleared];
  return decisionOf(input, {
    flow: "absence",
    reason: why,
    operations: clearedAt ? [] : [{ kind: "clear-sessions", why }],
    effects: [cleared],
    due: [...dueForDates(input), recheckSince(clearedAt ?? input.now, input.now, "until the account can be suspended")],
    phaseNow: input.person.phase,
    notes: [`nothing is suspended: Okta suspends active accounts only, and this one is ${statusOf(input.account)}`],
  });
}

/** Somebody lifted the suspension in Okta: which of the two is right is for a human. */
function holdUnsuspended(input: AccountInput, why: string): Decision {
  const reason = `the account is live again in Okta, though its person is away: ${why}`;
  const todo = "order the return (`mastery person return`) if the person is back, or suspend the account in Okta";
  return decisionOf(input, { reason, phaseNow: "absent", hold: { code: "absent-but-live", reason, todo } });
}
