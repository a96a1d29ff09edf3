import { stepDeps } from "../src/aws/step-entry.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";

/** Removes the planned groups: a leaver's recorded ones, or those that a move takes; never what an Okta group rule manages. */
export const definition = defineOperationStep({
  name: "remove-groups",
  kind: "remove-group",
  apply: (operation, { accountId, directory }) => directory.removeFromGroup(accountId, operation.groupId),
});

export const handler = createHandler(definition, stepDeps);
