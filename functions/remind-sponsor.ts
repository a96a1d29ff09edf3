import { stepDeps } from "../src/aws/step-entry.ts";
import { VerificationFailed } from "../src/domain/errors.ts";
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
    const known = [account?.profile["firstName"], account?.profile["lastName"]].filter(Boolean).join(" ");
    const name = known || "a contractor for whom you answer";
    const key = notificationKey(run, reminderNote(decision));
    await checkLease();
    const notifier = deps.notifier(input.tenantId);
    await notifier.send({
      key,
      to,
      template: "contract-ends",
      subject: `The contract of ${name} ends on ${endDate}`,
      text:
        `The access of ${name} ends after ${endDate}.\n` +
        "If the contract goes on, ask your IT provider before that day to extend it, with the new end date.",
    });
    if (!(await notifier.wasSent(key, to)))
      throw new VerificationFailed("the delivering system does not have the reminder to the sponsor");
    return {};
  },
});

export const handler = createHandler(definition, stepDeps);
