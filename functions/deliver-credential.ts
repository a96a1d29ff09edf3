import { stepDeps } from "../src/aws/step-entry.ts";
import { VerificationFailed } from "../src/domain/errors.ts";
import { composeMessage } from "../src/lambda/compose-message.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { notificationKey } from "../src/lambda/notification-key.ts";
import { defineOperationStep } from "../src/lambda/operation-step.ts";
import { CLAIM_DAYS, mintClaim } from "../src/stores/claims.ts";

/**
 * Sends the manager a link to our own page, where the activation link is fetched once. The mail itself lets nobody in;
 * a repeat after a lost answer holds a new claim, which makes the one before void.
 */
export const definition = defineOperationStep({
  name: "deliver-credential",
  kind: "deliver-credential",
  apply: async ({ to }, run, deps) => {
    const { accountId, input, store, checkLease } = run;
    const { tenantId, personKey, execution } = input;
    const notifier = deps.notifier(tenantId);
    const key = notificationKey(run, "credential");
    if (!(await notifier.wasSent(key, to))) {
      const claim = { tenantId, personKey, accountId, execution, message: key, now: deps.clock.now() };
      const claimId = await mintClaim(store, claim, deps.ids);
      await checkLease();
      await notifier.send({
        key,
        to,
        ...composeMessage(run.tenant.config, "manager-activation-link", { days: String(CLAIM_DAYS), execution }),
        secretLink: deps.pageUrl(`/v1/credentials/${claimId}`),
      });
    }
    if (!(await notifier.wasSent(key, to)))
      throw new VerificationFailed("the delivering system does not have the mail with the link");
    return {};
  },
});

export const handler = createHandler(definition, stepDeps);
