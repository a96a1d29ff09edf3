import { stepDeps } from "../src/aws/step-entry.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";

/** Activates the account; Okta mails the personal address when the plan says so, and the link is dropped otherwise. */
export const definition = defineOperationStep({
  name: "activate-account",
  kind: "activate",
  apply: async ({ sendEmail }, { accountId, directory }) => {
    const { requestId } = await directory.activate(accountId, { sendEmail });
    return requestId === undefined ? {} : { requestId };
  },
});

export const handler = createHandler(definition, stepDeps);
