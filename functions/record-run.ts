import * as z from "zod";
import { stepDeps } from "../src/aws/step-entry.ts";
import { defineStep } from "../src/lambda/definition.ts";
import type { Deps } from "../src/lambda/deps.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { RunInput } from "../src/lambda/open-run.ts";
import { recordSuccess } from "../src/lambda/record-success.ts";

/** Writes the verified end down: run record, the person's phase, and the audit trail, in one transaction. */
export const definition = defineStep({
  name: "record-run",
  input: RunInput,
  output: z.strictObject({ status: z.literal("succeeded") }),
  run: (input, deps: Deps) => recordSuccess(input, deps),
});

export const handler = createHandler(definition, stepDeps);
