import { stepDeps } from "../src/aws/step-entry.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";

/** Completes the profile by the tenant's rules: a minimal diff, never an attribute that another system sources. */
export const definition = defineOperationStep({
  name: "complete-profile",
  kind: "update-profile",
  apply: (operation, { accountId, directory }) => directory.updateProfile(accountId, operation.changes),
});

export const handler = createHandler(definition, stepDeps);
