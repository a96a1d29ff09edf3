import type { Decision } from "../decision.ts";
import { hasJoined } from "../has-joined.ts";
import { oktaIdOf, type Person, type Phase } from "../person.ts";
import { ABSENCE_BY_RECORD, FOUND_SUSPENDED } from "./absence.ts";
import { ACTIVATED_SILENTLY } from "./credential.ts";
import { DEACTIVATION_UNDONE } from "./leave-trigger.ts";

const LEAVERS: ReadonlySet<Phase> = new Set(["leaving", "blocked", "left"]);

/**
 * The once-only effects that still count once `decision` is recorded: a rehire starts without any, whose leaver was called
 * off without that leaver's own, and whose account is opened again is welcomed again as well.
 */
export function effectsAfter(person: Person, decision: Decision): Person["effects"] {
  const isJoining = decision.phaseNow === "joining" || decision.phaseNow === "joined";
  const isAfterLeaver = isJoining && LEAVERS.has(person.phase);
  if ((isAfterLeaver && !decision.callsOffLeaver) || (isJoining && takesOtherAccount(person, decision))) return {};
  const present = Object.entries(person.effects).filter(([name]) => stillCounts(name, person, decision));
  const effects = Object.fromEntries(present);
  const isReopened = decision.operations.some(({ kind }) => kind === "reopen-account");
  if (isReopened) return withoutLeaver(effects, "welcome");
  return isAfterLeaver ? effectsOfCalledOff({ ...person, effects }) : effects;
}

/** Of somebody whose leaver is called off. Who had joined is welcomed no more: they were there all the while. */
export function effectsOfCalledOff(person: Person): Person["effects"] {
  const { joinedAt, adoptedAt, effects } = person;
  const since = hasJoined(person) ? (joinedAt ?? adoptedAt) : undefined;
  return { ...(since === undefined ? {} : { welcome: since }), ...withoutLeaver(effects) };
}

/** Effects that still count for whoever is back: without those of a leaver, and of the way in that it took away. */
function withoutLeaver(effects: Person["effects"], ...others: readonly string[]): Person["effects"] {
  return Object.fromEntries(Object.entries(effects).filter(([name]) => !isOfLeaver(name) && !others.includes(name)));
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
