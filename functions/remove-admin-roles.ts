import { stepDeps } from "../src/aws/step-entry.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";

/** Removes the admin roles that were given to the person directly. */
export const definition = defineOperationStep({
  name: "remove-admin-roles",
  kind: "remove-admin-role",
  apply: (operation, { accountId, directory }) => directory.removeAdminRole(accountId, operation.roleId),
});

export const handler = createHandler(definition, stepDeps);
