/** What the connector can do, and what each operation needs in the org. Data for the documentation and for checks. */
import type { Directory } from "../../ports/directory.ts";
import { USER_TYPE_SCOPES } from "./config.ts";

export interface OktaCapability {
  /** The requests, in the words of Okta's API description. */
  readonly requests: readonly string[];
  readonly scopes: readonly string[];
  /** The least standard admin role that may do it to people who are no admins themselves. */
  /** Asked for, and needed, only where a tenant's policy names user types. */
  readonly isForUserTypes?: true;
  readonly adminRole: "Read-Only Administrator" | "Organization Administrator" | "Super Administrator";
}

const READ_USER = "GET /api/v1/users/{id}";
const LIST_USERS = "GET /api/v1/users";
const LIST_ROLES = "GET /api/v1/users/{userId}/roles";
const LIST_FACTORS = "GET /api/v1/users/{userId}/factors";
const READ_SCHEMA = "GET /api/v1/meta/schemas/user/{schemaId}";
const JOIN_GROUP = "PUT /api/v1/groups/{groupId}/users/{userId}";

function reads(scope: string, ...requests: readonly string[]): OktaCapability {
  return { requests, scopes: [scope], adminRole: "Read-Only Administrator" };
}

function writes(scopes: readonly string[], ...requests: readonly string[]): OktaCapability {
  return { requests, scopes, adminRole: "Organization Administrator" };
}

const USERS = ["okta.users.manage"];
const lifecycle = (operation: string): OktaCapability =>
  writes(USERS, READ_USER, `POST /api/v1/users/{id}/lifecycle/${operation}`);

/**
 * Every operation of `Directory`. Acting on an account that itself holds an admin role needs a Super Administrator.
 * https://help.okta.com/en-us/content/topics/security/administrators-admin-comparison.htm
 */
export const OKTA_CAPABILITIES: Readonly<Record<keyof Directory, OktaCapability>> = {
  readAccount: reads("okta.users.read", READ_USER),
  findAccountByLogin: reads("okta.users.read", READ_USER, LIST_USERS),
  findAccountsByEmail: reads("okta.users.read", LIST_USERS),
  listAccounts: reads("okta.users.read", LIST_USERS),
  listMemberships: reads("okta.users.read", "GET /api/v1/users/{id}/groups"),
  listGroups: reads("okta.groups.read", "GET /api/v1/groups"),
  listGroupRules: reads("okta.groups.read", "GET /api/v1/groups/rules"),
  findUserTypes: {
    ...reads("okta.userTypes.read", "GET /api/v1/meta/types/user", READ_SCHEMA),
    scopes: ["okta.userTypes.read", "okta.schemas.read"],
    isForUserTypes: true,
  },
  listAdminRoles: reads("okta.roles.read", LIST_ROLES),
  listFactors: reads("okta.users.read", LIST_FACTORS),
  listAppAssignments: reads("okta.apps.read", "GET /api/v1/apps", "GET /api/v1/apps/{appId}/users/{userId}"),
  sessionsClearedSince: reads("okta.logs.read", "GET /api/v1/logs"),
  readLog: reads("okta.logs.read", "GET /api/v1/logs"),
  listAccountPage: reads("okta.users.read", LIST_USERS),
  createAccount: writes(["okta.users.manage", "okta.groups.manage"], READ_USER, "POST /api/v1/users", JOIN_GROUP),
  updateProfile: writes(USERS, "POST /api/v1/users/{id}", READ_USER),
  changeUserType: {
    ...writes(
      USER_TYPE_SCOPES,
      READ_USER,
      "GET /api/v1/meta/types/user/{typeId}",
      READ_SCHEMA,
      "PUT /api/v1/users/{id}",
    ),
    isForUserTypes: true,
  },
  activate: lifecycle("activate"),
  reactivate: lifecycle("reactivate"),
  suspend: lifecycle("suspend"),
  unsuspend: lifecycle("unsuspend"),
  deactivate: lifecycle("deactivate"),
  clearSessions: writes(USERS, "DELETE /api/v1/users/{userId}/sessions", READ_USER),
  addToGroup: writes(["okta.groups.manage"], JOIN_GROUP),
  removeFromGroup: writes(
    ["okta.groups.manage", "okta.users.read"],
    "GET /api/v1/groups/{groupId}",
    "DELETE /api/v1/groups/{groupId}/users/{userId}",
    READ_USER,
  ),
  removeAdminRole: {
    requests: [LIST_ROLES, "DELETE /api/v1/users/{userId}/roles/{roleAssignmentId}"],
    scopes: ["okta.roles.manage"],
    adminRole: "Super Administrator",
  },
  resetFactors: writes(USERS, LIST_FACTORS, "POST /api/v1/users/{id}/lifecycle/reset_factors"),
};
