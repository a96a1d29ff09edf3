import type { Json } from "../../domain/json.ts";
import { type Failure, matchesError } from "./errors.ts";
import { leaveState } from "./leave.ts";
import type { RecoveringState } from "./machine.ts";
import type { Leave, StateRun } from "./state-run.ts";

/** Leaves the state through the first catcher that matches; undefined when none does. */
export async function leaveThroughCatcher(
  run: StateRun<RecoveringState>,
  failure: Failure,
): Promise<Leave | undefined> {
  const catcher = run.state.catch.find((candidate) => matchesError(candidate.errorEquals, failure));
  if (catcher === undefined) return undefined;
  const errorOutput: Json = { Error: failure.error ?? "", Cause: failure.cause ?? "" };
  return leaveState(run, catcher, errorOutput, { errorOutput });
}
