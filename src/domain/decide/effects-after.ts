import type { Decision } from "../decision.ts";
import { goesOnAfterLeaver } from "../goes-on-after-leaver.ts";
import { oktaIdOf, type Person, type Phase } from "../person.ts";
import { ABSENCE_BY_RECORD, FOUND_SUSPENDED } from "./absence.ts";
import { ACTIVATED_SILENTLY } from "./credential.ts";
import { DEACTIVATION_UNDONE } from "./leave-trigger.ts";

const LEAVERS: ReadonlySet<Phase> = new Set(["leaving", "blocked", "left"]);

/**
 * The once-only effects that still count once `decision` is recorded: a rehire starts without any, and whose leaver was
 * called off, or whose account is opened again, without those of a leaver and of the way in that it took away.
 */
export function effectsAfter(person: Person, decision: Decision): Person["effects"] {
  const isJoining = decision.phaseNow === "joining" || decision.phaseNow === "joined";
  const isAfterLeaver = isJoining && LEAVERS.has(person.phase);
  if ((isAfterLeaver && !goesOnAfterLeaver(person)) || (isJoining && takesOtherAccount(person, decision))) return {};
  const isBack = isAfterLeaver || decision.operations.some(({ kind }) => kind === "reopen-account");
  const kept = Object.entries(person.effects)
    .filter(([name]) => stillCounts(name, person, decision))
    .filter(([name]) => !(isBack && isOfLeaver(name)));
  return Object.fromEntries(kept);
}

const ENDED_BY_LEAVER: ReadonlySet<string> = new Set([
  "sessions-cleared",
  DEACTIVATION_UNDONE,
  "credential",
  ACTIVATED_SILENTLY,
]);

const isOfLeaver = (effect: string): boolean =>
  ENDED_BY_LEAVER.has(effect) || (effect.startsWith("task:") && !effect.startsWith("task:contain-"));

/** Another account takes the place of one that is gone. */
export function takesOtherAccount(person: Person, { link }: Decision): boolean {
  const former = oktaIdOf(person);
  return link !== undefined && former !== undefined && former !== link;
}

/**
 * An absence that the record tells of has no id of its own: what was done for the last one does not count for the next.
 * Where we suspend an account ourselves, or nobody is away any more, it does not matter who suspended it before.
 */
function stillCounts(effect: string, { phase }: Person, { phaseNow, operations, effects }: Decision): boolean {
  if (effect.startsWith(ABSENCE_BY_RECORD)) {
    const isGoingOn = effect !== ABSENCE_BY_RECORD && effects?.includes(effect);
    return isGoingOn || (phaseNow === "absent" && phase === "absent") || phaseNow === "contained";
  }
  if (effect !== FOUND_SUSPENDED) return true;
  const isOurs = operations.some((operation) => operation.kind === "block-sign-in");
  return !isOurs && (phaseNow === "absent" || phaseNow === "contained");
}
