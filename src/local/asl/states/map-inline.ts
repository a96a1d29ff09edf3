import type { Json } from "../../../domain/json.ts";
import { StateFailed } from "../errors.ts";
import { type ChildFrame, childFrame, type MapItem, record } from "../frame.ts";
import { runGroup } from "../group.ts";
import type { MapState } from "../machine.ts";
import { evaluateField, type StateRun } from "../state-run.ts";
import { innerScope } from "../variables.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html: up to 40 at the same time. */
const MAX_INLINE_CONCURRENCY = 40;

/** Iterations inside the execution, each with its events. */
export function runInline(run: StateRun<MapState>, items: readonly Json[], maxConcurrency: number): Promise<Json[]> {
  const { frame, state } = run;
  const children = items.map(
    (value, index): ChildFrame => ({
      frame: childFrame(frame, { variables: innerScope(frame.variables), mapItem: { Index: index, Value: value } }),
      iteration: index,
      running: false,
      failed: false,
    }),
  );
  const concurrency = Math.min(maxConcurrency || MAX_INLINE_CONCURRENCY, MAX_INLINE_CONCURRENCY);
  return runGroup(frame, children, concurrency, async (child, index) => {
    const iteration = { name: state.name, index };
    child.frame.lastEventId = frame.lastEventId;
    record(child.frame, "MapIterationStarted", state.name, iteration);
    try {
      const input = await iterationInput(run, { Index: index, Value: items[index] ?? null }, child);
      const output = await frame.execution.runSequence(child.frame, state.processor, input);
      record(child.frame, "MapIterationSucceeded", state.name, iteration);
      return output;
    } catch (error) {
      if (error instanceof StateFailed) record(child.frame, "MapIterationFailed", state.name, iteration);
      throw error;
    }
  });
}

/** `ItemSelector` is evaluated in the Map state, with the item in the context object. */
function iterationInput(run: StateRun<MapState>, mapItem: MapItem, child: ChildFrame): Promise<Json> | Json {
  if (run.state.itemSelector === undefined) return mapItem.Value;
  return evaluateField({ ...run, frame: child.frame }, run.state.itemSelector, { mapItem });
}
