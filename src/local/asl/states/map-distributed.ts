import type { Json } from "../../../domain/json.ts";
import { StateFailed } from "../errors.ts";
import { type ChildFrame, childFrame, record } from "../frame.ts";
import { runGroup } from "../group.ts";
import type { MapState } from "../machine.ts";
import { evaluateField, type StateRun } from "../state-run.ts";
import { NO_VARIABLES } from "../variables.ts";

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html */
const MAX_DISTRIBUTED_CONCURRENCY = 10_000;

/** Child executions: own variables, own context, histories of their own that are not kept. */
export async function runDistributed(
  run: StateRun<MapState>,
  items: readonly Json[],
  maxConcurrency: number,
  toleratedCount: number,
): Promise<Json[]> {
  const { frame, state } = run;
  const mapRunArn = `${frame.execution.machineArn.replace(":stateMachine:", ":mapRun:")}/${state.name}:${frame.execution.ports.ids.uuid()}`;
  record(frame, "MapRunStarted", state.name, { mapRunArn });
  let failures = 0;
  const failed = new Set<number>();
  const inputs: Json[] = [];
  for (const [index, value] of items.entries()) {
    const mapItem = { Index: index, Value: value };
    inputs.push(state.itemSelector === undefined ? value : await evaluateField(run, state.itemSelector, { mapItem }));
  }
  const children = inputs.map((input) => childExecution(run, input));
  try {
    const results = await runGroup(
      frame,
      children,
      maxConcurrency || MAX_DISTRIBUTED_CONCURRENCY,
      async (child, index) => {
        try {
          return await frame.execution.runSequence(child.frame, state.processor, inputs[index] ?? null);
        } catch (error) {
          if (!(error instanceof StateFailed)) throw error;
          failures += 1;
          failed.add(index);
          if (failures > toleratedCount) throw thresholdExceeded();
          return null;
        }
      },
    );
    record(frame, "MapRunSucceeded", state.name);
    return results.filter((_, index) => !failed.has(index));
  } catch (error) {
    if (error instanceof StateFailed)
      record(frame, "MapRunFailed", state.name, { ...error.failure, severity: undefined });
    throw error;
  }
}

function childExecution(run: StateRun<MapState>, input: Json): ChildFrame {
  const { frame } = run;
  const parent = frame.context["Execution"];
  const name = frame.execution.ports.ids.uuid();
  const Execution = { ...(typeof parent === "object" ? parent : {}), Name: name, Input: input };
  return {
    frame: childFrame(frame, { variables: NO_VARIABLES, silent: true, context: { ...frame.context, Execution } }),
    running: false,
    failed: false,
  };
}

function thresholdExceeded(): StateFailed {
  return new StateFailed({
    error: "States.ExceedToleratedFailureThreshold",
    cause: "The specified tolerated failure threshold was exceeded",
  });
}
