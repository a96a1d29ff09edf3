import type { Decision } from "../decision.ts";
import { type AccountInput, isLive } from "./input.ts";
import { DEACTIVATION_UNDONE } from "./leave-trigger.ts";
import { decisionOf } from "./outcome.ts";

/**
 * Where HR decides who leaves, an administrator's deactivation ends nobody's employment, but what they see must be true:
 * an activation of ours that overtook it is undone, and the contradiction is held as if it had not been overtaken.
 */
export function planOvertakenDeactivation(input: AccountInput): Decision | undefined {
  const { account, employment, deactivationUndone, person } = input;
  if (employment?.source !== "hr" || deactivationUndone !== "yes" || !isLive(account)) return undefined;
  const why = "the account was deactivated in Okta while a run of ours activated it";
  return decisionOf(input, {
    flow: "contain",
    reason: why,
    operations: [
      { kind: "block-sign-in", why, by: "deactivate" },
      { kind: "clear-sessions", why },
    ],
    lookAgain: true,
    noted: [DEACTIVATION_UNDONE],
    phaseNow: person.phase,
  });
}
