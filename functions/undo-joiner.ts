import * as z from "zod";
import { stepDeps } from "../src/aws/step-entry.ts";
import { defineStep } from "../src/lambda/definition.ts";
import type { Deps } from "../src/lambda/deps.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { RunInput } from "../src/lambda/open-run.ts";
import { undoJoiner } from "../src/lambda/undo-joiner.ts";

/** Takes back what a joiner that gives up has changed, newest first. */
export const definition = defineStep({
  name: "undo-joiner",
  input: RunInput,
  output: z.strictObject({ undone: z.int(), kept: z.array(z.string()) }),
  run: (input, deps: Deps) => undoJoiner(input, deps),
});

export const handler = createHandler(definition, stepDeps);
