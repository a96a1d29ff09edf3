import type { Account } from "../domain/account.ts";
import { type Candidate, type Correlation, correlate, loginOf, loginTaken } from "../domain/decide/correlate.ts";
import type { DecideInput } from "../domain/decide/decide.ts";
import { employmentOf, isOver } from "../domain/decide/employment.ts";
import { engagementOf } from "../domain/decide/engagement.ts";
import { openOrders } from "../domain/decide/orders.ts";
import { differingAttributes } from "../domain/differing-attributes.ts";
import { operationsOf } from "../domain/operation.ts";
import { oktaIdOf, type Person } from "../domain/person.ts";
import { textOf } from "../domain/worker.ts";
import type { DirectoryReader } from "../ports/directory.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { keys } from "../stores/keys.ts";
import { personWhoTook } from "../stores/people.ts";
import { twinOf } from "../stores/person-of-worker.ts";
import { listRunsOf } from "../stores/runs.ts";
import { isInHr } from "../stores/stored-worker.ts";
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
  const candidates: Candidate[] = [];
  for (const account of await accountsFor(login, textOf(employment.profile, "email"), directory)) {
    const roles = await directory.listAdminRoles(account.id);
    const holder = await personWhoTook(store, tenantId, keys.link(tenantId, "okta", account.id));
    const heldBy = holder && holder.key !== key ? await describeHolder(store, { tenantId, input, holder }) : undefined;
    candidates.push({ account, hasAdminRoles: roles.length > 0, ...(heldBy ? { heldBy } : {}) });
  }
  const [account] = candidates;
  const isOwnWork = isOurs && account !== undefined && (await wasMadeFor(store, tenantId, key, account.account));
  const found = correlate(candidates, employment.isLoginGenerated && !isOwnWork);
  return found.kind === "none" && taker && !isOurs ? { kind: "none", freedBy: taker.key } : found;
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

/** Whoever was engaged by order, and bears the name in the record, is in the HR system by now. */
async function describeHolder(
  store: ItemStore,
  { tenantId, input, holder }: { readonly tenantId: string; readonly input: DecideInput; readonly holder: Person },
): Promise<Candidate["heldBy"]> {
  const { key } = holder;
  const engaged = engagementOf(holder, input.now);
  const wanted = employmentOf(input)?.profile ?? {};
  const isOther = (attribute: string): boolean =>
    textOf(engaged?.profile ?? {}, attribute).toLowerCase() !== textOf(wanted, attribute).toLowerCase();
  const isSame = engaged !== undefined && input.worker !== undefined && !isOther("firstName") && !isOther("lastName");
  const isSomebodyElse = openOrders(holder, "hire").length > 0 && !isSame;
  return { personKey: key, hasRecord: isSomebodyElse || (await isInHr(store, tenantId, key)) };
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
async function stillClaims(
  taker: Person,
  login: string,
  { tenantId, input, store }: { readonly tenantId: string; readonly input: DecideInput; readonly store: ItemStore },
): Promise<boolean> {
  if (oktaIdOf(taker) !== undefined) return false;
  const { worker: _asking, otherEmployments: _too, managerOfRecord: _theirs, ...known } = input;
  const theirs = input.isBroughtIn ? await readEmployments(store, tenantId, { ...known, person: taker }) : {};
  const employment = employmentOf({ ...known, person: taker, ...theirs });
  return employment !== undefined && !isOver(employment.status) && loginOf(employment.profile) === login;
}
