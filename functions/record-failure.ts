import * as z from "zod";
import { stepDeps } from "../src/aws/step-entry.ts";
import { endRun } from "../src/lambda/close-run.ts";
import { defineStep } from "../src/lambda/definition.ts";
import type { Deps } from "../src/lambda/deps.ts";
import { endingOf } from "../src/lambda/free-leases.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { RunInput } from "../src/lambda/open-run.ts";

/** Closes the run record with the error that ended the run; `Superseded` is no failure but somebody else's turn. */
export const definition = defineStep({
  name: "record-failure",
  input: z.object({ run: RunInput, error: z.string(), cause: z.string() }),
  output: z.strictObject({ recorded: z.boolean() }),
  run: async ({ run, error, cause }, deps: Deps) => {
    const recorded = await endRun(run, { status: endingOf(error), error, cause: cause.slice(0, 2000) }, deps);
    deps.log.error("run ended without a verified end", { tenantId: run.tenantId, execution: run.execution, error });
    return { recorded };
  },
});

export const handler = createHandler(definition, stepDeps);
