import type { Account } from "../account.ts";
import type { Decision, DueItem } from "../decision.ts";
import { oktaIdOf, type Person, type Phase } from "../person.ts";
import { reachPhase } from "../reach-phase.ts";
import { addMs } from "../time.ts";
import { isToBeAbsent, planAbsence } from "./absence.ts";
import { planInPlaceOfGone } from "./by-record.ts";
import { planContainment, planUrgentLeave } from "./contain.ts";
import { unlessContested } from "./contested.ts";
import { effectsAfter } from "./effects-after.ts";
import { type Employment, employmentOf, isOver } from "./employment.ts";
import { holdTooMany, isProtected, refuseProtected } from "./guards.ts";
import { managerCheck } from "./hr-employment.ts";
import { type AccountInput, type DecideInput, isLive } from "./input.ts";
import { leaveTrigger } from "./leave-trigger.ts";
import { planLeaver } from "./leaver.ts";
import { isLeaverCalledOff } from "./leaver-called-off.ts";
import { planNewAccount } from "./new-account.ts";
import { closingOrders, withOrderedChanges } from "./ordered-changes.ts";
import { openOrders } from "./orders.ts";
import { refuseOutsideAuthority } from "./other-modes.ts";
import { decisionOf } from "./outcome.ts";
import { withWishes } from "./overlay.ts";
import { planOvertakenDeactivation } from "./overtaken-deactivation.ts";
import { phaseBefore } from "./phase-before.ts";
import { ownerOf } from "./profile.ts";
import { planReminder } from "./reminder.ts";
import { planStaying } from "./staying.ts";

export type { DecideInput, DirectoryFacts } from "./input.ts";

const LOG_CHECK_MS = 120_000;
const ENDED: ReadonlySet<Person["phase"]> = new Set(["leaving", "blocked", "left"]);

/**
 * What is to be done for a person, from what is true now: pure, so that a run, a simulation and an explanation agree.
 * Deciding again once the plan is done gives an empty plan.
 */
export function decide(input: DecideInput): Decision {
  const decision = withLooks(input, decideOnce(input));
  const { phaseNow, standing, operations, callsOffLeaver } = decision;
  if (operations.length > 0 || phaseNow === input.person.phase) return decision;
  // Nothing was to be done, but the person stands elsewhere now: what follows from there must not wait for an event.
  const person = {
    ...reachPhase(input.person, { phase: phaseNow, now: input.now, callsOffLeaver }),
    effects: effectsAfter(input.person, decision),
    ...(standing ? { standing } : {}),
  };
  return decideOnce({ ...input, person }).operations.length > 0 ? { ...decision, lookAgain: true } : decision;
}

/** What is looked at again whatever was decided; of several looks of one kind the soonest. */
function withLooks(input: DecideInput, decision: Decision): Decision {
  // Whoever stays or joins may get the manager's attribute when the manager whom the record names has an account.
  const manager = ENDED.has(decision.phaseAfter) ? undefined : managerCheck(input);
  const looks = [manager, employmentChange(input), logCheck(input)].filter((item) => item !== undefined);
  const soonestFirst = [...decision.due, ...looks].toSorted((a, b) => a.at.localeCompare(b.at));
  const isSoonest = ({ kind }: DueItem, n: number) => soonestFirst.findIndex((other) => other.kind === kind) === n;
  return { ...decision, due: soonestFirst.filter(isSoonest) };
}

/** Whether our activation overtook a deactivation is known once the System Log was read to that time. */
function logCheck({ deactivationUndone, now }: DecideInput): DueItem | undefined {
  if (deactivationUndone !== "unsure") return undefined;
  return { at: addMs(now, LOG_CHECK_MS), kind: "recheck", why: "until the System Log tells who had the last word" };
}

/** Whoever has several employments is looked at when another of them begins to count or ends. */
function employmentChange({ otherEmployments }: DecideInput): DueItem | undefined {
  const at = otherEmployments?.changesAt;
  return at && { at, kind: "employment", why: "another employment of this person begins or ends" };
}

