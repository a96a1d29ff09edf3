import { stepDeps } from "../src/aws/step-entry.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";

/** Deactivates the account, which takes its app assignments away for good. It is never deleted. */
export const definition = defineOperationStep({
  name: "deactivate-account",
  kind: "deactivate",
  apply: (_operation, { accountId, directory }) => directory.deactivate(accountId),
});

export const handler = createHandler(definition, stepDeps);
