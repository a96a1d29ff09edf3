import { stepDeps } from "../src/aws/step-entry.ts";
import { StateChanged, VerificationFailed } from "../src/domain/errors.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";

/**
 * Blocks new sign-ins and reads the block back at once: this is the step for which somebody counts seconds. Suspension
 * where the account's state allows it, since it is reversible; deactivation from every other state.
 */
export const definition = defineOperationStep({
  name: "block-sign-in",
  kind: "block-sign-in",
  apply: async ({ by }, { accountId, decision, directory }) => {
    const receipt = await (by === "suspend"
      ? directory.suspend(accountId).catch((error: unknown) => {
          // Locked out or expired since the plan was made: five wrong passwords must not keep a leaver in.
          if (error instanceof StateChanged && decision.flow === "leaver") return directory.deactivate(accountId);
          throw error;
        })
      : directory.deactivate(accountId));
    const account = await directory.readAccount(accountId);
    const status = account?.transitioningTo ?? account?.status ?? "DEPROVISIONED";
    if (status !== "SUSPENDED" && status !== "DEPROVISIONED")
      throw new VerificationFailed(`sign-in is not blocked: the account reads ${status}`, { provider: "okta" });
    return receipt;
  },
});

export const handler = createHandler(definition, stepDeps);
