import { isRepeating } from "../domain/decide/contested.ts";
import type { Correlation } from "../domain/decide/correlate.ts";
import { type DecideInput, type DirectoryFacts, wantedProfile } from "../domain/decide/decide.ts";
import { employmentOf } from "../domain/decide/employment.ts";
import { engagementOf } from "../domain/decide/engagement.ts";
import { isLive } from "../domain/decide/input.ts";
import { AccessDenied } from "../domain/errors.ts";
import type { Json } from "../domain/json.ts";
import { oktaIdOf, type Person } from "../domain/person.ts";
import { addMs, type Instant } from "../domain/time.ts";
import type { WorkerRecord } from "../domain/worker-record.ts";
import type { DirectoryReader } from "../ports/directory.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { othersEventsSince } from "../stores/events.ts";
import { keys } from "../stores/keys.ts";
import { personWhoTook } from "../stores/people.ts";
import { decisionsSince, leaversSince } from "../stores/runs.ts";
import { workerSubject } from "../stores/stored-worker.ts";
import type { TenantRecord } from "../tenants/tenant-records.ts";
import { wasDeactivatedMeanwhile } from "./deactivated-meanwhile.ts";
import { claimantOf, findAccount } from "./find-account.ts";
import { readEmployments } from "./read-employments.ts";

const DAY_MS = 86_400_000;

const NOTHING: DirectoryFacts = { memberships: [], groups: [], groupRules: [], adminRoles: [], factors: [] };

/** Everything about one account that a decision or a verification looks at, read from the target now. */
export async function readFacts(directory: DirectoryReader, accountId: string): Promise<DirectoryFacts> {
  const account = await directory.readAccount(accountId);
  if (!account) return NOTHING;
  const [memberships, groups, groupRules, adminRoles, factors] = await Promise.all([
    directory.listMemberships(accountId),
    directory.listGroups(),
    directory.listGroupRules(),
    directory.listAdminRoles(accountId),
    directory.listFactors(accountId),
  ]);
  return { account, memberships, groups, groupRules, adminRoles, factors };
}

/** Reads the authority and the target: what `decide` looks at. */
export async function look(
  at: { tenant: TenantRecord; person: Person; now: Instant },
  directory: DirectoryReader,
  store: ItemStore,
): Promise<DecideInput> {
  const { tenant, person, now } = at;
  const { policy, mode } = tenant.config;
  const { onboardedAt } = tenant;
  const record = await readRecordOf(at, directory, store);
  const unread = { policy, mode, person, now, onboardedAt, facts: NOTHING, leaversLast24h: 0, ...record };
  const employment = employmentOf(unread);
  const linked = await readLinked(person, directory);
  const correlation = linked ? undefined : await findAccount(tenant.config.id, unread, directory, store);
  const read = linked ?? (await factsFor(correlation, employment !== undefined, directory));
  const facts = await withUserTypes(read, Object.values(policy.userTypes), directory);
  const { account } = facts;
  const known = account ? { ...unread, ...(await recordOfAdopted(at, record, store)) } : unread;
  const wanted = account ? wantedProfile({ ...known, facts }, account) : employment?.profile;
  const named = wanted?.[policy.attributes.manager];
  const former = person.standing?.profile[policy.attributes.manager];
  const manager = await readManager(directory, named);
  const managerBefore = account && former !== named ? await readManager(directory, former) : undefined;
  const sponsor = await readManager(directory, engagementOf(person, now)?.sponsor);
  const leaversLast24h = await leaversSince(store, tenant.config.id, addMs(now, -DAY_MS), person.key);
  const recentDecisions = await decisionsSince(store, tenant.config.id, person.key, addMs(now, -DAY_MS));
  const othersEvents = isRepeating(recentDecisions)
    ? await othersEventsSince(store, tenant.config.id, person.key, addMs(now, -DAY_MS))
    : undefined;
  const deactivationUndone =
    account && isLive(account) ? await wasDeactivatedMeanwhile(store, tenant.config, person.key, now) : undefined;
  const claimedBy = await claimantOf(tenant.config.id, known, account, store);
  return {
    ...{ ...known, facts, leaversLast24h, recentDecisions },
    ...(othersEvents ? { othersEvents } : {}),
    ...(deactivationUndone ? { deactivationUndone } : {}),
    ...(correlation ? { correlation } : {}),
    ...(claimedBy === undefined ? {} : { claimedBy }),
    ...(manager ? { manager } : {}),
    ...(managerBefore ? { managerBefore } : {}),
    ...(sponsor ? { sponsor } : {}),
    ...(tenant.config.operators === undefined ? {} : { operators: tenant.config.operators }),
  };
}

