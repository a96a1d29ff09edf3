import { stepDeps } from "../src/aws/step-entry.ts";
import { VerificationFailed } from "../src/domain/errors.ts";
import { composeMessage } from "../src/lambda/compose-message.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { notificationKey } from "../src/lambda/notification-key.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";
import { reminderNote } from "../src/lambda/reminder-note.ts";

/** Tells who answers for a contractor that the contract ends, and how to extend it. */
export const definition = defineOperationStep({
  name: "remind-sponsor",
  kind: "remind-sponsor",
  apply: async ({ to, endDate }, run, deps) => {
    const { accountId, directory, decision, input, checkLease } = run;
    const account = await directory.readAccount(accountId);
    const name = [account?.profile["firstName"], account?.profile["lastName"]].filter(Boolean).join(" ");
    const key = notificationKey(run, reminderNote(decision));
    await checkLease();
    const notifier = deps.notifier(input.tenantId);
    await notifier.send({
      key,
      to,
      ...composeMessage(run.tenant.config, "contract-ends", { name, endDate }),
    });
    if (!(await notifier.wasSent(key, to)))
      throw new VerificationFailed("the delivering system does not have the reminder to the sponsor");
    return {};
  },
});

export const handler = createHandler(definition, stepDeps);
