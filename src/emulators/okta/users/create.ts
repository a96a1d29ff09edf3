/** Creating users: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/#tag/User/operation/createUser */
import { invalid, refusal } from "../errors.ts";
import { type Caller, record } from "../events/log.ts";
import { groupOf } from "../groups/group.ts";
import { addMember, joinEveryone } from "../groups/membership.ts";
import { evaluateRules } from "../groups/rule-evaluation.ts";
import type { Profile } from "../json.ts";
import { newId, type Org, timestamp } from "../org.ts";
import { issueActivation } from "./lifecycle.ts";
import { checkPassword, storePassword } from "./password.ts";
import { defaultTypeId, profileProblem } from "./schema.ts";
import { indexForSearch, type ProviderType, setStatus, type UserRecord, userTarget } from "./user.ts";

export interface NewUser {
  readonly profile: Profile;
  readonly password?: string | undefined;
  readonly recoveryQuestion?: string | undefined;
  readonly provider?: { readonly type: ProviderType; readonly name?: string | undefined } | undefined;
  readonly groupIds?: readonly string[] | undefined;
  readonly typeId?: string | undefined;
  readonly activate: boolean;
  readonly changePasswordAtNextLogin?: boolean | undefined;
  readonly sendEmail: boolean;
}

/** Creates a user, or refuses before anything is stored. */
export function createUser(caller: Caller, request: NewUser): UserRecord {
  const { org } = caller;
  checkNewUser(org, request);
  const user = blankUser(org, request);
  org.state.users.set(user.id, user);
  record(caller, { type: "user.lifecycle.create", targets: [userTarget(user)] });
  joinEveryone(org, user.id);
  for (const groupId of request.groupIds ?? []) addMember(caller, groupOf(org, groupId), user);
  if (request.activate) activateNewUser(caller, user, request);
  indexForSearch(org, user.id, user);
  evaluateRules(caller, user);
  return user;
}

function checkNewUser(org: Org, request: NewUser): void {
  if ((request.groupIds?.length ?? 0) > 20) throw refusal("E0000093");
  if (request.changePasswordAtNextLogin === true) {
    if (!request.activate) throw refusal("E0000125");
    if (request.password === undefined) throw refusal("E0000124");
  }
  const problem = profileProblem(org, request.typeId ?? defaultTypeId(org), request.profile);
  if (problem !== undefined) throw problem;
  if (request.password !== undefined) {
    if (isExternal(request)) throw invalid("password", "password: Password is not allowed for this provider");
    checkPassword(request.password);
  }
  for (const groupId of request.groupIds ?? []) {
    if (groupOf(org, groupId).type !== "OKTA_GROUP") throw invalid("groupIds", `groupIds: ${groupId} is not writable`);
  }
  if (request.typeId !== undefined && !org.state.userTypes.has(request.typeId)) {
    throw invalid("type", "type: The user type does not exist");
  }
}

const isExternal = (request: NewUser): boolean =>
  request.provider?.type === "FEDERATION" || request.provider?.type === "SOCIAL";

function blankUser(org: Org, request: NewUser): UserRecord {
  const type = request.provider?.type ?? "OKTA";
  const user: UserRecord = {
    id: newId(org, "00u"),
    seq: org.state.lastId,
    status: "STAGED",
    transition: null,
    created: timestamp(org),
    activated: null,
    statusChanged: null,
    lastLogin: null,
    lastUpdated: timestamp(org),
    passwordChanged: null,
    typeId: request.typeId ?? defaultTypeId(org),
    profile: { ...request.profile },
    password: null,
    recoveryQuestion: request.recoveryQuestion ?? null,
    provider: { type, name: request.provider?.name ?? type },
    activationToken: null,
    recoveryToken: null,
    failedSignIns: 0,
    sourcedBy: null,
    version: 1,
  };
  if (request.password !== undefined) storePassword(org, user, request.password);
  return user;
}

function activateNewUser(caller: Caller, user: UserRecord, request: NewUser): void {
  const { org } = caller;
  user.activated = timestamp(org);
  if (user.password === null && !isExternal(request)) {
    setStatus(org, user, "PROVISIONED");
    issueActivation(org, user, request.sendEmail);
  } else {
    setStatus(org, user, request.changePasswordAtNextLogin === true ? "PASSWORD_EXPIRED" : "ACTIVE");
  }
  record(caller, { type: "user.lifecycle.activate", targets: [userTarget(user)] });
}
