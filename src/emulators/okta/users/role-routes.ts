/** /api/v1/users/{userId}/roles and /api/v1/groups/{groupId}/roles. */
import { z } from "zod";
import { notFound, refusal } from "../errors.ts";
import { type GroupRecord, groupOf } from "../groups/group.ts";
import { bodyAs, type Call, NO_CONTENT, ok, type Reply, type Route } from "../http/route.ts";
import type { RoleAssignment } from "./role.ts";
import { grantRole, renderRole, revokeRole, rolesOfUser } from "./role-assignment.ts";
import { type UserRecord, userOf } from "./user.ts";

const roleBody = z.object({
  type: z.enum([
    "ACCESS_CERTIFICATIONS_ADMIN",
    "ACCESS_REQUESTS_ADMIN",
    "API_ACCESS_MANAGEMENT_ADMIN",
    "APP_ADMIN",
    "GROUP_MEMBERSHIP_ADMIN",
    "HELP_DESK_ADMIN",
    "ORG_ADMIN",
    "READ_ONLY_ADMIN",
    "REPORT_ADMIN",
    "SUPER_ADMIN",
    "USER_ADMIN",
    "WORKFLOWS_ADMIN",
  ]),
});

type Holder = UserRecord | GroupRecord;
const userInPath = (call: Call): UserRecord => userOf(call.org, call.path("userId"));
const groupInPath = (call: Call): GroupRecord => groupOf(call.org, call.path("groupId"));

function rolesOf(call: Call, holder: Holder): RoleAssignment[] {
  if ("status" in holder) return rolesOfUser(call.org, holder.id);
  return [...call.org.state.roles.values()].filter((role) => role.holderId === holder.id);
}

function list(call: Call, holder: Holder): Reply {
  return ok(rolesOf(call, holder).map((role) => renderRole(call.org, role)));
}

function grant(call: Call, holder: Holder): RoleAssignment {
  if ("status" in holder && holder.status === "DEPROVISIONED") throw refusal("E0000038");
  return grantRole(call.caller, holder, bodyAs(call, roleBody).type);
}

function roleInPath(call: Call, holder: Holder): RoleAssignment {
  const id = call.path("roleAssignmentId");
  const role = rolesOf(call, holder).find((candidate) => candidate.id === id);
  if (role === undefined) throw notFound(id, "RoleAssignment");
  return role;
}

function revoke(call: Call, holder: Holder): Reply {
  const role = roleInPath(call, holder);
  // What a group grants can only be taken from the group.
  if (role.holderId !== holder.id) throw refusal("E0000006");
  revokeRole(call.caller, holder, role);
  return NO_CONTENT;
}

const manage = "okta.roles.manage";
const read = "okta.roles.read";

function routesFor(base: string, holderOf: (call: Call) => Holder, granted: number): Route[] {
  const one = `${base}/{roleAssignmentId}`;
  return [
    { method: "GET", path: base, scope: read, handle: (call) => list(call, holderOf(call)) },
    {
      method: "POST",
      path: base,
      scope: manage,
      handle: (call) => ({ status: granted, body: renderRole(call.org, grant(call, holderOf(call))) }),
    },
    {
      method: "GET",
      path: one,
      scope: read,
      handle: (call) => ok(renderRole(call.org, roleInPath(call, holderOf(call)))),
    },
    { method: "DELETE", path: one, scope: manage, handle: (call) => revoke(call, holderOf(call)) },
  ];
}

export const roleRoutes: readonly Route[] = [
  ...routesFor("/api/v1/users/{userId}/roles", userInPath, 201),
  ...routesFor("/api/v1/groups/{groupId}/roles", groupInPath, 200),
];
