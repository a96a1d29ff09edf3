/** What the connector can do, and what each operation needs in the org. Data for the documentation and for checks. */
import type { Directory } from "../../ports/directory.ts";

export interface OktaCapability {
  /** The requests, in the words of Okta's API description. */
  readonly requests: readonly string[];
  readonly scopes: readonly string[];
  /** The least standard admin role that may do it to people who are no admins themselves. */
  readonly adminRole: "Read-Only Administrator" | "Organization Administrator" | "Super Administrator";
}

const READ_USER = "GET /api/v1/users/{id}";

function reads(request: string, scope: string): OktaCapability {
  return { requests: [request], scopes: [scope], adminRole: "Read-Only Administrator" };
}

function writes(request: string, ...scopes: readonly string[]): OktaCapability {
  return { requests: [READ_USER, request], scopes, adminRole: "Organization Administrator" };
}

const USERS = "okta.users.manage";
const lifecycle = (operation: string) => writes(`POST /api/v1/users/{id}/lifecycle/${operation}`, USERS);

/**
 * Every operation of `Directory`. Acting on an account that itself holds an admin role needs a Super Administrator.
 * https://help.okta.com/en-us/content/topics/security/administrators-admin-comparison.htm
 */
export const OKTA_CAPABILITIES: Readonly<Record<keyof Directory, OktaCapability>> = {
  readAccount: reads(READ_USER, "okta.users.read"),
  findAccountByLogin: reads(READ_USER, "okta.users.read"),
  listAccounts: reads("GET /api/v1/users", "okta.users.read"),
  listMemberships: reads("GET /api/v1/users/{id}/groups", "okta.users.read"),
  listGroups: reads("GET /api/v1/groups", "okta.groups.read"),
  listGroupRules: reads("GET /api/v1/groups/rules", "okta.groups.read"),
  listAdminRoles: reads("GET /api/v1/users/{userId}/roles", "okta.roles.read"),
  listFactors: reads("GET /api/v1/users/{userId}/factors", "okta.users.read"),
  listAppAssignments: {
    requests: ["GET /api/v1/apps", "GET /api/v1/apps/{appId}/users/{userId}"],
    scopes: ["okta.apps.read"],
    adminRole: "Read-Only Administrator",
  },
  sessionsClearedSince: reads("GET /api/v1/logs", "okta.logs.read"),
  createAccount: writes("POST /api/v1/users", USERS, "okta.groups.manage"),
  updateProfile: writes("POST /api/v1/users/{id}", USERS),
  activate: lifecycle("activate"),
  reactivate: lifecycle("reactivate"),
  suspend: lifecycle("suspend"),
  unsuspend: lifecycle("unsuspend"),
  deactivate: lifecycle("deactivate"),
  clearSessions: writes("DELETE /api/v1/users/{userId}/sessions", USERS),
  addToGroup: writes("PUT /api/v1/groups/{groupId}/users/{userId}", "okta.groups.manage"),
  removeFromGroup: {
    requests: ["GET /api/v1/groups/{groupId}", "DELETE /api/v1/groups/{groupId}/users/{userId}"],
    scopes: ["okta.groups.manage"],
    adminRole: "Organization Administrator",
  },
  removeAdminRole: {
    requests: ["GET /api/v1/users/{userId}/roles", "DELETE /api/v1/users/{userId}/roles/{roleAssignmentId}"],
    scopes: ["okta.roles.manage"],
    adminRole: "Super Administrator",
  },
  resetFactors: {
    requests: ["GET /api/v1/users/{userId}/factors", "POST /api/v1/users/{id}/lifecycle/reset_factors"],
    scopes: [USERS],
    adminRole: "Organization Administrator",
  },
};
