import { stepDeps } from "../src/aws/step-entry.ts";
import { ACTIVATED_SILENTLY } from "../src/domain/decide/credential.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";
import { recordEffect } from "../src/lambda/record-effect.ts";

/**
 * Makes a former account live again, since Okta lets nobody change a deactivated one. No mail goes out: the credential
 * comes last, as for every joiner. That it is owed is written down first.
 * https://developer.okta.com/docs/reference/error-codes/#E0000117
 */
export const definition = defineOperationStep({
  name: "reopen-account",
  kind: "reopen-account",
  apply: async (_operation, { accountId, directory, input, store }, deps) => {
    await recordEffect(store, input, ACTIVATED_SILENTLY, deps.clock.now());
    const { requestId } = await directory.activate(accountId, { sendEmail: false });
    return requestId === undefined ? {} : { requestId };
  },
});

export const handler = createHandler(definition, stepDeps);
