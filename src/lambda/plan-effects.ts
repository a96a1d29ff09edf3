import type { Decision } from "../domain/decision.ts";
import type { Operation, OperationKind } from "../domain/operation.ts";
import type { Person } from "../domain/person.ts";
import type { Instant } from "../domain/time.ts";

/** Effects that the account does not show; `decide` reads them from the person. */
const EFFECTS: Partial<Record<OperationKind, string>> = {
  "deliver-credential": "credential",
  "welcome-manager": "welcome",
  "clear-sessions": "sessions-cleared",
};

/** The person's once-only effects after the plan was done at `now`. */
export function withEffects(effects: Person["effects"], decision: Decision, now: Instant): Person["effects"] {
  const done = decision.operations.flatMap((operation) => effectOf(operation, decision.flow) ?? []);
  const at = (names: readonly string[]): Person["effects"] => Object.fromEntries(names.map((name) => [name, now]));
  // What a rule notes again has been so since it was noted first.
  return { ...at(decision.effects ?? []), ...effects, ...at(done) };
}

function effectOf(operation: Operation, flow: Decision["flow"]): string | undefined {
  // Sessions that end with an absence or a containment are begun anew after it: a leaver clears them again.
  if (operation.kind === "clear-sessions" && flow !== "leaver") return undefined;
  if (operation.kind === "raise-task") return `task:${operation.taskKey}`;
  if (operation.kind === "activate") return operation.sendEmail ? EFFECTS["deliver-credential"] : undefined;
  return EFFECTS[operation.kind];
}
