import { stepDeps } from "../src/aws/step-entry.ts";
import { formerLeaverEnded } from "../src/domain/decide/orders.ts";
import { MasteryError } from "../src/domain/errors.ts";
import type { Phase } from "../src/domain/person.ts";
import { defineHttp, type HttpResponse } from "../src/lambda/definition.ts";
import type { Deps } from "../src/lambda/deps.ts";
import { activePage, askPage, laterPage, linkPage, unknownPage, usedPage } from "../src/lambda/hand-over-page.ts";
import { createHandler } from "../src/lambda/handler.ts";
import type { ItemStore } from "../src/ports/item-store.ts";
import { type Claim, closeClaim, openClaim, spendClaim } from "../src/stores/claims.ts";
import { settleLink } from "../src/stores/outbox-record.ts";
import { readPerson } from "../src/stores/people.ts";
import { forTenant } from "../src/stores/tenant-store.ts";
import { readTenant } from "../src/tenants/tenant-records.ts";

const ENDING: ReadonlySet<Phase> = new Set(["leaving", "blocked", "left"]);

/**
 * Where a manager's mail leads to: a GET has no effect, a POST spends the claim and shows the link that Okta gives at
 * that moment. The claim is spent after Okta's answer, on the audit trail, before anybody sees the link.
 */
export const definition = defineHttp<Deps>({
  name: "hand-over-credential",
  routes: [
    { method: "GET", path: "/v1/credentials/{claimId}" },
    { method: "POST", path: "/v1/credentials/{claimId}" },
  ],
  run: async ({ method, pathParameters }, deps) => {
    if (method === "GET") return askPage();
    const opening = await openClaim(deps.store, pathParameters["claimId"] ?? "", deps.clock.now());
    if (opening.state === "unknown") return unknownPage();
    if (opening.state === "used") return noticeSecondUse(opening.claim, deps);
    if (opening.state === "in-use") return laterPage();
    return handOver(opening.claim, deps);
  },
});

function noticeSecondUse({ tenantId, personKey }: Claim, deps: Deps): HttpResponse {
  deps.log.warn("a claim was used a second time", { tenantId, personKey });
  return usedPage();
}

async function handOver(claim: Claim, deps: Deps): Promise<HttpResponse> {
  const { tenantId, personKey, accountId, message } = claim;
  const store = forTenant(deps.store, tenantId);
  try {
    const directory = await deps.directory((await readTenant(store, tenantId)).config);
    const account = await directory.readAccount(accountId);
    const isOpen = (account?.transitioningTo ?? account?.status) === "PROVISIONED";
    if (!isOpen || (await hasLeftSince(claim, store))) {
      await closeClaim(store, claim);
      return activePage();
    }
    const { activationUrl } = await directory.reactivate(accountId, { sendEmail: false });
    const isOurs = activationUrl !== undefined && (await spendClaim(store, claim, deps.clock.now()));
    if (!isOurs) return laterPage();
    // The list of links that wait is only a list: it must not keep the link from who has spent the claim on it.
    await settleLink(deps, tenantId, message).catch(() => undefined);
    deps.log.info("a first credential was fetched", { tenantId, personKey });
    return linkPage(activationUrl);
  } catch (error) {
    if (!(error instanceof MasteryError)) throw error;
    deps.log.error("a first credential could not be handed over", { tenantId, personKey, error: error.name });
    await closeClaim(store, claim).catch(() => undefined); // it becomes usable by itself within a minute
    return laterPage();
  }
}

/** The person has left since, or leaves: a new employment has a claim of its own. */
async function hasLeftSince({ tenantId, personKey, mintedAt }: Claim, store: ItemStore): Promise<boolean> {
  const person = (await readPerson(store, tenantId, personKey))?.value;
  if (!person || ENDING.has(person.phase)) return true;
  const ended = formerLeaverEnded(person);
  return ended !== undefined && ended > mintedAt;
}

export const handler = createHandler(definition, stepDeps);
