import type { Account } from "../domain/account.ts";
import { type Candidate, type Correlation, correlate, loginOf, loginTaken } from "../domain/decide/correlate.ts";
import type { DecideInput } from "../domain/decide/decide.ts";
import { employmentOf } from "../domain/decide/employment.ts";
import { oktaIdOf, type Person } from "../domain/person.ts";
import { textOf } from "../domain/worker.ts";
import type { DirectoryReader } from "../ports/directory.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { keys } from "../stores/keys.ts";
import { personWhoTook } from "../stores/people.ts";

/** Looks in the target for the account of a person of whom a record speaks; undefined when no record does. */
export async function findAccount(
  tenantId: string,
  input: DecideInput,
  directory: DirectoryReader,
  store: ItemStore,
): Promise<Correlation | undefined> {
  const employment = employmentOf(input);
  const login = employment && loginOf(employment.profile);
  if (!employment || !login) return undefined;
  const { key } = input.person;
  const taker = await personWhoTook(store, tenantId, keys.link(tenantId, "login", login));
  if (taker && taker.key !== key && oktaIdOf(taker) === undefined) return loginTaken(taker.key);
  const candidates: Candidate[] = [];
  for (const account of await accountsFor(login, textOf(employment.profile, "email"), directory)) {
    const roles = await directory.listAdminRoles(account.id);
    const holder = await personWhoTook(store, tenantId, keys.link(tenantId, "okta", account.id));
    const heldBy = holder && holder.key !== key ? await describeHolder(store, tenantId, holder) : undefined;
    candidates.push({ account, hasAdminRoles: roles.length > 0, ...(heldBy ? { heldBy } : {}) });
  }
  return correlate(candidates, employment.isLoginGenerated);
}

async function accountsFor(login: string, email: string, directory: DirectoryReader): Promise<readonly Account[]> {
  const [byLogin, byEmail] = await Promise.all([
    directory.findAccountByLogin(login),
    directory.findAccountsByEmail(email),
  ]);
  return [...new Map([...(byLogin ? [byLogin] : []), ...byEmail].map((account) => [account.id, account])).values()];
}

async function describeHolder(
  store: ItemStore,
  tenantId: string,
  { key, orders }: Person,
): Promise<Candidate["heldBy"]> {
  const isHired = orders.some(({ kind, withdrawn }) => kind === "hire" && !withdrawn);
  return { personKey: key, hasRecord: isHired || (await store.get(keys.worker(tenantId, key))) !== undefined };
}

/** Another person of ours who took the login of this account, to have it made, and has no account yet. */
export async function claimantOf(
  tenantId: string,
  person: Person,
  account: Account | undefined,
  store: ItemStore,
): Promise<string | undefined> {
  if (!account || person.phase !== "provisional") return undefined;
  const taker = await personWhoTook(store, tenantId, keys.link(tenantId, "login", loginOf(account.profile)));
  return taker && taker.key !== person.key && oktaIdOf(taker) === undefined ? taker.key : undefined;
}
