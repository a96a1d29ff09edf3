/** /api/v1/users: create, read, list, update, replace, delete, and the user's groups. */

import { invalid } from "../errors.ts";
import { groupsOfUser, renderGroup } from "../groups/group.ts";
import { page } from "../http/paging.ts";
import { bodyAs, type Call, flag, NO_CONTENT, ok, type Reply, type Route } from "../http/route.ts";
import { createUser } from "./create.ts";
import { deleteUser } from "./lifecycle.ts";
import { replaceUser, requireMatch, type UserChange, updateUser } from "./update.ts";
import { etagOf, renderUser, type UserRecord, userOf } from "./user.ts";
import { createBody, updateBody } from "./user-body.ts";
import { findUsers } from "./user-list.ts";

/** The user named in the path; `me` is the admin behind the token. */
export function userInPath(call: Call, name = "id"): UserRecord {
  const idOrLogin = call.path(name);
  return userOf(call.org, idOrLogin === "me" ? call.caller.actor.id : idOrLogin);
}

function create(call: Call): Reply {
  const body = bodyAs(call, createBody);
  const nextLogin = call.query.get("nextLogin");
  if (nextLogin !== null && nextLogin !== "changePassword") throw invalid("nextLogin", "nextLogin: invalid value");
  const user = createUser(call.caller, {
    profile: body.profile,
    password: body.credentials?.password,
    recoveryQuestion: body.credentials?.recovery_question,
    provider: flag(call, "provider", false) ? body.credentials?.provider : undefined,
    groupIds: body.groupIds ?? [],
    typeId: body.type?.id,
    activate: flag(call, "activate", true),
    changePasswordAtNextLogin: nextLogin === "changePassword",
    sendEmail: true,
  });
  return ok(renderUser(call.org, user));
}

function changeIn(call: Call): UserChange {
  const { profile, credentials, type } = bodyAs(call, updateBody);
  return {
    profile,
    password: credentials?.password,
    recoveryQuestion: credentials?.recovery_question,
    typeId: type?.id,
  };
}

function change(call: Call, apply: typeof updateUser): Reply {
  const user = userInPath(call);
  requireMatch(user, call.header("if-match"));
  apply(call.caller, user, changeIn(call));
  return ok(renderUser(call.org, user), { etag: etagOf(user) });
}

function remove(call: Call): Reply {
  deleteUser(call.caller, userInPath(call), call.header("prefer") === "respond-async");
  return NO_CONTENT;
}

function list(call: Call): Reply {
  const isPrefixSearch = call.query.get("q") !== null;
  return page(call, findUsers(call.org, call.query), {
    key: (user) => user.seq,
    render: (user) => renderUser(call.org, user, false),
    maxLimit: 200,
    defaultLimit: isPrefixSearch ? 10 : 200,
  });
}

function read(call: Call): Reply {
  const user = userInPath(call);
  return ok(renderUser(call.org, user), { etag: etagOf(user) });
}

function blocks(call: Call): Reply {
  userInPath(call);
  return ok([]);
}

const manage = "okta.users.manage";
const readScope = "okta.users.read";

export const userRoutes: readonly Route[] = [
  { method: "GET", path: "/api/v1/users", scope: readScope, handle: list },
  { method: "POST", path: "/api/v1/users", scope: manage, handle: create },
  { method: "GET", path: "/api/v1/users/{id}", scope: readScope, handle: read },
  { method: "POST", path: "/api/v1/users/{id}", scope: manage, handle: (call) => change(call, updateUser) },
  { method: "PUT", path: "/api/v1/users/{id}", scope: manage, handle: (call) => change(call, replaceUser) },
  { method: "DELETE", path: "/api/v1/users/{id}", scope: manage, handle: remove },
  {
    method: "GET",
    path: "/api/v1/users/{id}/groups",
    scope: readScope,
    handle: (call) => ok(groupsOfUser(call.org, userInPath(call).id).map((group) => renderGroup(call.org, group))),
  },
  { method: "GET", path: "/api/v1/users/{id}/blocks", scope: readScope, handle: blocks },
];
