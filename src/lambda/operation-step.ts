import * as z from "zod";
import { type OperationKind, type OperationOf, operationKey, operationsOf } from "../domain/operation.ts";
import type { Receipt } from "../ports/directory.ts";
import { readCheckpoint, writeCheckpoint } from "../stores/checkpoints.ts";
import { defineStep, type StepDefinition } from "./definition.ts";
import type { Deps } from "./deps.ts";
import { type OpenRun, openRun, RunInput } from "./open-run.ts";

/** What an operator sees of a step in the execution's graph: counts and the provider's request ids. */
export const OperationReport = z.strictObject({
  planned: z.int(),
  applied: z.int(),
  /** Carried out by an earlier attempt of this run. */
  alreadyDone: z.int(),
  requestIds: z.array(z.string()),
});

export interface OperationStep<K extends OperationKind> {
  readonly name: string;
  readonly kind: K;
  /** Brings about what the operation says, so that a repeat is harmless; reads it back where seconds count. */
  readonly apply: (operation: OperationOf<K>, run: OpenRun, deps: Deps) => Promise<Receipt>;
}

/**
 * A step that carries out every planned operation of one kind, with a checkpoint for each: a step that is repeated after
 * a crash, a retry or a wait for Okta goes on where it stopped. None planned: it says so and does nothing.
 */
export function defineOperationStep<K extends OperationKind>(step: OperationStep<K>): StepDefinition<Deps> {
  return defineStep({
    name: step.name,
    input: RunInput,
    output: OperationReport,
    run: async (input, deps: Deps) => {
      const run = await openRun(input, deps);
      const planned = operationsOf(run.decision.operations, step.kind);
      const report = { planned: planned.length, applied: 0, alreadyDone: 0, requestIds: [] as string[] };
      for (const operation of planned) {
        const at = { ...input, operation: operationKey(operation) };
        if ((await readCheckpoint(run.store, at))?.status === "done") {
          report.alreadyDone += 1;
          continue;
        }
        const receipt = await step.apply(operation, run, deps);
        const evidence = receipt.requestId === undefined ? {} : { requestId: receipt.requestId };
        await writeCheckpoint(run.store, at, { status: "done", at: deps.clock.now(), ...evidence });
        report.applied += 1;
        if (receipt.requestId !== undefined) report.requestIds.push(receipt.requestId);
      }
      return report;
    },
  });
}
