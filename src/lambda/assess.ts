import type { Profile } from "../domain/account.ts";
import { decide } from "../domain/decide/decide.ts";
import { employmentOf } from "../domain/decide/employment.ts";
import { ticketOf } from "../domain/decide/ticket.ts";
import type { Decision } from "../domain/decision.ts";
import { InvalidInput, RateLimited, Superseded } from "../domain/errors.ts";
import type { JsonObject } from "../domain/json.ts";
import { operationsOf } from "../domain/operation.ts";
import { oktaIdOf, type Person } from "../domain/person.ts";
import { epochMsOf, parseInstant } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { heldLeases, type Lease, type ReleaseAs, releaseLease, takeLease } from "../stores/mailbox.ts";
import { mergePerson } from "../stores/merge-person.ts";
import { readPause } from "../stores/pause.ts";
import { readPerson } from "../stores/people.ts";
import type { Run } from "../stores/runs.ts";
import { forTenant } from "../stores/tenant-store.ts";
import { readTenant, type TenantRecord } from "../tenants/tenant-records.ts";
import type { Deps } from "./deps.ts";
import { look } from "./look.ts";
import { recordDecision } from "./record-decision.ts";
import { recordFailedLook } from "./record-failed-look.ts";
import { startNext, waitingLeavers } from "./start-next.ts";
import { tellOperators } from "./tell-operators.ts";

/** Queues deliver late by at most 900 s. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-timers.html */
const MAX_DELAY_SECONDS = 900;

/**
 * Looks at one ready person, and first at the leavers who wait: their own message may stand behind thousands. A person who is not ready, or a tenant at its cap, is left alone: the next release or the
 * minute's sweep comes back. An empty plan starts nothing.
 */
export async function assess(tenantId: string, personKey: string, deps: Deps): Promise<void> {
  const leavers = await waitingLeavers(tenantId, deps);
  for (const first of new Set([...leavers, personKey])) await assessOne(tenantId, first, deps);
}

async function assessOne(tenantId: string, personKey: string, deps: Deps): Promise<void> {
  const store = forTenant(deps.store, tenantId);
  const tenant = await readTenant(store, tenantId);
  if (await readPause(store, tenantId)) return; // who is ready stays so, until the tenant is resumed
  if ((await heldLeases(store, tenantId)).length >= tenant.config.inFlightCap) return;
  const lease = await takeLease(store, tenantId, personKey, deps.clock.now());
  if (!lease) return;
  const at = { tenant, tenantId, personKey, lease, store };
  if (!(await fitsCap(at))) return letGo(at, deps, "look-again");
  let run: Run | undefined;
  try {
    run = await decideAndRecord(at, deps);
  } catch (error) {
    return giveBack(at, deps, error);
  }
  // A start whose answer is lost may have started: the lease stays, and the sweep frees it if no execution is there.
  if (run?.machine) await deps.executions.start(run.machine, lease.execution, executionInput(run));
  else await letGo(at, deps, run?.decision?.lookAgain ? "look-again" : "seen", true);
}

interface Assessment {
  readonly tenant: TenantRecord;
  readonly tenantId: string;
  readonly personKey: string;
  readonly lease: Lease;
  readonly store: ItemStore;
}

/**
 * Several looks may have seen room at the same time. Those behind the cap give way; those within it wait until the others
 * have, and give way as well if they do not, because then they are at work already. The index that this reads may lag, so
 * that in AWS a tenant may be over its cap by those few that arrive within the same moment.
 */
async function fitsCap({ tenant, tenantId, personKey, store }: Assessment): Promise<boolean> {
  const cap = tenant.config.inFlightCap;
  for (let n = 0; n < 10; n += 1) {
    const held = await heldLeases(store, tenantId);
    if (held.length <= cap) return true;
    if (held.findIndex((mailbox) => mailbox.personKey === personKey) >= cap) return false;
    await new Promise((resolve) => setTimeout(resolve, 5)); // contention is real time, not business time
  }
  return false;
}