function decideOnce(given: DecideInput): Decision {
  const employment = employmentOf(given);
  // Whom no source holds is Okta's in every mode.
  const input = employment?.source === "order" ? { ...given, mode: "okta" as const } : given;
  const { account } = input.facts;
  if (!account) return decideWithoutAccount(input, employment);
  if (input.claimedBy !== undefined) return leaveToOwner(input, input.claimedBy);
  const full = asWanted(isRelinked(input) ? startingAgain(input) : input, account, employment);
  if (isProtected(full)) return refuseProtected(full);
  if (isBegunAgain(full)) return beginAgain(given);
  const containment = hasWordInOkta(full) && leaveTrigger(full) ? undefined : planContainment(full);
  if (containment) return containment;
  const decision = followed(full, closingOrders(full, decideAsAuthority(full)));
  const ours = hasWordInOkta(full) ? decision : refuseOutsideAuthority(full, decision);
  return linked(input, unlessContested(input, ours));
}

/** The account with what the record and the orders want of it. */
function asWanted(input: DecideInput, account: Account, employment: Employment | undefined): AccountInput {
  const seen: AccountInput = { ...input, account, ...(employment ? { employment } : {}) };
  const isOrdered = employment?.source === "order";
  const wishes = [...(employment?.wishes ?? [])].filter(
    ([attribute]) => !isOrdered || ownerOf(attribute, account, "okta") === "okta",
  );
  return withOrderedChanges(withWishes(seen, new Map(wishes)));
}

/** What the account's profile is to hold by the record and the orders: who it names as manager is told. */
export function wantedProfile(input: DecideInput, account: Account): Account["profile"] {
  return asWanted(input, account, employmentOf(input)).account.profile;
}

/** Another account has taken the place of a former one that is gone. */
function isRelinked({ person, correlation }: Pick<DecideInput, "person" | "correlation">): boolean {
  return correlation?.kind === "link" && oktaIdOf(person) !== undefined;
}

/** Nothing that was done to the former account counts for the new one. */
function startingAgain(input: DecideInput): DecideInput {
  const { standing: _former, ...person } = input.person;
  return { ...input, person: { ...person, phase: "left", effects: {} } };
}

/** An absence from the first day, a containment, or a contract that ends soon, follows once the plan is done. */
function followed(input: AccountInput, decision: Decision): Decision {
  const isBegun = decision.flow === "joiner" || decision.flow === "mover";
  // A rehire closes what was ordered in the former life cycle.
  const { phaseNow: phase, callsOffLeaver } = decision;
  const then: AccountInput = {
    ...input,
    person: reachPhase(input.person, { phase, now: input.now, callsOffLeaver }),
  };
  const isContained = openOrders(then.person, "contain").some(({ at }) => at <= input.now);
  const follows = isBegun && (isToBeAbsent(then) || isContained || planReminder(then) !== undefined);
  return follows ? { ...decision, lookAgain: true } : decision;
}

/**
 * The account that a leaver had blocked is live again, nothing says any more that its person leaves, and nobody called the
 * leaver off: the former life cycle is over, and what was ordered for it with it, though its leaver was never done.
 */
function isBegunAgain(input: AccountInput): boolean {
  const { person, account } = input;
  const isUnderWay = person.phase === "leaving" || person.phase === "blocked";
  return isUnderWay && isLive(account) && !isLeaverCalledOff(input) && !leaveTrigger(input);
}

/** Decided as for somebody who had left. Where that is held, the person stands where they stood. */
function beginAgain(input: DecideInput): Decision {
  const { phase } = input.person;
  const decision = decideOnce({ ...input, person: { ...input.person, phase: "left" } });
  return decision.phaseNow === "left" ? { ...decision, phaseNow: phase, phaseAfter: phase } : decision;
}

/** Who was contained or away, and is live again, stands where they stood before. */
function backFrom(input: AccountInput, ...phases: readonly Phase[]): AccountInput {
  const isBack = phases.includes(input.person.phase) && isLive(input.account);
  return isBack ? { ...input, person: { ...input.person, phase: phaseBefore(input) } } : input;
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
  if (!trigger)
    return (
      planOvertakenDeactivation(input) ??
      planAbsence(backFrom(input, "contained")) ??
      planStaying(backFrom(input, "contained", "absent"))
    );
  return holdTooMany(input, trigger) ?? planLeaver(input, trigger);
}

function decideWithoutAccount(input: DecideInput, employment: Employment | undefined): Decision {
  const { phase } = input.person;
  const hasLink = oktaIdOf(input.person) !== undefined;
  if (employment && !hasLink) return planUrgentLeave(input, employment) ?? planNewAccount(input, employment);
  if (employment && !isOver(employment.status)) return planInPlaceOfGone(input, employment);
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
