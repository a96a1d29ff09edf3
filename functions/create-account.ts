import { stepDeps } from "../src/aws/step-entry.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";
import { linkAccount } from "../src/stores/link-account.ts";

/**
 * Makes a staged account, which lets nobody in, and links it to its person at once. After a lost answer the account that
 * bears the login and these very attributes is taken for the one that was asked for.
 */
export const definition = defineOperationStep({
  name: "create-account",
  kind: "create-account",
  apply: async ({ profile, userTypeId }, { input, store, directory }, deps) => {
    const { id, requestId } = await directory.createAccount({
      profile,
      ...(userTypeId === undefined ? {} : { userTypeId }),
    });
    await linkAccount(store, input, id, deps.clock.now());
    return requestId === undefined ? {} : { requestId };
  },
});

export const handler = createHandler(definition, stepDeps);