/** Undefined for somebody who was merged into another person: there is nothing to look at. */
async function decideAndRecord(at: Assessment, deps: Deps): Promise<Run | undefined> {
  const { tenant, tenantId, personKey, lease, store } = at;
  const person = await readPerson(store, tenantId, personKey);
  if (!person) throw new InvalidInput(`tenant ${tenantId} has no person ${personKey}`);
  if (person.value.mergedInto !== undefined) return undefined;
  const directory = await deps.directory(tenant.config);
  const now = deps.clock.now();
  const input = await look({ tenant, person: person.value, now }, directory, store);
  const decision = decide(input);
  if (input.correlation?.kind === "same-person") {
    await merge(at, input.correlation.personKey, deps);
    return undefined;
  }
  // An account that is still to be made takes the place of a former one that is gone.
  const isCreated = operationsOf(decision.operations, "create-account").length > 0;
  const accountId = decision.link ?? (isCreated ? undefined : oktaIdOf(person.value));
  const label = labelOf(input.facts.account?.profile ?? employmentOf(input)?.profile);
  const freedBy = input.correlation?.kind === "none" ? input.correlation.freedBy : undefined;
  const target = {
    ...(accountId === undefined ? {} : { accountId }),
    ...(label === "" ? {} : { label }),
    ...(freedBy === undefined ? {} : { freedBy }),
  };
  const link = decision.flow === "none" ? {} : { link: deps.executions.link(decision.flow, lease.execution) };
  deps.log.info("decided", { tenantId, personKey, flow: decision.flow, operations: decision.operations.length });
  const run = await recordDecision(store, { tenantId, personKey, lease, now, ...target, ...link }, decision);
  if (decision.hold && person.value.hold?.code !== decision.hold.code)
    await tellHold(at, person.value, decision.hold, deps);
  return run;
}

/** The person who has the account goes on with the record; this one ends here. */
async function merge({ tenantId, personKey, lease, store }: Assessment, into: string, deps: Deps): Promise<void> {
  const merging = { tenantId, from: personKey, into, execution: lease.execution, now: deps.clock.now() };
  await mergePerson(store, merging);
  await deps.assessments.send([{ body: { schemaVersion: 1, tenantId, personKey: into }, group: tenantId }]);
}

function labelOf(profile: Profile | undefined): string {
  const names = [profile?.["firstName"], profile?.["lastName"]].filter((name) => typeof name === "string");
  return names.join(" ");
}

async function tellHold(
  at: Assessment,
  person: Person,
  hold: NonNullable<Decision["hold"]>,
  deps: Deps,
): Promise<void> {
  const { tenant, personKey, lease } = at;
  const { execution } = lease;
  const { code, reason, todo } = hold;
  const values = { code, reason, todo, person: personKey, execution, ticket: ticketOf(person, deps.clock.now()) };
  await tellOperators(tenant, { template: "hold", key: `${execution}/hold`, values }, deps);
}

/** What an operator needs to understand the graph: kinds, counts, ids and codes; no personal data. */
function executionInput(run: Run): JsonObject {
  const { tenantId, personKey, seq, execution, accountId } = run;
  const decision = run.decision as Decision;
  const operations: Record<string, number> = {};
  for (const { kind } of decision.operations) operations[kind] = (operations[kind] ?? 0) + 1;
  const groups = decision.operations.flatMap((operation) => ("groupId" in operation ? [operation.groupId] : []));
  const attributes = decision.operations.flatMap((operation) =>
    operation.kind === "update-profile" ? Object.keys(operation.changes) : [],
  );
  return {
    schemaVersion: 1,
    tenantId,
    personKey,
    seq,
    execution,
    flow: decision.flow,
    situation: decision.situation,
    target: { provider: "okta", accountId: accountId ?? null },
    operations,
    attributes,
    groups,
    refused: decision.refused.map((refusal) => refusal.code),
    person: `/#/tenants/${tenantId}/people/${personKey}`,
  };
}

/** @param asksAgain false for who gave way to the cap, and is asked for again by those who did not. */
async function letGo(at: Assessment, deps: Deps, as: ReleaseAs, asksAgain = as === "seen"): Promise<void> {
  const { tenant, tenantId, personKey, lease, store } = at;
  const release = { tenantId, personKey, execution: lease.execution, now: deps.clock.now() };
  const { readyAgain } = await releaseLease(store, release, as);
  await startNext(tenant, store, deps, { personKey, readyAgain: readyAgain && asksAgain });
}

/** The look failed: it is tried again, after Okta's time or after a while; the operators see why. */
async function giveBack(at: Assessment, deps: Deps, error: unknown): Promise<void> {
  if (error instanceof Superseded) return; // somebody else looks at this person now
  const { tenantId, personKey, lease, store } = at;
  const now = deps.clock.now();
  if (!(error instanceof RateLimited)) {
    await recordFailedLook(at, error, deps);
    return letGo(at, deps, { failed: "look" });
  }
  await releaseLease(store, { tenantId, personKey, execution: lease.execution, now }, "look-again");
  const retryAt = parseInstant(error.evidence.retryAt ?? "") ?? now;
  const seconds = Math.ceil((epochMsOf(retryAt) - epochMsOf(now)) / 1000);
  const delaySeconds = Math.min(MAX_DELAY_SECONDS, Math.max(1, seconds));
  deps.log.warn("waiting for Okta", { tenantId, personKey, delaySeconds });
  await deps.assessments.send([{ body: { schemaVersion: 1, tenantId, personKey }, group: tenantId, delaySeconds }]);
}
