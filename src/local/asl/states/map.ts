import type { Json } from "../../../domain/json.ts";
import { record } from "../frame.ts";
import { ExpressionFailed } from "../jsonata.ts";
import { leaveState } from "../leave.ts";
import type { MapState } from "../machine.ts";
import { recovering } from "../recover.ts";
import { evaluateTyped, evaluationFailed, type Leave, type StateRun } from "../state-run.ts";
import { runDistributed } from "./map-distributed.ts";
import { runInline } from "./map-inline.ts";

export function runMap(run: StateRun<MapState>): Promise<Leave> {
  const { frame, state } = run;
  let succeeded = false;
  const attempt = async (): Promise<Leave> => {
    succeeded = false;
    const items = await itemsOf(run);
    record(frame, "MapStateStarted", state.name, { length: items.length });
    const maxConcurrency =
      state.maxConcurrency === undefined ? 0 : await evaluateTyped(run, state.maxConcurrency, "integer");
    const toleratedCount = await toleratedFailures(run, items.length);
    const result = state.distributed
      ? await runDistributed(run, items, maxConcurrency, toleratedCount)
      : await runInline(run, items, maxConcurrency);
    record(frame, "MapStateSucceeded", state.name);
    succeeded = true;
    return leaveState(run, state, result, { result });
  };
  return recovering(run, attempt, () => {
    if (succeeded) return;
    record(frame, "MapStateFailed", state.name);
    if (frame.open !== undefined) frame.open = { ...frame.open, failed: true };
  });
}

async function itemsOf(run: StateRun<MapState>): Promise<readonly Json[]> {
  if (run.state.items !== undefined) return evaluateTyped(run, run.state.items, "array");
  if (Array.isArray(run.input)) return run.input;
  const message = `Map state input must be an array but was: ${JSON.stringify(run.input)}`;
  throw evaluationFailed(run, new ExpressionFailed(undefined, message));
}

/** How many items may fail; inline processors tolerate none, but their fields are checked all the same. */
async function toleratedFailures(run: StateRun<MapState>, length: number): Promise<number> {
  const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = run.state;
  const byCount = count === undefined ? undefined : await evaluateTyped(run, count, "number");
  if (byCount !== undefined && byCount < 0) throw outOfRange(run, "ToleratedFailureCount", "cannot be negative.");
  const byPercentage = percentage === undefined ? undefined : await evaluateTyped(run, percentage, "number");
  if (byPercentage !== undefined && (byPercentage < 0 || byPercentage > 100)) {
    throw outOfRange(run, "ToleratedFailurePercentage", "must be between 0 and 100.");
  }
  // "The workflow fails when either value is exceeded."
  return Math.min(
    byCount ?? length,
    byPercentage === undefined ? length : (byPercentage / 100) * length,
    thresholdOf(run),
  );
}

function thresholdOf(run: StateRun<MapState>): number {
  const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = run.state;
  return count === undefined && percentage === undefined ? 0 : Number.POSITIVE_INFINITY;
}

function outOfRange(run: StateRun<MapState>, field: string, rule: string): Error {
  return evaluationFailed(run, new ExpressionFailed(field, `${field} ${rule}`));
}
