import type { Account } from "../domain/account.ts";
import {
  addressInUse,
  type Candidate,
  type Correlation,
  correlate,
  loginOf,
  loginTaken,
} from "../domain/decide/correlate.ts";
import type { DecideInput } from "../domain/decide/decide.ts";
import { employmentOf, isOver } from "../domain/decide/employment.ts";
import { engagementOf } from "../domain/decide/engagement.ts";
import { isLive } from "../domain/decide/input.ts";
import { openOrders } from "../domain/decide/orders.ts";
import { differingAttributes } from "../domain/differing-attributes.ts";
import { namesSamePerson } from "../domain/employments.ts";
import { operationsOf } from "../domain/operation.ts";
import { oktaIdOf, type Person } from "../domain/person.ts";
import { textOf } from "../domain/worker.ts";
import { cutoffOf, statusAt, type WorkerRecord } from "../domain/worker-record.ts";
import type { DirectoryReader } from "../ports/directory.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { keys } from "../stores/keys.ts";
import { personWhoTook } from "../stores/people.ts";
import { twinOf } from "../stores/person-of-worker.ts";
import { listRunsOf } from "../stores/runs.ts";
import { readWorkers } from "../stores/stored-worker.ts";
import { listWorkers } from "../stores/workers.ts";
import { readEmployments } from "./read-employments.ts";

/** Looks in the target for the account of a person of whom a record speaks; undefined when no record does. */
export async function findAccount(
  tenantId: string,
  input: DecideInput,
  directory: DirectoryReader,
  store: ItemStore,
): Promise<Correlation | undefined> {
  const employment = employmentOf(input);
  const twin = await twinWithRecord(tenantId, input, store);
  if (twin !== undefined) return { kind: "same-person", personKey: twin };
  const login = employment && loginOf(employment.profile);
  if (!employment || !login) return undefined;
  // Whose account was deleted and who has left needs none; whoever bears the login by now is somebody else.
  if (oktaIdOf(input.person) !== undefined && isOver(employment.status)) return undefined;
  const { key } = input.person;
  const taker = await personWhoTook(store, tenantId, keys.link(tenantId, "login", login));
  const isOurs = taker?.key === key;
  if (taker && !isOurs && (await stillClaims(taker, login, { tenantId, input, store }))) return loginTaken(taker.key);
  const accounts = await accountsFor(login, textOf(employment.profile, "email"), directory);
  const candidates = await candidatesOf(accounts, { tenantId, input, store }, directory);
  const [account] = candidates;
  const isOwnWork = isOurs && account !== undefined && (await wasMadeFor(store, tenantId, key, account.account));
  const found = correlate(candidates, employment.isLoginGenerated && !isOwnWork);
  if (found.kind === "link" && isOver(employment.status) && (await isInUse(found.account, { tenantId, input, store })))
    return addressInUse(found.account.id);
  return found.kind === "none" && taker && !isOurs ? { kind: "none", freedBy: taker.key } : found;
}

interface Asking {
  readonly tenantId: string;
  readonly input: DecideInput;
  readonly store: ItemStore;
}

/** The accounts that the record may mean, with whose they are. */
async function candidatesOf(
  accounts: readonly Account[],
  asking: Asking,
  directory: DirectoryReader,
): Promise<readonly Candidate[]> {
  const { tenantId, input, store } = asking;
  const candidates: Candidate[] = [];
  for (const account of accounts) {
    const roles = await directory.listAdminRoles(account.id);
    const holder = await personWhoTook(store, tenantId, keys.link(tenantId, "okta", account.id));
    if (holder && isHistoryOf(holder, input)) continue;
    const isOthers = holder !== undefined && holder.key !== input.person.key;
    const heldBy = isOthers ? await describeHolder(holder, asking) : undefined;
    candidates.push({ account, hasAdminRoles: roles.length > 0, ...(heldBy ? { heldBy } : {}) });
  }
  return candidates;
}

/** Another person of ours who is the same one by the source's id of the person, which may have come later. */
async function twinWithRecord(tenantId: string, { person, worker }: DecideInput, store: ItemStore) {
  return worker && oktaIdOf(person) === undefined ? twinOf(store, tenantId, person.key, worker) : undefined;
}

/**
 * Whether an account is the one that an earlier run asked for without hearing the answer: it bears all that was asked
 * for. A namesake's, made by hand meanwhile, bears the login alone.
 */
async function wasMadeFor(store: ItemStore, tenantId: string, personKey: string, account: Account): Promise<boolean> {
  const runs = await listRunsOf(store, tenantId, personKey);
  const [asked] = runs.flatMap(({ decision }) => operationsOf(decision?.operations ?? [], "create-account")).reverse();
  if (!asked) return false;
  const { login: _taken, email: _asOktaKeepsIt, ...others } = asked.profile;
  return differingAttributes(account.profile, others).length === 0;
}

