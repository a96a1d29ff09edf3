import type { Json } from "../../domain/json.ts";
import { checkStateOutput } from "./limits.ts";
import { type Available, evaluateField, evaluateTyped, type Leave, type StateRun } from "./state-run.ts";
import type { Template } from "./template.ts";

interface Leaving {
  readonly output?: Template;
  readonly assign?: Template;
  readonly next?: string;
}

const NOTHING: Readonly<Record<string, Json>> = {};

/**
 * Evaluates `Assign` and `Output` of a state, choice rule or catcher. Both see the variables as they were before; without
 * `Output` the default is the output.
 */
export async function leaveState(
  run: StateRun,
  leaving: Leaving,
  defaultOutput: Json,
  available: Available = {},
): Promise<Leave> {
  const assigned =
    leaving.assign === undefined ? NOTHING : await evaluateTyped(run, leaving.assign, "object", available);
  const output = leaving.output === undefined ? defaultOutput : await evaluateField(run, leaving.output, available);
  checkStateOutput(run.state.name, output);
  checkStateOutput(run.state.name, assigned);
  return { output, assigned, next: leaving.next };
}
