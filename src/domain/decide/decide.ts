import type { Decision } from "../decision.ts";
import type { Person } from "../person.ts";
import { holdTooMany, isProtected, refuseProtected } from "./guards.ts";
import type { AccountInput, DecideInput } from "./input.ts";
import { leaveTrigger } from "./leave-trigger.ts";
import { planLeaver } from "./leaver.ts";
import { refuseOutsideAuthority } from "./other-modes.ts";
import { decisionOf } from "./outcome.ts";
import { planStaying } from "./staying.ts";

export type { DecideInput, DirectoryFacts } from "./input.ts";

/**
 * What is to be done for a person, from what is true now: pure, so that a run, a simulation and an explanation agree.
 * Deciding again once the plan is done gives an empty plan.
 */
export function decide(input: DecideInput): Decision {
  const { account } = input.facts;
  if (!account) return decideWithoutAccount(input);
  const full: AccountInput = { ...input, account };
  if (isProtected(full)) return refuseProtected(full);
  const decision = decideAsAuthority(full);
  return input.mode === "okta" ? decision : refuseOutsideAuthority(full, decision);
}

function decideAsAuthority(input: AccountInput): Decision {
  const trigger = leaveTrigger(input);
  if (!trigger) return planStaying(input);
  return holdTooMany(input, trigger) ?? planLeaver(input, trigger);
}

function decideWithoutAccount(input: DecideInput): Decision {
  const { phase } = input.person;
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
