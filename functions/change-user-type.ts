import { stepDeps } from "../src/aws/step-entry.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";

/** Gives the account the Okta user type of its person's worker type; the profile keeps every value. */
export const definition = defineOperationStep({
  name: "change-user-type",
  kind: "change-user-type",
  apply: ({ typeId }, { accountId, directory }) => directory.changeUserType(accountId, typeId),
});

export const handler = createHandler(definition, stepDeps);
