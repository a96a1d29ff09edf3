import { StateFailed } from "../errors.ts";
import { leaveState } from "../leave.ts";
import type { ChoiceState } from "../machine.ts";
import { evaluateTyped, type Leave, runtimePrefix, type StateRun } from "../state-run.ts";

/** The first rule whose condition holds, with its own `Output` and `Assign`; those of the state belong to `Default`. */
export async function runChoice(run: StateRun<ChoiceState>): Promise<Leave> {
  const { choices, default: fallback } = run.state;
  for (const rule of choices) {
    if (await evaluateTyped(run, rule.condition, "boolean")) {
      return leaveState(run, rule, run.input);
    }
  }
  if (fallback === undefined) {
    throw new StateFailed({
      error: "States.NoChoiceMatched",
      cause: `${runtimePrefix(run)} Failed to transition out of the state. The state does not point to a next state.`,
    });
  }
  return leaveState(run, { ...run.state, next: fallback }, run.input);
}
