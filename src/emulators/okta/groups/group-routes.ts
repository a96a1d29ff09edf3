/** /api/v1/groups: groups and their members. */
import { z } from "zod";
import { page } from "../http/paging.ts";
import { bodyAs, type Call, NO_CONTENT, ok, profileBody, type Reply, type Route } from "../http/route.ts";
import { parseFilter, type ValuesOf } from "../http/scim-filter.ts";
import { renderUser, userOf } from "../users/user.ts";
import { type GroupRecord, groupOf, renderGroup } from "./group.ts";
import { createGroup, deleteGroup, replaceGroup } from "./group-store.ts";
import { addMember, removeMember } from "./membership.ts";

const groupBody = z.object({ profile: profileBody });
const groupInPath = (call: Call): GroupRecord => groupOf(call.org, call.path("groupId"));

function valuesOf(group: GroupRecord): ValuesOf {
  return (path) => {
    if (path.startsWith("profile.")) return [group.profile[path.slice("profile.".length)]];
    return path in group ? [group[path as keyof GroupRecord]] : [];
  };
}

function find(call: Call): GroupRecord[] {
  const groups = [...call.org.state.groups.values()];
  const expression = call.query.get("search") ?? call.query.get("filter");
  if (expression !== null && expression !== "") {
    const matches = parseFilter(expression, call.query.has("search") ? "E0000031" : "E0000053");
    return groups.filter((group) => matches(valuesOf(group)));
  }
  const prefix = (call.query.get("q") ?? "").toLowerCase();
  return groups.filter((group) => String(group.profile["name"]).toLowerCase().startsWith(prefix));
}

function list(call: Call): Reply {
  return page(call, find(call), {
    key: (group) => group.seq,
    render: (group) => renderGroup(call.org, group),
    maxLimit: 10_000,
  });
}

function members(call: Call): Reply {
  const users = [...groupInPath(call).members.keys()].map((id) => userOf(call.org, id));
  return page(
    call,
    users.sort((a, b) => a.seq - b.seq),
    { key: (user) => user.seq, render: (user) => renderUser(call.org, user, false), maxLimit: 1000 },
  );
}

function changeMember(call: Call, apply: typeof addMember): Reply {
  apply(call.caller, groupInPath(call), userOf(call.org, call.path("userId")));
  return NO_CONTENT;
}

function create(call: Call): Reply {
  return ok(renderGroup(call.org, createGroup(call.caller, bodyAs(call, groupBody).profile)));
}

function replace(call: Call): Reply {
  const group = groupInPath(call);
  replaceGroup(call.caller, group, bodyAs(call, groupBody).profile);
  return ok(renderGroup(call.org, group));
}

function remove(call: Call): Reply {
  deleteGroup(call.caller, groupInPath(call));
  return NO_CONTENT;
}

const manage = "okta.groups.manage";
const read = "okta.groups.read";
const member = "/api/v1/groups/{groupId}/users/{userId}";

export const groupRoutes: readonly Route[] = [
  { method: "GET", path: "/api/v1/groups", scope: read, handle: list },
  { method: "POST", path: "/api/v1/groups", scope: manage, handle: create },
  {
    method: "GET",
    path: "/api/v1/groups/{groupId}",
    scope: read,
    handle: (call) => ok(renderGroup(call.org, groupInPath(call))),
  },
  { method: "PUT", path: "/api/v1/groups/{groupId}", scope: manage, handle: replace },
  { method: "DELETE", path: "/api/v1/groups/{groupId}", scope: manage, handle: remove },
  { method: "GET", path: "/api/v1/groups/{groupId}/users", scope: read, handle: members },
  { method: "PUT", path: member, scope: manage, handle: (call) => changeMember(call, addMember) },
  { method: "DELETE", path: member, scope: manage, handle: (call) => changeMember(call, removeMember) },
];
