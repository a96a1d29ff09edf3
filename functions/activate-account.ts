import { stepDeps } from "../src/aws/step-entry.ts";
import { ACTIVATED_SILENTLY } from "../src/domain/decide/credential.ts";
import { statusOf } from "../src/domain/decide/input.ts";
import { StateChanged } from "../src/domain/errors.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";
import { recordEffect } from "../src/lambda/record-effect.ts";

/**
 * Activates the account; Okta mails the personal address when the plan says so, and the link is dropped otherwise. That
 * it was dropped is written down first, so that a later plan knows that no credential has reached anybody.
 */
export const definition = defineOperationStep({
  name: "activate-account",
  kind: "activate",
  apply: async ({ sendEmail }, { accountId, directory, store, input }, deps) => {
    if (!sendEmail) await recordEffect(store, input, ACTIVATED_SILENTLY, deps.clock.now());
    const account = await directory.readAccount(accountId);
    // Okta would bring it back, and undo what an administrator did since this was decided. Reopening is a step of its own.
    if (account && statusOf(account) === "DEPROVISIONED")
      throw new StateChanged(`the account ${accountId} was deactivated since this was decided; decide afresh`);
    const again = account?.status === "PROVISIONED" && sendEmail;
    const { requestId } = await (again
      ? directory.reactivate(accountId, { sendEmail })
      : directory.activate(accountId, { sendEmail }));
    return requestId === undefined ? {} : { requestId };
  },
});

export const handler = createHandler(definition, stepDeps);