async function accountsFor(login: string, email: string, directory: DirectoryReader): Promise<readonly Account[]> {
  const [byLogin, byEmail] = await Promise.all([
    directory.findAccountByLogin(login),
    directory.findAccountsByEmail(email),
  ]);
  return [...new Map([...(byLogin ? [byLogin] : []), ...byEmail].map((account) => [account.id, account])).values()];
}

/** An employment that was over before its person was engaged by order says nothing about the engagement. */
function isHistoryOf(holder: Person, { worker, policy, now }: DecideInput): boolean {
  if (!worker || !isOver(statusAt(worker, { now, timeZone: policy.timeZone }))) return false;
  const hire = openOrders(holder, "hire").at(-1);
  if (!hire || !engagementOf(holder, now)) return false;
  const ended = cutoffOf(worker, policy.timeZone);
  return ended !== undefined && ended !== "at-once" && ended < hire.orderedAt;
}

/**
 * Whether another record with the same address goes on: the account is whoever's it is that works here. Looked for only
 * before a live account that nobody holds would end, which is rare outside a first import.
 */
async function isInUse(account: Account, { tenantId, input, store }: Asking): Promise<boolean> {
  const { person, worker, policy, now } = input;
  const address = worker?.contact.workEmail?.trim().toLowerCase();
  if (!worker || !address || !isLive(account)) return false;
  for await (const { personKey, record } of listWorkers(store, tenantId, worker.source.connectionId)) {
    const isOther = personKey !== person.key && record.contact.workEmail?.trim().toLowerCase() === address;
    if (isOther && !isOver(statusAt(record, { now, timeZone: policy.timeZone }))) return true;
  }
  return false;
}

/** Whoever was engaged by order, and bears the name in the record, is in the HR system by now. */
async function describeHolder(holder: Person, { tenantId, input, store }: Asking): Promise<Candidate["heldBy"]> {
  const { key } = holder;
  const engaged = engagementOf(holder, input.now);
  const wanted = employmentOf(input)?.profile ?? {};
  const isOther = (attribute: string): boolean =>
    textOf(engaged?.profile ?? {}, attribute).toLowerCase() !== textOf(wanted, attribute).toLowerCase();
  const isSame = engaged !== undefined && input.worker !== undefined && !isOther("firstName") && !isOther("lastName");
  const isSomebodyElse = openOrders(holder, "hire").length > 0 && !isSame;
  const records = (await readWorkers(store, tenantId, key)).map(({ value }) => value.record);
  const isTwin = input.worker !== undefined && records.some((record) => haveOnePersonId(record, input.worker));
  return { personKey: key, hasRecord: isSomebodyElse || (records.length > 0 && !isTwin) };
}

/** The source says that both are one person's, and the records do not contradict that. */
function haveOnePersonId(one: WorkerRecord, other: DecideInput["worker"]): boolean {
  const { connectionId, sourcePersonId } = one.source;
  const isSame = sourcePersonId && sourcePersonId === other?.source.sourcePersonId;
  return Boolean(isSame) && connectionId === other?.source.connectionId && namesSamePerson(one, other);
}

/** Another person of ours who took the login of this account, to have it made, and has no account yet. */
export async function claimantOf(
  tenantId: string,
  input: DecideInput,
  account: Account | undefined,
  store: ItemStore,
): Promise<string | undefined> {
  const { person } = input;
  // What a named operator ordered about this very account is not left to anybody else.
  const isBare = person.phase === "provisional" && person.orders.every(({ withdrawn }) => withdrawn);
  if (!account || !isBare) return undefined;
  const login = loginOf(account.profile);
  const taker = await personWhoTook(store, tenantId, keys.link(tenantId, "login", login));
  if (!taker || taker.key === person.key) return undefined;
  return (await stillClaims(taker, login, { tenantId, input, store })) ? taker.key : undefined;
}

/**
 * Whether who took a login still waits for an account under it: not who has one, and not whose hire was withdrawn, is
 * over, or is to get another login by now.
 */
async function stillClaims(taker: Person, login: string, { tenantId, input, store }: Asking): Promise<boolean> {
  if (oktaIdOf(taker) !== undefined) return false;
  const { worker: _asking, otherEmployments: _too, managerOfRecord: _theirs, ...known } = input;
  const theirs = input.isBroughtIn ? await readEmployments(store, tenantId, { ...known, person: taker }) : {};
  const employment = employmentOf({ ...known, person: taker, ...theirs });
  return employment !== undefined && !isOver(employment.status) && loginOf(employment.profile) === login;
}
