import { stepDeps } from "../src/aws/step-entry.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";

/** Adds the groups that the tenant's rules give by department, title, location and worker type. */
export const definition = defineOperationStep({
  name: "add-groups",
  kind: "add-group",
  apply: (operation, { accountId, directory }) => directory.addToGroup(accountId, operation.groupId),
});

export const handler = createHandler(definition, stepDeps);
