/** What an org says of itself to anybody, and the admin roles of its service apps. */
import { notFound } from "../errors.ts";
import { type Call, ok, type Reply, type Route } from "../http/route.ts";
import { timestamp } from "../org.ts";

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingMetadata/ */
function wellKnown(call: Call): Reply {
  return ok({
    id: `00o${call.org.id}`,
    cell: "emulator",
    _links: { organization: { href: call.org.url } },
    pipeline: "idx",
    settings: { analyticsCollectionEnabled: false, bugReportingEnabled: true, omEnabled: false, pssoEnabled: false },
  });
}

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentClient/ */
function clientRoles(call: Call): Reply {
  const client = call.org.state.clients.get(call.path("clientId"));
  if (client === undefined) throw notFound(call.path("clientId"), "Client");
  const at = timestamp(call.org);
  const roles = (client.roles ?? ["SUPER_ADMIN"]).map((type, index) => ({
    id: `irb${index}${client.clientId}`,
    label: type,
    type,
    status: "ACTIVE",
    created: at,
    lastUpdated: at,
    assignmentType: "CLIENT",
  }));
  return ok(roles);
}

export const orgRoutes: readonly Route[] = [
  { method: "GET", path: "/.well-known/okta-organization", scope: undefined, handle: wellKnown },
  { method: "GET", path: "/oauth2/v1/clients/{clientId}/roles", scope: "okta.roles.read", handle: clientRoles },
];
