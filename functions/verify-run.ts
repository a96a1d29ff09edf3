import * as z from "zod";
import { stepDeps } from "../src/aws/step-entry.ts";
import { defineStep } from "../src/lambda/definition.ts";
import type { Deps } from "../src/lambda/deps.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { RunInput } from "../src/lambda/open-run.ts";
import { verifyRun } from "../src/lambda/verify-run.ts";

/** Reads every post-condition back from the target; the run is not green before all of them hold. */
export const definition = defineStep({
  name: "verify-run",
  input: RunInput,
  output: z.strictObject({ checked: z.int(), unmet: z.literal(0) }),
  run: (input, deps: Deps) => verifyRun(input, deps),
});

export const handler = createHandler(definition, stepDeps);
