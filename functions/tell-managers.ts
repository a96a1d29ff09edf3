import { stepDeps } from "../src/aws/step-entry.ts";
import { VerificationFailed } from "../src/domain/errors.ts";
import { composeMessage } from "../src/lambda/compose-message.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { moveNoteKey, moveNoteValues } from "../src/lambda/move-note.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";

/** Tells the managers before and after a move what changed, once for each move. */
export const definition = defineOperationStep({
  name: "tell-managers",
  kind: "tell-manager",
  apply: async (operation, run, deps) => {
    const { accountId, directory, input, checkLease } = run;
    const notifier = deps.notifier(input.tenantId);
    const key = moveNoteKey(run, operation);
    const account = await directory.readAccount(accountId);
    const name = [account?.profile["firstName"], account?.profile["lastName"]].filter(Boolean).join(" ");
    await checkLease();
    await notifier.send({
      key,
      to: operation.to,
      ...composeMessage(run.tenant.config, "manager-move", moveNoteValues(run, operation.role, name)),
    });
    if (!(await notifier.wasSent(key, operation.to)))
      throw new VerificationFailed(
        `the delivering system does not have the note to the manager ${operation.role} the move`,
      );
    return {};
  },
});

export const handler = createHandler(definition, stepDeps);
