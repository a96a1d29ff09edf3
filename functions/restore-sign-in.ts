import { stepDeps } from "../src/aws/step-entry.ts";
import { VerificationFailed } from "../src/domain/errors.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";

/** Lifts a suspension that we made, and reads it back. An account that is live already stays as it is. */
export const definition = defineOperationStep({
  name: "restore-sign-in",
  kind: "restore-sign-in",
  apply: async (_operation, { accountId, directory }) => {
    const { requestId } = await directory.unsuspend(accountId);
    const account = await directory.readAccount(accountId);
    if (!account || account.status === "SUSPENDED") throw new VerificationFailed("the account is still suspended");
    return requestId === undefined ? {} : { requestId };
  },
});

export const handler = createHandler(definition, stepDeps);
