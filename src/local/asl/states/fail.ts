import { StateFailed } from "../errors.ts";
import type { FailState } from "../machine.ts";
import { evaluateTyped, type Leave, type StateRun } from "../state-run.ts";

export async function runFail(run: StateRun<FailState>): Promise<Leave> {
  const { error, cause } = run.state;
  throw new StateFailed({
    ...(error === undefined ? {} : { error: await evaluateTyped(run, error, "string") }),
    ...(cause === undefined ? {} : { cause: await evaluateTyped(run, cause, "string") }),
  });
}
