import { stepDeps } from "../src/aws/step-entry.ts";
import { VerificationFailed } from "../src/domain/errors.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { notificationKey } from "../src/lambda/notification-key.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";

/**
 * Sends the manager a one-time activation link. Each attempt asks Okta for a new link, which makes the one before void,
 * so that a repeat after a lost answer never leaves two that work. The link goes into no log, output or record.
 */
export const definition = defineOperationStep({
  name: "deliver-credential",
  kind: "deliver-credential",
  apply: async ({ to }, run, deps) => {
    const { accountId, directory, input, checkLease } = run;
    const { activationUrl, requestId } = await directory.reactivate(accountId, { sendEmail: false });
    if (activationUrl === undefined)
      throw new VerificationFailed("Okta gave no activation link", {
        provider: "okta",
        ...(requestId ? { requestId } : {}),
      });
    await checkLease();
    await deps.notifier(input.tenantId).send({
      key: notificationKey(run, "credential"),
      to,
      template: "manager-activation-link",
      subject: "Activation link for your new team member",
      text: `Your operator holds a one-time link for the person who joins your team. Run: ${input.execution}.`,
      secretLink: activationUrl,
    });
    return requestId === undefined ? {} : { requestId };
  },
});

export const handler = createHandler(definition, stepDeps);
