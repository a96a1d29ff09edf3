import type { Decision } from "../decision.ts";
import { oktaIdOf, type Person, type Phase } from "../person.ts";
import { isToBeAbsent, planAbsence } from "./absence.ts";
import { planContainment } from "./contain.ts";
import { unlessContested } from "./contested.ts";
import { type Employment, employmentOf } from "./employment.ts";
import { holdTooMany, isProtected, refuseProtected } from "./guards.ts";
import { type AccountInput, type DecideInput, isLive } from "./input.ts";
import { leaveTrigger } from "./leave-trigger.ts";
import { planLeaver } from "./leaver.ts";
import { planNewAccount } from "./new-account.ts";
import { closingOrders, withOrderedChanges } from "./ordered-changes.ts";
import { openOrders } from "./orders.ts";
import { refuseOutsideAuthority } from "./other-modes.ts";
import { decisionOf } from "./outcome.ts";
import { withWishes } from "./overlay.ts";
import { planReminder } from "./reminder.ts";
import { planStaying } from "./staying.ts";

export type { DecideInput, DirectoryFacts } from "./input.ts";

/**
 * What is to be done for a person, from what is true now: pure, so that a run, a simulation and an explanation agree.
 * Deciding again once the plan is done gives an empty plan.
 */
export function decide(input: DecideInput): Decision {
  const decision = decideOnce(input);
  const { phaseNow, standing, operations, hold } = decision;
  if (operations.length > 0 || hold || phaseNow === input.person.phase) return decision;
  // Nothing was to be done, but the person stands elsewhere now: what follows from there must not wait for an event.
  const person = { ...input.person, phase: phaseNow, ...(standing ? { standing } : {}) };
  return decideOnce({ ...input, person }).operations.length > 0 ? { ...decision, lookAgain: true } : decision;
}

function decideOnce(given: DecideInput): Decision {
  const employment = employmentOf(given);
  // Whom no source holds is Okta's in every mode.
  const input = employment?.source === "order" ? { ...given, mode: "okta" as const } : given;
  const { account } = input.facts;
  if (!account) return decideWithoutAccount(input, employment);
  if (input.claimedBy !== undefined) return leaveToOwner(input, input.claimedBy);
  const seen: AccountInput = { ...input, account, ...(employment ? { employment } : {}) };
  const full = withOrderedChanges(withWishes(seen, employment?.wishes ?? new Map()));
  if (isProtected(full)) return refuseProtected(full);
  const containment = hasWordInOkta(full) && leaveTrigger(full) ? undefined : planContainment(full);
  if (containment) return containment;
  const decision = followed(full, closingOrders(full, decideAsAuthority(full)));
  const ours = hasWordInOkta(full) ? decision : refuseOutsideAuthority(full, decision);
  return linked(input, unlessContested(input, ours));
}

/** An absence from the first day, a containment, or a contract that ends soon, follows once the plan is done. */
function followed(input: AccountInput, decision: Decision): Decision {
  const isBegun = decision.flow === "joiner" || decision.flow === "mover";
  const isContained = openOrders(input.person, "contain").some(({ at }) => at <= input.now);
  const follows = isBegun && (isToBeAbsent(input) || isContained || planReminder(input) !== undefined);
  return follows ? { ...decision, lookAgain: true } : decision;
}

/** Who was contained or away, and is live again, stands where they stood before. */
function backFrom(input: AccountInput, ...phases: readonly Phase[]): AccountInput {
  const isBack = phases.includes(input.person.phase) && isLive(input.account);
  return isBack ? { ...input, person: { ...input.person, phase: "joined" } } : input;
}

/** Whether we carry decisions about this person out in Okta. */
function hasWordInOkta({ mode, employment, isBroughtIn }: AccountInput): boolean {
  return mode === "okta" || employment !== undefined || isBroughtIn === true;
}

/** The account that was found for a record is linked with the decision about it. */
function linked({ correlation }: DecideInput, decision: Decision): Decision {
  if (correlation?.kind !== "link") return decision;
  return { ...decision, situation: "unlinked", link: correlation.account.id };
}

/** Okta's event about an account that we are making came before the link. */
function leaveToOwner(input: DecideInput, owner: string): Decision {
  const reason = `the account is being made for person ${owner}`;
  return decisionOf(input, { situation: "unlinked", reason, phaseNow: input.person.phase, due: [] });
}

function decideAsAuthority(input: AccountInput): Decision {
  const trigger = leaveTrigger(input);
  if (!trigger) return planAbsence(backFrom(input, "contained")) ?? planStaying(backFrom(input, "contained", "absent"));
  return holdTooMany(input, trigger) ?? planLeaver(input, trigger);
}

function decideWithoutAccount(input: DecideInput, employment: Employment | undefined): Decision {
  const { phase } = input.person;
  const hasLink = oktaIdOf(input.person) !== undefined;
  if (employment && !hasLink) return planNewAccount(input, employment);
  if (!hasLink && phase !== "provisional")
    return decisionOf(input, {
      situation: "unmatched",
      reason: "nothing says any more that this person joins, and no account was made",
      phaseNow: phase === "left" ? "left" : "provisional",
    });
  if (phase === "provisional")
    return decisionOf(input, { situation: "unmatched", reason: "Okta has no such account", phaseNow: phase });
  return decisionOf(input, { situation: "deleted", reason: "the account no longer exists in Okta", phaseNow: "left" });
}

const ENDED: ReadonlySet<Person["phase"]> = new Set(["leaving", "blocked", "left"]);

/** The once-only effects that still count once `decision` is recorded: a rehire starts without any. */
export function effectsAfter(person: Person, decision: Decision): Person["effects"] {
  const isRehire = ENDED.has(person.phase) && (decision.phaseNow === "joining" || decision.phaseNow === "joined");
  return isRehire ? {} : person.effects;
}
