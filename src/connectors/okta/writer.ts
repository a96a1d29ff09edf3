/** Writes to an Okta org, each repeatable after a lost answer. */
import type { Account } from "../../domain/account.ts";
import { Conflict, InvalidInput, NotFound, StateChanged } from "../../domain/errors.ts";
import type { Json } from "../../domain/json.ts";
import type { DirectoryWriter, NewAccount, Receipt } from "../../ports/directory.ts";
import { saidBy } from "./errors.ts";
import { createLifecycle, receiptOf } from "./lifecycle.ts";
import { accountOf, differingAttributes, groupOf, profileToSend } from "./mapping.ts";
import { parsed } from "./pages.ts";
import { idPath, query } from "./path.ts";
import type { createReader } from "./reader.ts";
import { OktaGroup, OktaUser } from "./schema.ts";
import type { Send } from "./transport.ts";

/** Okta takes no more in the call that creates the user. https://developer.okta.com/docs/reference/error-codes/#E0000093 */
const MAX_GROUPS_AT_CREATION = 20;

type Reader = ReturnType<typeof createReader>;

/** The writing half of the directory; it looks with `reader` where Okta's answer leaves the state open. */
export function createWriter(send: Send, reader: Reader): Omit<DirectoryWriter, "changeUserType"> {
  const addToGroup = async (id: string, groupId: string): Promise<Receipt> => {
    const path = idPath`/groups/${groupId}/users/${id}`;
    return receiptOf(await send({ method: "PUT", path, purpose: `add the account ${id} to the group ${groupId}` }));
  };
  return {
    ...createLifecycle(send),
    createAccount: async (account) => {
      const created = await createOrFind(send, reader, account);
      for (const groupId of (account.groupIds ?? []).slice(MAX_GROUPS_AT_CREATION))
        await addToGroup(created.id, groupId);
      return created;
    },
    updateProfile: (id, changes, etag) => updateProfile(send, reader, { id, changes, etag }),
    clearSessions: (id) => clearSessions(send, reader, id),
    addToGroup,
    removeFromGroup: (id, groupId) => removeFromGroup(send, reader, id, groupId),
    removeAdminRole: (id, roleId) => removeAdminRole(send, reader, id, roleId),
    resetFactors: async (id) => {
      if ((await reader.listFactors(id)).length === 0) return {};
      const path = idPath`/users/${id}/lifecycle/reset_factors`;
      return receiptOf(await send({ method: "POST", path, purpose: `reset the factors of ${id}` }));
    },
  };
}

/** Okta has no idempotency key: an account with this login and these very attributes is taken for the one asked for. */
async function createOrFind(send: Send, reader: Reader, wanted: NewAccount): Promise<Account & Receipt> {
  const profile = profileToSend(wanted.profile);
  const login = profile["login"];
  if (typeof login !== "string" || login === "") throw new InvalidInput("a new account needs a login");
  const existing = await reader.findAccountByLogin(login);
  if (existing) return sameAccount(existing, { ...wanted, profile });
  const purpose = "create an account";
  const groupIds = (wanted.groupIds ?? []).slice(0, MAX_GROUPS_AT_CREATION);
  const type = wanted.userTypeId === undefined ? {} : { type: { id: wanted.userTypeId } };
  const body = { profile, ...type, ...(groupIds.length > 0 ? { groupIds } : {}) };
  try {
    const response = await send({ method: "POST", path: `/api/v1/users${query({ activate: false })}`, body, purpose });
    return { ...accountOf(parsed(response, OktaUser, purpose), response.etag), ...receiptOf(response) };
  } catch (error) {
    // E0000001 says "duplicate login" and "invalid" alike, and only its text tells them apart.
    const appeared = saidBy(error, ["E0000001"]) ? await reader.findAccountByLogin(login) : undefined;
    if (appeared) return sameAccount(appeared, { ...wanted, profile });
    throw error;
  }
}

function sameAccount(existing: Account, { profile, userTypeId }: NewAccount): Account {
  const isOtherType = userTypeId !== undefined && existing.userTypeId !== userTypeId;
  const differing = [...differingAttributes(existing.profile, profile), ...(isOtherType ? ["the user type"] : [])];
  if (differing.length === 0 && existing.status !== "DEPROVISIONED") return existing;
  const evidence = { provider: "okta", accountId: existing.id, status: existing.status, fields: differing.join(",") };
  throw new StateChanged(`the login belongs to the account ${existing.id} already; decide afresh`, evidence);
}

interface Update {
  readonly id: string;
  readonly changes: Readonly<Record<string, Json>>;
  readonly etag: string | undefined;
}

async function updateProfile(send: Send, reader: Reader, { id, changes, etag }: Update): Promise<Receipt> {
  const profile = profileToSend(changes);
  if (Object.keys(profile).length === 0) return {};
  const purpose = `change ${Object.keys(profile).join(", ")} of the account ${id}`;
  const request = { method: "POST", path: idPath`/users/${id}`, body: { profile }, purpose } as const;
  try {
    // POST changes what is named; PUT would delete every attribute that is not.
    return receiptOf(await send(etag === undefined ? request : { ...request, ifMatch: etag }));
  } catch (error) {
    if (!(error instanceof Conflict) || etag === undefined) throw error;
    const now = await reader.readAccount(id);
    if (now && differingAttributes(now.profile, profile).length === 0) return {};
    throw error;
  }
}

/** Okta ends the sessions of a deactivated account itself and may then say that there are none. */
async function clearSessions(send: Send, reader: Reader, id: string): Promise<Receipt> {
  const path = idPath`/users/${id}/sessions` + query({ oauthTokens: true, forgetDevices: true });
  try {
    return receiptOf(await send({ method: "DELETE", path, purpose: `clear the sessions of ${id}` }));
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    if ((await reader.readAccount(id))?.status === "DEPROVISIONED") return receiptOf(error.evidence);
    throw error;
  }
}

async function removeFromGroup(send: Send, reader: Reader, id: string, groupId: string): Promise<Receipt> {
  const path = idPath`/groups/${groupId}`;
  const reading = `read the group ${groupId}`;
  const { kind } = groupOf(parsed(await send({ method: "GET", path, purpose: reading }), OktaGroup, reading));
  if (kind !== "OKTA_GROUP")
    throw new InvalidInput(`the group ${groupId} is of type ${kind}; its members are not ours to remove`);
  const purpose = `remove the account ${id} from the group ${groupId}`;
  try {
    return receiptOf(await send({ method: "DELETE", path: idPath`/groups/${groupId}/users/${id}`, purpose }));
  } catch (error) {
    if (!(error instanceof NotFound) || !(await reader.readAccount(id))) throw error;
    return receiptOf(error.evidence);
  }
}

async function removeAdminRole(send: Send, reader: Reader, id: string, roleId: string): Promise<Receipt> {
  const role = (await reader.listAdminRoles(id)).find((held) => held.id === roleId);
  if (role === undefined) return {};
  if (role.assignedBy === "GROUP")
    throw new StateChanged(`the admin role ${roleId} of ${id} comes from a group; take the group away`, {
      provider: "okta",
    });
  const purpose = `remove the admin role ${roleId} of ${id}`;
  try {
    return receiptOf(await send({ method: "DELETE", path: idPath`/users/${id}/roles/${roleId}`, purpose }));
  } catch (error) {
    if (error instanceof NotFound && !(await reader.listAdminRoles(id)).some((held) => held.id === roleId)) return {};
    throw error;
  }
}
