// The project's own conventions for state machines: what AWS's validators accept, and an operator at night would regret.
import type { Problem, Rule, Surroundings } from "./problem.ts";
import { catchAllLast } from "./rules/catch-all-last.ts";
import { choiceDefault } from "./rules/choice-default.ts";
import { comments } from "./rules/comments.ts";
import { errorNames } from "./rules/error-names.ts";
import { expressions } from "./rules/expressions.ts";
import { fullJitter } from "./rules/full-jitter.ts";
import { heartbeats } from "./rules/heartbeats.ts";
import { machineHeader } from "./rules/machine-header.ts";
import { placeholders } from "./rules/placeholders.ts";
import { reachable } from "./rules/reachable.ts";
import { retryableOnly } from "./rules/retryable-only.ts";
import { stateNames } from "./rules/state-names.ts";
import { taskRecovery } from "./rules/task-recovery.ts";
import { variables } from "./rules/variables.ts";
import { fieldsOf, scopesOf } from "./scopes.ts";

/** Every rule, in the order in which problems are shown. */
export const RULES: readonly Rule[] = [
  machineHeader,
  comments,
  stateNames,
  reachable,
  taskRecovery,
  catchAllLast,
  errorNames,
  retryableOnly,
  fullJitter,
  heartbeats,
  choiceDefault,
  expressions,
  variables,
  placeholders,
];

/** What the rules find in a parsed definition; `source` is the file's name, for the messages. */
export function lintMachine(definition: unknown, source: string, surroundings: Surroundings): readonly Problem[] {
  const machine = fieldsOf(definition);
  const subject = { machine, scopes: scopesOf(machine), surroundings };
  return RULES.flatMap((rule) => [...rule.check(subject)].map((finding) => ({ source, rule: rule.name, ...finding })));
}
