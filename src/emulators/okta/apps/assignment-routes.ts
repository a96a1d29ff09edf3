/** /api/v1/apps/{appId}/users and /groups. */
import { z } from "zod";
import { notFound } from "../errors.ts";
import { groupOf, groupTarget } from "../groups/group.ts";
import { page } from "../http/paging.ts";
import { bodyAs, type Call, NO_CONTENT, ok, profileBody, type Reply, type Route } from "../http/route.ts";
import { userOf } from "../users/user.ts";
import { type AppRecord, type AppUserRecord, appTarget } from "./app.ts";
import { appInPath } from "./app-routes.ts";
import { assignGroup, assignUser, unassignGroup, unassignUser, updateAppUser } from "./assignment.ts";

const assignBody = z.object({
  id: z.string(),
  scope: z.enum(["USER", "GROUP"]).default("USER"),
  profile: profileBody.nullish(),
});
const updateBody = z.object({ profile: profileBody.nullish() });
const groupBody = z.object({ priority: z.number().optional(), profile: profileBody.nullish() });

function renderAppUser(call: Call, app: AppRecord, appUser: AppUserRecord): object {
  const { userId, ...rest } = appUser;
  const { url } = call.org;
  const user = call.org.state.users.get(userId);
  return {
    id: userId,
    ...rest,
    statusChanged: appUser.created,
    passwordChanged: null,
    syncState: app.features.includes("PROFILE_MASTERING") ? "SYNCHRONIZED" : "DISABLED",
    lastSync: null,
    credentials: { userName: user?.profile["login"] ?? userId },
    _links: { app: { href: `${url}/api/v1/apps/${app.id}` }, user: { href: `${url}/api/v1/users/${userId}` } },
  };
}

function listUsers(call: Call): Reply {
  const app = appInPath(call);
  const all = [...app.users.values()];
  const seqOf = (appUser: AppUserRecord): number => call.org.state.users.get(appUser.userId)?.seq ?? 0;
  const sorted = all.sort((a, b) => seqOf(a) - seqOf(b));
  const render = (appUser: AppUserRecord): object => renderAppUser(call, app, appUser);
  return page(call, sorted, { key: seqOf, render, maxLimit: 500, defaultLimit: 50 });
}

function assign(call: Call): Reply {
  const { id, profile } = bodyAs(call, assignBody);
  const app = appInPath(call);
  return ok(renderAppUser(call, app, assignUser(call.caller, app, userOf(call.org, id), profile ?? {})));
}

function readUser(call: Call): Reply {
  const app = appInPath(call);
  const id = call.path("userId");
  const appUser = app.users.get(id);
  if (appUser === undefined) throw notFound(id, "AppUser");
  return ok(renderAppUser(call, app, appUser));
}

function update(call: Call): Reply {
  const app = appInPath(call);
  const user = userOf(call.org, call.path("userId"));
  return ok(renderAppUser(call, app, updateAppUser(call.caller, app, user, bodyAs(call, updateBody).profile ?? {})));
}

function unassign(call: Call): Reply {
  unassignUser(call.caller, appInPath(call), userOf(call.org, call.path("userId")));
  return NO_CONTENT;
}

function renderGroupAssignment(call: Call, app: AppRecord, groupId: string): object {
  const assignment = app.groups.get(groupId);
  if (assignment === undefined) throw notFound(groupId, "ApplicationGroupAssignment");
  const { url } = call.org;
  const links = {
    app: { href: `${url}/api/v1/apps/${app.id}` },
    self: { href: `${url}/api/v1/apps/${app.id}/groups/${groupId}` },
    group: { href: `${url}/api/v1/groups/${groupId}` },
  };
  return { id: groupId, ...assignment, _links: links };
}

function listGroups(call: Call): Reply {
  const app = appInPath(call);
  return ok([...app.groups.keys()].map((groupId) => renderGroupAssignment(call, app, groupId)));
}

function assignToGroup(call: Call): Reply {
  const app = appInPath(call);
  const group = groupOf(call.org, call.path("groupId"));
  const body = call.body === undefined ? {} : bodyAs(call, groupBody);
  const { priority = app.groups.size, profile } = body;
  const targets = [groupTarget(group), appTarget(app)];
  assignGroup(call.caller, app, group.id, { priority, profile: profile ?? {}, targets });
  return ok(renderGroupAssignment(call, app, group.id));
}

function unassignFromGroup(call: Call): Reply {
  const app = appInPath(call);
  const group = groupOf(call.org, call.path("groupId"));
  unassignGroup(call.caller, app, group.id, [groupTarget(group), appTarget(app)]);
  return NO_CONTENT;
}

const manage = "okta.apps.manage";
const read = "okta.apps.read";
const users = "/api/v1/apps/{appId}/users";
const groups = "/api/v1/apps/{appId}/groups";

function readGroup(call: Call): Reply {
  return ok(renderGroupAssignment(call, appInPath(call), call.path("groupId")));
}

export const assignmentRoutes: readonly Route[] = [
  { method: "GET", path: users, scope: read, handle: listUsers },
  { method: "POST", path: users, scope: manage, handle: assign },
  { method: "GET", path: `${users}/{userId}`, scope: read, handle: readUser },
  { method: "POST", path: `${users}/{userId}`, scope: manage, handle: update },
  { method: "DELETE", path: `${users}/{userId}`, scope: manage, handle: unassign },
  { method: "GET", path: groups, scope: read, handle: listGroups },
  { method: "GET", path: `${groups}/{groupId}`, scope: read, handle: readGroup },
  { method: "PUT", path: `${groups}/{groupId}`, scope: manage, handle: assignToGroup },
  { method: "DELETE", path: `${groups}/{groupId}`, scope: manage, handle: unassignFromGroup },
];
