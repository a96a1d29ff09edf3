/** /api/v1/apps: applications, and the apps of a user or a group. */
import { z } from "zod";
import { groupOf } from "../groups/group.ts";
import { page } from "../http/paging.ts";
import { bodyAs, type Call, DONE, flag, NO_CONTENT, ok, type Reply, type Route } from "../http/route.ts";
import { parseFilter } from "../http/scim-filter.ts";
import { userOf } from "../users/user.ts";
import { type AppRecord, appOf } from "./app.ts";
import { createApp, deleteApp, replaceApp, setAppStatus } from "./app-store.ts";

const appBody = z.object({
  label: z.string(),
  name: z.string().optional(),
  signOnMode: z
    .enum(["AUTO_LOGIN", "BASIC_AUTH", "BOOKMARK", "BROWSER_PLUGIN", "OPENID_CONNECT", "SAML_2_0", "WS_FEDERATION"])
    .default("BOOKMARK"),
  settings: z.json().optional(),
});

/** The app named in the path. */
export const appInPath = (call: Call): AppRecord => appOf(call.org, call.path("appId"));

function render(call: Call, app: AppRecord): object {
  const href = `${call.org.url}/api/v1/apps/${app.id}`;
  return {
    id: app.id,
    name: app.name,
    label: app.label,
    status: app.status,
    signOnMode: app.signOnMode,
    features: app.features,
    created: app.created,
    lastUpdated: app.lastUpdated,
    accessibility: { selfService: false, errorRedirectUrl: null, loginRedirectUrl: null },
    visibility: { autoLaunch: false, autoSubmitToolbar: false, hide: { iOS: false, web: false }, appLinks: {} },
    settings: app.settings,
    _links: { self: { href }, users: { href: `${href}/users` }, groups: { href: `${href}/groups` } },
  };
}

function list(call: Call): Reply {
  const filter = call.query.get("filter") ?? "";
  const matches = filter === "" ? () => true : parseFilter(filter, "E0000053");
  const prefix = (call.query.get("q") ?? "").toLowerCase();
  const apps = [...call.org.state.apps.values()].filter((app) => {
    const values = (path: string): readonly unknown[] => {
      if (path === "user.id") return [...app.users.keys()];
      if (path === "group.id") return [...app.groups.keys()];
      return path in app ? [app[path as keyof AppRecord]] : [];
    };
    return app.label.toLowerCase().startsWith(prefix) && matches(values);
  });
  return page(call, apps, {
    key: (app) => app.seq,
    render: (app) => render(call, app),
    maxLimit: 200,
    defaultLimit: 20,
  });
}

function create(call: Call): Reply {
  return ok(render(call, createApp(call.caller, bodyAs(call, appBody), flag(call, "activate", true))));
}

function replace(call: Call): Reply {
  const app = appInPath(call);
  replaceApp(call.caller, app, bodyAs(call, appBody));
  return ok(render(call, app));
}

function remove(call: Call): Reply {
  deleteApp(call.caller, appInPath(call));
  return NO_CONTENT;
}

function switchTo(status: AppRecord["status"]): (call: Call) => Reply {
  return (call) => {
    setAppStatus(call.caller, appInPath(call), status);
    return DONE;
  };
}

function appsOfGroup(call: Call): Reply {
  const { id } = groupOf(call.org, call.path("groupId"));
  const apps = [...call.org.state.apps.values()].filter((app) => app.groups.has(id));
  return page(call, apps, {
    key: (app) => app.seq,
    render: (app) => render(call, app),
    maxLimit: 200,
    defaultLimit: 20,
  });
}

function appLinks(call: Call): Reply {
  const user = userOf(call.org, call.path("id"));
  const apps = [...call.org.state.apps.values()].filter((app) => app.status === "ACTIVE" && app.users.has(user.id));
  return ok(
    apps.map((app, index) => ({
      id: `${app.id}${user.id}`,
      label: app.label,
      linkUrl: `${call.org.url}/home/${app.name}/${app.id}`,
      logoUrl: `${call.org.url}/logo.png`,
      appName: app.name,
      appInstanceId: app.id,
      appAssignmentId: user.id,
      credentialsSetup: false,
      hidden: false,
      sortOrder: index,
    })),
  );
}

const manage = "okta.apps.manage";
const read = "okta.apps.read";
const one = "/api/v1/apps/{appId}";

export const appRoutes: readonly Route[] = [
  { method: "GET", path: "/api/v1/apps", scope: read, handle: list },
  { method: "POST", path: "/api/v1/apps", scope: manage, handle: create },
  { method: "GET", path: one, scope: read, handle: (call) => ok(render(call, appInPath(call))) },
  { method: "PUT", path: one, scope: manage, handle: replace },
  { method: "DELETE", path: one, scope: manage, handle: remove },
  { method: "POST", path: `${one}/lifecycle/activate`, scope: manage, handle: switchTo("ACTIVE") },
  { method: "POST", path: `${one}/lifecycle/deactivate`, scope: manage, handle: switchTo("INACTIVE") },
  { method: "GET", path: "/api/v1/groups/{groupId}/apps", scope: "okta.groups.read", handle: appsOfGroup },
  { method: "GET", path: "/api/v1/users/{id}/appLinks", scope: "okta.users.read", handle: appLinks },
];