/** Whose account was there before us has something that an employment which is over takes away. */
async function recordOfAdopted(
  { tenant: { config }, person, now }: { tenant: TenantRecord; person: Person; now: Instant },
  record: Awaited<ReturnType<typeof readRecordOf>>,
  store: ItemStore,
): Promise<typeof record> {
  if (person.phase !== "provisional" || record.otherEmployments === undefined) return record;
  const adopted: Person = { ...person, phase: "adopted" };
  return { ...record, ...(await readEmployments(store, config.id, { person: adopted, policy: config.policy, now })) };
}

/** What the HR system says, where its workers are brought in by us. */
async function readRecordOf(
  { tenant: { config }, person, now }: { tenant: TenantRecord; person: Person; now: Instant },
  directory: DirectoryReader,
  store: ItemStore,
): Promise<Pick<DecideInput, "worker" | "otherEmployments" | "isBroughtIn" | "managerOfRecord">> {
  if (config.mode !== "hr" || config.hr?.importedBy !== "mastery") return {};
  const employments = await readEmployments(store, config.id, { person, policy: config.policy, now });
  const { worker } = employments;
  const managerOfRecord = worker && (await findManager(worker, config.id, directory, store));
  return { isBroughtIn: true, ...employments, ...(managerOfRecord === undefined ? {} : { managerOfRecord }) };
}

/** The account of the manager whom a record names by address, or by the id of another worker of the same feed. */
async function findManager(
  { source, job }: WorkerRecord,
  tenantId: string,
  directory: DirectoryReader,
  store: ItemStore,
): Promise<string | undefined> {
  if (job.managerEmail) return (await directory.findAccountByLogin(job.managerEmail))?.id;
  if (!job.managerSourceWorkerId) return undefined;
  const { provider, id } = workerSubject({ source: { ...source, sourceWorkerId: job.managerSourceWorkerId } });
  const manager = await personWhoTook(store, tenantId, keys.link(tenantId, provider, id));
  return manager && oktaIdOf(manager);
}

/** Undefined for who has no account, or whose account is gone: another may have taken its place. */
async function readLinked(person: Person, directory: DirectoryReader): Promise<DirectoryFacts | undefined> {
  const accountId = oktaIdOf(person);
  const facts = accountId === undefined ? undefined : await readFacts(directory, accountId);
  return facts?.account ? facts : undefined;
}

/** Somebody for whom an account may be made joins groups of the org: they are read as well. */
async function factsFor(
  correlation: Correlation | undefined,
  hasRecord: boolean,
  directory: DirectoryReader,
): Promise<DirectoryFacts> {
  if (correlation?.kind === "link") return readFacts(directory, correlation.account.id);
  if (!hasRecord) return NOTHING;
  const [groups, groupRules] = await Promise.all([directory.listGroups(), directory.listGroupRules()]);
  return { ...NOTHING, groups, groupRules };
}

async function withUserTypes(facts: DirectoryFacts, names: readonly string[], directory: DirectoryReader) {
  if (names.length === 0) return facts;
  try {
    return { ...facts, userTypes: await directory.findUserTypes([...new Set(names)]) };
  } catch (error) {
    // An org that does not let us read its types still has leavers.
    if (error instanceof AccessDenied) return facts;
    throw error;
  }
}

async function readManager(directory: DirectoryReader, named: Json | undefined): Promise<DecideInput["manager"]> {
  if (typeof named !== "string" || named === "") return undefined;
  const found = await (named.includes("@") ? directory.findAccountByLogin(named) : directory.readAccount(named));
  const email = found?.profile["email"];
  if (typeof email !== "string") return { reachable: false };
  return { email, reachable: found?.status !== "DEPROVISIONED" && found?.status !== "SUSPENDED" };
}
