/** Granting, listing and revoking admin roles. */
import { refusal } from "../errors.ts";
import { type Caller, record } from "../events/log.ts";
import { type GroupRecord, groupTarget } from "../groups/group.ts";
import { newId, type Org, timestamp } from "../org.ts";
import type { RoleAssignment } from "./role.ts";
import { type UserRecord, userTarget } from "./user.ts";

/** Roles granted to the user and, through membership, to the user's groups. */
export function rolesOfUser(org: Org, userId: string): RoleAssignment[] {
  return [...org.state.roles.values()].filter((role) =>
    role.holder === "USER" ? role.holderId === userId : org.state.groups.get(role.holderId)?.members.has(userId),
  );
}

/** Grants a role to a user or a group. */
export function grantRole(caller: Caller, holder: UserRecord | GroupRecord, type: string): RoleAssignment {
  const { org } = caller;
  const isUser = "status" in holder;
  for (const role of org.state.roles.values()) {
    if (role.holderId === holder.id && role.type === type) throw refusal("E0000090");
  }
  const role: RoleAssignment = {
    id: newId(org, isUser ? "ra1" : "grA"),
    type,
    holder: isUser ? "USER" : "GROUP",
    holderId: holder.id,
    created: timestamp(org),
  };
  org.state.roles.set(role.id, role);
  record(caller, {
    type: isUser ? "user.account.privilege.grant" : "group.privilege.grant",
    targets: [isUser ? userTarget(holder) : groupTarget(holder)],
    debugData: { privilegeGranted: type },
  });
  return role;
}

/** Takes a role back. */
export function revokeRole(caller: Caller, holder: UserRecord | GroupRecord, role: RoleAssignment): void {
  caller.org.state.roles.delete(role.id);
  const isUser = "status" in holder;
  record(caller, {
    type: isUser ? "user.account.privilege.revoke" : "group.privilege.revoke",
    targets: [isUser ? userTarget(holder) : groupTarget(holder)],
    debugData: { privilegeRevoked: role.type },
  });
}

/** Deactivation takes every role that the user holds personally. */
export function revokeRolesOf(caller: Caller, user: UserRecord): void {
  for (const role of rolesOfUser(caller.org, user.id)) if (role.holder === "USER") revokeRole(caller, user, role);
}

/** The role as the API answers it. */
export function renderRole(org: Org, role: RoleAssignment): object {
  return {
    id: role.id,
    label: role.type
      .toLowerCase()
      .split("_")
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(" "),
    type: role.type,
    status: "ACTIVE",
    created: role.created,
    lastUpdated: role.created,
    assignmentType: role.holder,
    _links: {
      assignee: { href: `${org.url}/api/v1/${role.holder === "USER" ? "users" : "groups"}/${role.holderId}` },
    },
  };
}
