import type { Decision } from "../decision.ts";
import { oktaIdOf, type Person } from "../person.ts";
import { unlessContested } from "./contested.ts";
import { type Employment, employmentOf } from "./employment.ts";
import { holdTooMany, isProtected, refuseProtected } from "./guards.ts";
import type { AccountInput, DecideInput } from "./input.ts";
import { leaveTrigger } from "./leave-trigger.ts";
import { planLeaver } from "./leaver.ts";
import { planNewAccount } from "./new-account.ts";
import { refuseOutsideAuthority } from "./other-modes.ts";
import { decisionOf } from "./outcome.ts";
import { withWishes } from "./overlay.ts";
import { planStaying } from "./staying.ts";

export type { DecideInput, DirectoryFacts } from "./input.ts";

/**
 * What is to be done for a person, from what is true now: pure, so that a run, a simulation and an explanation agree.
 * Deciding again once the plan is done gives an empty plan.
 */
export function decide(given: DecideInput): Decision {
  const employment = employmentOf(given);
  // Whom no source holds is Okta's in every mode.
  const input = employment?.source === "order" ? { ...given, mode: "okta" as const } : given;
  const { account } = input.facts;
  if (!account) return decideWithoutAccount(input, employment);
  if (input.claimedBy !== undefined) return leaveToOwner(input, input.claimedBy);
  const seen: AccountInput = { ...input, account, ...(employment ? { employment } : {}) };
  const full = withWishes(seen, employment?.wishes ?? new Map());
  if (isProtected(full)) return refuseProtected(full);
  const decision = decideAsAuthority(full);
  const ours = hasWordInOkta(full) ? decision : refuseOutsideAuthority(full, decision);
  return linked(input, unlessContested(input, ours));
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
  if (!trigger) return planStaying(input);
  return holdTooMany(input, trigger) ?? planLeaver(input, trigger);
}

function decideWithoutAccount(input: DecideInput, employment: Employment | undefined): Decision {
  const { phase } = input.person;
  if (employment && oktaIdOf(input.person) === undefined) return planNewAccount(input, employment);
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
