import type { Decision } from "../decision.ts";
import { type EventActor, wordsForActor } from "../event-actor.ts";
import { type Operation, type OperationKind, operationKey } from "../operation.ts";
import { addMs, type Instant } from "../time.ts";
import type { DecideInput } from "./input.ts";
import { decisionOf } from "./outcome.ts";

/** So often within 24 h we do the same for the same person; the next time it is a fight with somebody else. */
const TIMES = 2;
/** A day, and the minute in which the last time still counts. */
const QUIET_MS = 24 * 3_600_000 + 60_000;
/** More actors than these make no sentence. */
const MOST_NAMED = 3;

/** Equal for the same change decided twice: of a profile, the same values for the same attributes. */
export function fingerprintOf(operation: Operation): string {
  if (operation.kind !== "update-profile") return operationKey(operation);
  const changes = Object.entries(operation.changes).sort(([a], [b]) => a.localeCompare(b));
  return `${operation.kind}:${JSON.stringify(changes)}`;
}

/** One decision about this person in the past 24 h. */
export interface RecentDecision {
  readonly at: Instant;
  /** Fingerprints of its operations, if they were carried out and read back. */
  readonly carriedOut: readonly string[];
  /** The facts that it rested on, where it noted them. */
  readonly facts?: Facts;
}
/** What somebody else did to this person. */
export interface OthersEvent {
  /** When we heard of it. */
  readonly at: Instant;
  /** When it happened by the target's clock, where its sender says so. */
  readonly publishedAt?: Instant;
  readonly eventType: string;
  readonly actor: EventActor;
}

/** The events that undo what we do; where it is not known, any event about the person may be the one. */
const UNDOING: Partial<Record<OperationKind, readonly string[]>> = {
  "update-profile": ["user.account.update_profile", "system.import.user.update"],
  "add-group": ["group.user_membership.remove"],
  "remove-group": ["group.user_membership.add"],
  activate: ["user.lifecycle.deactivate", "user.lifecycle.suspend"],
  "block-sign-in": ["user.lifecycle.activate", "user.lifecycle.reactivate", "user.lifecycle.unsuspend"],
  "restore-sign-in": ["user.lifecycle.suspend", "user.lifecycle.deactivate"],
  "remove-admin-role": ["user.account.privilege.grant"],
  deactivate: ["user.lifecycle.activate", "user.lifecycle.reactivate", "user.lifecycle.create"],
};

type Facts = NonNullable<Decision["standing"]>["profile"];

/**
 * Holds a plan that would do for the third time in 24 h what was carried out and read back twice, while nothing that we
 * know of the person has changed: somebody else undoes it. What takes access away is never held for that, since a leaver
 * who can still sign in is the worst of all; it is noted.
 */
export function unlessContested(input: DecideInput, decision: Decision): Decision {
  const { person } = input;
  const recent = sinceLastChange(input.recentDecisions ?? [], decision.standing?.profile);
  const timesOf = (operation: Operation): readonly RecentDecision[] =>
    recent.filter(({ carriedOut }) => carriedOut.includes(fingerprintOf(operation)));
  const repeated = decision.operations.find((operation) => timesOf(operation).length >= TIMES);
  const last = repeated && timesOf(repeated)[0]?.at;
  if (!repeated || !last) return decision;
  const others = whoUndoes(repeated, input.othersEvents ?? []);
  const reason = `${operationKey(repeated)} was carried out ${TIMES} times in 24 h, and is undone each time${others}`;
  if (decision.flow !== "joiner" && decision.flow !== "mover")
    return { ...decision, notes: [...decision.notes, `contested: ${reason}`] };
  const hold = {
    code: "contested",
    reason,
    todo: others
      ? "stop that actor or take the rule out of our policy, so that one system decides; we look again by ourselves 24 h after our last change"
      : "find out in Okta's System Log who undoes it, and settle which system decides; we look again by ourselves 24 h after our last change",
  };
  const again = { at: addMs(last, QUIET_MS), kind: "contested", why: "whether the other side has stopped" } as const;
  return decisionOf(input, { reason, phaseNow: person.phase, due: [...decision.due, again], hold });
}

/** Whether anything was carried out often enough that the next time would be a fight. */
export function isRepeating(recent: readonly RecentDecision[]): boolean {
  const all = recent.flatMap(({ carriedOut }) => [...new Set(carriedOut)]);
  return [...Map.groupBy(all, (one) => one).values()].some((times) => times.length >= TIMES);
}

/** In words, who did what undoes `operation`, most often first; empty when nobody is known. */
function whoUndoes({ kind }: Operation, events: readonly OthersEvent[]): string {
  const undoing = UNDOING[kind];
  const guilty = events.filter(({ eventType }) => !undoing || undoing.includes(eventType));
  const byActor = [...Map.groupBy(guilty, ({ actor }) => wordsForActor(actor))];
  const words = byActor
    .toSorted(([, a], [, b]) => b.length - a.length)
    .slice(0, MOST_NAMED)
    .map(([who, times]) => `${who}, ${times.length} times since ${times.map(({ at }) => at).toSorted()[0]}`);
  return words.length === 0 ? "" : `: by ${words.join("; ")}`;
}

/** Newest first, down to the first that rested on other facts: after a change the same operation is another's effect. */
function sinceLastChange(recent: readonly RecentDecision[], facts: Facts | undefined): readonly RecentDecision[] {
  const other = recent.findIndex((one) => one.facts !== undefined && textOf(one.facts) !== textOf(facts ?? {}));
  return other === -1 ? recent : recent.slice(0, other);
}

function textOf(facts: Facts): string {
  return JSON.stringify(Object.entries(facts).sort(([a], [b]) => a.localeCompare(b)));
}
