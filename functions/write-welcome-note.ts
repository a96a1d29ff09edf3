import { stepDeps } from "../src/aws/step-entry.ts";
import { VerificationFailed } from "../src/domain/errors.ts";
import { composeMessage } from "../src/lambda/compose-message.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { notificationKey } from "../src/lambda/notification-key.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";

/** Tells the manager that the account is ready and what the first day needs. */
export const definition = defineOperationStep({
  name: "write-welcome-note",
  kind: "welcome-manager",
  apply: async ({ to }, run, deps) => {
    const { accountId, directory, input, checkLease } = run;
    const account = await directory.readAccount(accountId);
    const name = [account?.profile["firstName"], account?.profile["lastName"]].filter(Boolean).join(" ");
    await checkLease();
    const notifier = deps.notifier(input.tenantId);
    const key = notificationKey(run, "welcome");
    await notifier.send({
      key,
      to,
      ...composeMessage(run.tenant.config, "manager-welcome", { name }),
    });
    if (!(await notifier.wasSent(key, to)))
      throw new VerificationFailed("the delivering system does not have the note to the manager");
    return {};
  },
});

export const handler = createHandler(definition, stepDeps);
