import type { Decision } from "../decision.ts";
import { type Operation, operationKey } from "../operation.ts";
import type { DecideInput } from "./input.ts";
import { decisionOf } from "./outcome.ts";

/** So often within 24 h we do the same for the same person; the next time it is a fight with somebody else. */
const TIMES = 2;

/** Equal for the same change decided twice: of a profile, the same values for the same attributes. */
export function fingerprintOf(operation: Operation): string {
  if (operation.kind !== "update-profile") return operationKey(operation);
  const changes = Object.entries(operation.changes).sort(([a], [b]) => a.localeCompare(b));
  return `${operation.kind}:${JSON.stringify(changes)}`;
}

/** One decision about this person in the past 24 h. */
export interface RecentDecision {
  /** Fingerprints of its operations, if they were carried out and read back. */
  readonly carriedOut: readonly string[];
  /** The facts that it rested on, where it noted them. */
  readonly facts?: Facts;
}
type Facts = NonNullable<Decision["standing"]>["profile"];

/**
 * Holds a plan that would do for the third time in 24 h what was carried out and read back twice, while nothing that we
 * know of the person has changed: somebody else undoes it. What takes access away is never held for that, since a leaver
 * who can still sign in is the worst of all; it is noted.
 */
export function unlessContested(input: DecideInput, decision: Decision): Decision {
  const { person } = input;
  const done = sinceLastChange(input.recentDecisions ?? [], decision.standing?.profile).flatMap(
    ({ carriedOut }) => carriedOut,
  );
  const isRepeated = (operation: Operation): boolean =>
    done.filter((recent) => recent === fingerprintOf(operation)).length >= TIMES;
  const [repeated] = decision.operations.filter(isRepeated);
  if (!repeated) return decision;
  const what = operationKey(repeated);
  const reason = `${what} was carried out ${TIMES} times in 24 h, and is undone each time`;
  if (decision.flow !== "joiner" && decision.flow !== "mover")
    return { ...decision, notes: [...decision.notes, `contested: ${reason}`] };
  const hold = {
    code: "contested",
    reason,
    todo: "find out in Okta's System Log who undoes it, and settle which system decides; 24 h after the last time it is tried again at the next look",
  };
  return decisionOf(input, { reason, phaseNow: person.phase, due: decision.due, hold });
}

/** Newest first, down to the first that rested on other facts: after a change the same operation is another's effect. */
function sinceLastChange(recent: readonly RecentDecision[], facts: Facts | undefined): readonly RecentDecision[] {
  const other = recent.findIndex((one) => one.facts !== undefined && textOf(one.facts) !== textOf(facts ?? {}));
  return other === -1 ? recent : recent.slice(0, other);
}

function textOf(facts: Facts): string {
  return JSON.stringify(Object.entries(facts).sort(([a], [b]) => a.localeCompare(b)));
}
