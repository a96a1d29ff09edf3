import { stepDeps } from "../src/aws/step-entry.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";

/** Unenrols every factor, so that no phone or key of the leaver proves anything any more. */
export const definition = defineOperationStep({
  name: "reset-factors",
  kind: "reset-factors",
  apply: (_operation, { accountId, directory }) => directory.resetFactors(accountId),
});

export const handler = createHandler(definition, stepDeps);
