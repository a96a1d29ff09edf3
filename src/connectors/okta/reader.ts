/** Reads of an Okta org. Each asks Okta; nothing is remembered. */
import type * as z from "zod";
import { ACCOUNT_STATUSES, type Account, type AppAssignment } from "../../domain/account.ts";
import { NotFound } from "../../domain/errors.ts";
import type { Instant } from "../../domain/time.ts";
import type { AccountPage, DirectoryReader } from "../../ports/directory.ts";
import {
  accountOf,
  appAssignmentOf,
  factorOf,
  groupOf,
  isSessionClear,
  membershipOf,
  roleOf,
  ruleOf,
} from "./mapping.ts";
import { items, listAll, parsed } from "./pages.ts";
import { checkedId, idPath, isOktaId, query } from "./path.ts";
import {
  OktaApp,
  OktaAppUser,
  OktaFactor,
  OktaGroup,
  OktaGroupRule,
  OktaLogEvent,
  OktaRole,
  OktaUser,
} from "./schema.ts";
import { readLogPage } from "./system-log.ts";
import type { OktaResponse, Send } from "./transport.ts";

/** The reading half of the directory, but for user types. */
export function createReader(send: Send): Omit<DirectoryReader, "findUserTypes"> {
  const list = <T, U>(path: string, purpose: string, schema: z.ZodType<T>, map: (item: T) => U) =>
    listAll(send, { path, purpose }, schema, map);
  return {
    readAccount: async (id) => (isOktaId(id) ? (await readUser(send, id))?.account : undefined),
    findAccountByLogin: (login) => findByLogin(send, login),
    findAccountsByEmail: (email) => findByEmail(send, email),
    listAccounts: () => everyAccount(send),
    listMemberships: async (id) =>
      list(idPath`/users/${id}/groups`, `list the groups of ${id}`, OktaGroup, membershipOf),
    listGroups: () => list(`/api/v1/groups${query({ limit: 1000 })}`, "list groups", OktaGroup, groupOf),
    listGroupRules: () =>
      list(`/api/v1/groups/rules${query({ limit: 200 })}`, "list group rules", OktaGroupRule, ruleOf),
    listAdminRoles: async (id) => list(idPath`/users/${id}/roles`, `list the admin roles of ${id}`, OktaRole, roleOf),
    listFactors: async (id) => list(idPath`/users/${id}/factors`, `list the factors of ${id}`, OktaFactor, factorOf),
    listAppAssignments: (id) => appAssignments(send, id),
    sessionsClearedSince: (id, since) => sessionsCleared(send, id, since),
    readLog: (from) => readLogPage(send, from),
    listAccountPage: (cursor) => accountPage(send, cursor),
  };
}

/** The account and the id of the request that showed it, or undefined when Okta has none. */
export async function readUser(
  send: Send,
  id: string,
): Promise<{ readonly account: Account; readonly requestId?: string } | undefined> {
  const path = idPath`/users/${id}`;
  const found = await userAt(send, path, `read the account ${id}`);
  return found?.account.id === id ? found : undefined;
}

async function userAt(send: Send, path: string, purpose: string) {
  let response: OktaResponse;
  try {
    response = await send({ method: "GET", path, purpose });
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
  const account = accountOf(parsed(response, OktaUser, purpose), response.etag);
  return { account, ...(response.requestId ? { requestId: response.requestId } : {}) };
}

/** Okta also answers to a login's short form and, for `me`, with ourselves: what comes back must bear the login. */
async function findByLogin(send: Send, login: string): Promise<Account | undefined> {
  const bears = (account: Account): boolean =>
    String(account.profile["login"] ?? "").toLowerCase() === login.toLowerCase();
  const purpose = "find an account by login";
  if (login === "") return undefined;
  // Okta does not decode a slash in a path. https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/
  if (/[/\\]|^\.{1,2}$/.test(login)) {
    const filter = `profile.login eq ${JSON.stringify(login)}`;
    const path = `/api/v1/users${query({ filter })}`;
    const found = await listAll(send, { path, purpose }, OktaUser, (user) => accountOf(user));
    return found.find(bears);
  }
  const found = await userAt(send, `/api/v1/users/${encodeURIComponent(login)}`, purpose);
  return found && bears(found.account) ? found.account : undefined;
}

/** Okta compares without case; the filter is answered from its database. */
async function findByEmail(send: Send, email: string): Promise<readonly Account[]> {
  if (email === "") return [];
  const path = `/api/v1/users${query({ filter: `profile.email eq ${JSON.stringify(email)}`, limit: 200 })}`;
  return listAll(send, { path, purpose: "find accounts by e-mail address" }, OktaUser, (user) => accountOf(user));
}

/**
 * `filter` is answered from Okta's database, `search` from an index that lags, and the plain list leaves deactivated
 * users out. One list over all states misses nobody who changes state meanwhile.
 */
async function* everyAccount(send: Send): AsyncGenerator<Account, void, undefined> {
  const path = everyAccountPath();
  const seen = new Set<string>();
  for await (const user of items(send, { path, purpose: "list accounts" }, OktaUser)) {
    if (seen.has(user.id)) continue;
    seen.add(user.id);
    yield accountOf(user);
  }
}

function everyAccountPath(): string {
  const filter = ACCOUNT_STATUSES.map((status) => `status eq "${status}"`).join(" or ");
  return `/api/v1/users${query({ filter, limit: 200 })}`;
}

async function accountPage(send: Send, cursor: string | undefined): Promise<AccountPage> {
  const purpose = "list accounts";
  const response = await send({ method: "GET", path: cursor ?? everyAccountPath(), purpose });
  const accounts = parsed(response, OktaUser.array(), purpose).map((user) => accountOf(user));
  return { accounts, ...(response.next ? { next: response.next } : {}) };
}

async function appAssignments(send: Send, accountId: string): Promise<readonly AppAssignment[]> {
  const expand = `user/${accountId}`;
  const path = `/api/v1/apps${query({ filter: `user.id eq "${checkedId(accountId)}"`, expand, limit: 200 })}`;
  const purpose = `list the apps of ${accountId}`;
  const assignments: AppAssignment[] = [];
  for await (const app of items(send, { path, purpose }, OktaApp)) {
    const user = app._embedded?.user ?? (await appUser(send, app.id, accountId));
    if (user) assignments.push(appAssignmentOf(app, user.scope));
  }
  return assignments;
}

async function appUser(send: Send, appId: string, accountId: string) {
  const purpose = `read the assignment of ${accountId} to the app ${appId}`;
  try {
    const response = await send({ method: "GET", path: idPath`/apps/${appId}/users/${accountId}`, purpose });
    return parsed(response, OktaAppUser, purpose);
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/**
 * Without `until` the log is read in the order in which it was written, so that late events are not missed; its `next`
 * link never ends, and an empty page means that nothing more is there.
 * https://developer.okta.com/docs/reference/system-log-query/
 */
async function sessionsCleared(send: Send, accountId: string, since: Instant): Promise<boolean> {
  const filter = `eventType eq "user.session.clear" and target.id eq "${checkedId(accountId)}" and outcome.result eq "SUCCESS"`;
  let path: string | undefined = `/api/v1/logs${query({ since, filter, sortOrder: "ASCENDING", limit: 100 })}`;
  const purpose = `look for cleared sessions of ${accountId} in the System Log`;
  while (path !== undefined) {
    const response: OktaResponse = await send({ method: "GET", path, purpose });
    const events = parsed(response, OktaLogEvent.array(), purpose);
    if (events.some((event) => isSessionClear(event, accountId, since))) return true;
    path = events.length === 0 ? undefined : response.next;
  }
  return false;
}
