import type { Decision } from "../decision.ts";
import type { Flow } from "../flow.ts";
import { MASTERY } from "../mastery.ts";
import type { Operation } from "../operation.ts";
import type { Phase } from "../person.ts";
import { dueForDates } from "./due.ts";
import type { DecideInput } from "./input.ts";

/** The parts of a decision that a rule fills in; the rest says "nothing". */
export interface Outcome extends Partial<Omit<Decision, "schemaVersion" | "flow" | "phaseNow" | "phaseAfter">> {
  readonly flow?: Flow;
  readonly reason: string;
  readonly phaseNow: Phase;
  /** Where it ends once verified; with an empty plan the person is there at once. */
  readonly phaseAfter?: Phase;
}

/** A complete decision. A plan without operations is no flow: there is nothing to execute. */
export function decisionOf(input: DecideInput, outcome: Outcome): Decision {
  const operations: Operation[] = [...(outcome.operations ?? [])];
  const phaseAfter = outcome.phaseAfter ?? outcome.phaseNow;
  const isEmpty = operations.length === 0;
  return {
    schemaVersion: 1,
    situation: outcome.situation ?? "linked",
    flow: isEmpty ? "none" : (outcome.flow ?? "none"),
    reason: outcome.reason,
    operations,
    authority: outcome.authority ?? {},
    refused: outcome.refused ?? [],
    due: outcome.due ?? dueForDates(input),
    ...(outcome.hold ? { hold: outcome.hold } : {}),
    phaseNow: isEmpty ? phaseAfter : outcome.phaseNow,
    phaseAfter,
    ...(outcome.lookAgain && !isEmpty ? { lookAgain: true } : {}),
    ...(outcome.effects && outcome.effects.length > 0 ? { effects: outcome.effects } : {}),
    ...(outcome.noted && outcome.noted.length > 0 ? { noted: outcome.noted } : {}),
    ...(outcome.standing ? { standing: outcome.standing } : {}),
    notes: [...(outcome.notes ?? []), ...MASTERY[input.mode].warnings],
  };
}
