import { stepDeps } from "../src/aws/step-entry.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";

/** Ends Okta's sessions, revokes OAuth tokens and forgets devices. */
export const definition = defineOperationStep({
  name: "clear-sessions",
  kind: "clear-sessions",
  apply: (_operation, { accountId, directory }) => directory.clearSessions(accountId),
});

export const handler = createHandler(definition, stepDeps);
