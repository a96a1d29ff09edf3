import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { ERROR_CODES } from "../../src/emulators/okta/errors.ts";
import { HOOK_ELIGIBLE_EVENTS } from "../../src/emulators/okta/events/eligible-event-types.ts";
import { EMITTED_EVENTS } from "../../src/emulators/okta/events/event-types.ts";
import { startOktaEmulator } from "../../src/emulators/okta/index.ts";
import { ROUTES } from "../../src/emulators/okta/routes.ts";
import { loadOktaOpenApi, type OktaOpenApi } from "./okta-openapi.ts";
import { referencePath } from "./reference-dir.ts";

/** Served because users and tests need them, but outside the management API's description. */
const UNDESCRIBED = [
  "POST /api/v1/authn",
  "POST /api/v1/sessions",
  "GET /welcome/{token}",
  "POST /welcome/{token}",
  "GET /reset_password/{token}",
  "POST /reset_password/{token}",
  "POST /oauth2/v1/token",
  "GET /oauth2/v1/clients/{clientId}/roles",
  "GET /.well-known/okta-organization",
  "GET /api/v1/groups/{groupId}/users/{userId}/group-rules",
];

const described = ROUTES.map((route) => `${route.method} ${route.path}`).filter((name) => !UNDESCRIBED.includes(name));
const problems: string[] = [];
const visited = new Set<string>();
let api: OktaOpenApi;

interface Visit {
  readonly route: string;
  readonly ids?: Record<string, string>;
  readonly query?: string;
  readonly body?: unknown;
  readonly expect?: number;
}

async function createVisitor() {
  const emulator = await startOktaEmulator({ orgs: [{ id: "acme", settings: { rateLimits: "off" } }] });
  const org = emulator.org("acme");
  const visit = async ({ route, ids = {}, query = "", body, expect: status }: Visit) => {
    const [method = "", template = ""] = route.split(" ");
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? `missing-${name}`);
    const response = await fetch(`${org.url}${path}${query}`, {
      method,
      headers: { authorization: `SSWS ${org.apiToken}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = text === "" ? undefined : JSON.parse(text);
    visited.add(route);
    const found = api.validateResponse(method, template, response.status, answer);
    if (body !== undefined && response.status < 400) found.push(...api.validateRequest(method, template, body));
    problems.push(...found.map((problem) => `${route} ${response.status}: ${problem}`));
    if (response.status !== (status ?? response.status) || (status === undefined && response.status >= 400)) {
      problems.push(`${route} answered ${response.status} ${text}`);
    }
    return answer;
  };
  return { emulator, org, visit };
}

type Visitor = Awaited<ReturnType<typeof createVisitor>>["visit"];

const profile = (name: string) => ({
  login: `${name}@acme.example`,
  email: `${name}@acme.example`,
  firstName: "Ada",
  lastName: "Example",
});

async function visitUsers(visit: Visitor, user: string) {
  const id = (await visit({ route: "POST /api/v1/users", query: "?activate=false", body: { profile: profile("ada") } }))
    .id;
  const ids = { id, userId: id };
  await visit({ route: "GET /api/v1/users" });
  await visit({ route: "POST /api/v1/users", body: { profile: profile("ada") }, expect: 400 });
  await visit({ route: "GET /api/v1/users/{id}", ids });
  await visit({ route: "GET /api/v1/users/{id}", ids: { id: "nobody" }, expect: 404 });
  await visit({ route: "POST /api/v1/users/{id}", ids, body: { profile: { title: "CEO" } } });
  await visit({ route: "PUT /api/v1/users/{id}", ids, body: { profile: profile("ada") } });
  for (const part of ["groups", "blocks", "appLinks"])
    await visit({ route: `GET /api/v1/users/{id}/${part}`, ids: { id: user } });
  const lifecycle = (operation: string, query = "", status?: number) =>
    visit({ route: `POST /api/v1/users/{id}/lifecycle/${operation}`, ids, query, ...(status && { expect: status }) });
  await lifecycle("activate", "?sendEmail=false");
  await lifecycle("activate", "", 403);
  await lifecycle("reactivate", "?sendEmail=false");
  await visit({
    route: "POST /api/v1/users/{id}",
    ids,
    body: { credentials: { password: { value: "Correct-horse-1" } } },
  });
  for (const operation of [
    "suspend",
    "unsuspend",
    "reset_factors",
    "expire_password",
    "expire_password_with_temp_password",
  ]) {
    await lifecycle(operation);
  }
  await lifecycle("reset_password", "?sendEmail=false");
  await lifecycle("unlock", "", 403);
  await lifecycle("deactivate");
  await visit({ route: "DELETE /api/v1/users/{id}", ids });
}

async function visitAccess(visit: Visitor, userId: string, groupId: string, session: string) {
  const body = { factorType: "email", provider: "OKTA", profile: { email: "ada@home.example" } };
  const { id: factorId } = await visit({ route: "POST /api/v1/users/{userId}/factors", ids: { userId }, body });
  const factor = { userId, factorId };
  await visit({ route: "GET /api/v1/users/{userId}/factors", ids: { userId } });
  await visit({ route: "GET /api/v1/users/{userId}/factors/{factorId}", ids: factor });
  await visit({ route: "POST /api/v1/users/{userId}/factors/{factorId}/lifecycle/activate", ids: factor });
  await visit({ route: "DELETE /api/v1/users/{userId}/factors/{factorId}", ids: factor });
  for (const [base, ids] of [
    ["users/{userId}", { userId }],
    ["groups/{groupId}", { groupId }],
  ] as const) {
    const role = await visit({ route: `POST /api/v1/${base}/roles`, ids, body: { type: "REPORT_ADMIN" } });
    const one = { ...ids, roleAssignmentId: role.id };
    await visit({ route: `GET /api/v1/${base}/roles`, ids });
    await visit({ route: `GET /api/v1/${base}/roles/{roleAssignmentId}`, ids: one });
    await visit({ route: `DELETE /api/v1/${base}/roles/{roleAssignmentId}`, ids: one });
  }
  const ids = { userId, clientId: "0oaclient", sessionId: session };
  await visit({ route: "GET /api/v1/sessions/{sessionId}", ids });
  await visit({ route: "POST /api/v1/sessions/{sessionId}/lifecycle/refresh", ids });
  await visit({ route: "DELETE /api/v1/sessions/{sessionId}", ids });
  for (const part of ["clients", "clients/{clientId}/tokens", "grants"]) {
    await visit({ route: `GET /api/v1/users/{userId}/${part}`, ids });
  }
  for (const part of ["clients/{clientId}/tokens", "grants", "sessions"]) {
    await visit({ route: `DELETE /api/v1/users/{userId}/${part}`, ids });
  }
}

async function visitGroups(visit: Visitor, userId: string) {
  const { id } = await visit({ route: "POST /api/v1/groups", body: { profile: { name: "Legal", description: "x" } } });
  const ids = { groupId: id, userId };
  await visit({ route: "GET /api/v1/groups" });
  await visit({ route: "GET /api/v1/groups/{groupId}", ids });
  await visit({ route: "PUT /api/v1/groups/{groupId}", ids, body: { profile: { name: "Law" } } });
  await visit({ route: "PUT /api/v1/groups/{groupId}/users/{userId}", ids });
  await visit({ route: "GET /api/v1/groups/{groupId}/users", ids });
  await visit({ route: "GET /api/v1/groups/{groupId}/apps", ids });
  await visit({ route: "DELETE /api/v1/groups/{groupId}/users/{userId}", ids });
  const body = {
    type: "group_rule",
    name: "By title",
    conditions: { expression: { type: "urn:okta:expression:1.0", value: 'user.title=="CEO"' } },
    actions: { assignUserToGroups: { groupIds: [id] } },
  };
  const rule = { groupRuleId: (await visit({ route: "POST /api/v1/groups/rules", body })).id };
  const one = "/api/v1/groups/rules/{groupRuleId}";
  await visit({ route: "GET /api/v1/groups/rules" });
  await visit({ route: `GET ${one}`, ids: rule });
  await visit({ route: `PUT ${one}`, ids: rule, body });
  await visit({ route: `POST ${one}/lifecycle/activate`, ids: rule });
  await visit({ route: `POST ${one}/lifecycle/deactivate`, ids: rule });
  await visit({ route: `DELETE ${one}`, ids: rule });
  await visit({ route: "DELETE /api/v1/groups/{groupId}", ids });
}

async function visitApps(visit: Visitor, userId: string, groupId: string) {
  const body = {
    label: "Wiki",
    name: "bookmark",
    signOnMode: "BOOKMARK",
    settings: { app: { url: "https://wiki.example" } },
  };
  const { id: appId } = await visit({ route: "POST /api/v1/apps", body });
  const ids = { appId, userId, groupId };
  const one = "/api/v1/apps/{appId}";
  await visit({ route: "GET /api/v1/apps" });
  await visit({ route: `GET ${one}`, ids });
  await visit({ route: `PUT ${one}`, ids, body });
  await visit({ route: `POST ${one}/users`, ids, body: { id: userId, scope: "USER" } });
  await visit({ route: `GET ${one}/users`, ids });
  await visit({ route: `GET ${one}/users/{userId}`, ids });
  await visit({ route: `POST ${one}/users/{userId}`, ids, body: { profile: { nick: "ada" } } });
  await visit({ route: `DELETE ${one}/users/{userId}`, ids });
  await visit({ route: `PUT ${one}/groups/{groupId}`, ids, body: { priority: 1 } });
  await visit({ route: `GET ${one}/groups`, ids });
  await visit({ route: `GET ${one}/groups/{groupId}`, ids });
  await visit({ route: `DELETE ${one}/groups/{groupId}`, ids });
  await visit({ route: `POST ${one}/lifecycle/deactivate`, ids });
  await visit({ route: `POST ${one}/lifecycle/activate`, ids });
  await visit({ route: `DELETE ${one}`, ids, expect: 403 });
}

async function visitMeta(visit: Visitor) {
  const schema = { schemaId: "default" };
  const custom = { id: "#custom", type: "object", properties: { hrId: { title: "HR id", type: "string" } } };
  await visit({ route: "GET /api/v1/meta/schemas/user/{schemaId}", ids: schema });
  await visit({ route: "POST /api/v1/meta/schemas/user/{schemaId}", ids: schema, body: { definitions: { custom } } });
  const type = await visit({ route: "POST /api/v1/meta/types/user", body: { name: "guest", displayName: "Guest" } });
  await visit({ route: "GET /api/v1/meta/types/user" });
  await visit({ route: "GET /api/v1/meta/types/user/{typeId}", ids: { typeId: type.id } });
  await visit({ route: "GET /api/v1/logs", query: "?limit=1000" });
}

async function visitHooks(visit: Visitor) {
  const endpoint = createServer((request, response) => {
    const verification = request.headers["x-okta-verification-challenge"];
    response.setHeader("content-type", "application/json").end(JSON.stringify({ verification }));
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  const uri = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/hook`;
  const body = {
    name: "Mastery",
    events: { type: "EVENT_TYPE", items: ["user.lifecycle.create"] },
    channel: {
      type: "HTTP",
      version: "1.0.0",
      config: { uri, authScheme: { type: "HEADER", key: "authorization", value: "s3cret" } },
    },
  };
  const ids = { eventHookId: (await visit({ route: "POST /api/v1/eventHooks", body })).id };
  const one = "/api/v1/eventHooks/{eventHookId}";
  await visit({ route: "GET /api/v1/eventHooks" });
  await visit({ route: `GET ${one}`, ids });
  await visit({ route: `PUT ${one}`, ids, body });
  for (const operation of ["verify", "deactivate", "activate", "deactivate"]) {
    await visit({ route: `POST ${one}/lifecycle/${operation}`, ids });
  }
  await visit({ route: `DELETE ${one}`, ids });
  endpoint.close();
}

beforeAll(async () => {
  api = loadOktaOpenApi(referencePath("okta"));
  const { emulator, org, visit } = await createVisitor();
  const { id: groupId } = org.seedGroup({ name: "Sales" });
  org.seedApp({ label: "CRM", groupIds: [groupId] });
  const { id: userId } = org.seedUser({ profile: profile("bob"), password: "Correct-horse-1", groupIds: [groupId] });
  org.seedRefreshToken(userId, "0oaclient");
  const post = async (path: string, body: object) =>
    (await fetch(org.url + path, { method: "POST", body: JSON.stringify(body) })).json() as Promise<
      Record<string, string>
    >;
  const { sessionToken } = await post("/api/v1/authn", { username: "bob@acme.example", password: "Correct-horse-1" });
  const session = await post("/api/v1/sessions", { sessionToken });
  await visitUsers(visit, userId);
  await visitAccess(visit, userId, groupId, session["id"] ?? "");
  await visitGroups(visit, userId);
  await visitApps(visit, userId, groupId);
  await visitHooks(visit);
  await visitMeta(visit);
  await emulator.close();
});

describe("the Okta emulator against Okta's public descriptions", () => {
  it("answers every operation in the shape of the OpenAPI description", () => {
    expect(problems).toEqual([]);
  });

  it("was asked for every operation that it serves", () => {
    expect(described.filter((name) => !visited.has(name))).toEqual([]);
  });

  it("demands the scope that the description demands", () => {
    const wrong = ROUTES.filter((route) => described.includes(`${route.method} ${route.path}`)).filter(
      (route) => !api.scopesOf(route.method, route.path)?.includes(route.scope ?? ""),
    );
    expect(wrong.map((route) => `${route.method} ${route.path} ${route.scope}`)).toEqual([]);
  });

  it("refuses with codes of the error catalogue and their HTTP status", () => {
    const catalogue = JSON.parse(readFileSync(referencePath("okta", "error-codes.json"), "utf8"));
    const wrong = Object.entries(ERROR_CODES).filter(([code, [status]]) => catalogue[code]?.status !== status);
    expect(wrong).toEqual([]);
  });

  it("accepts subscriptions to exactly those of its own event types that are eligible for event hooks", () => {
    const lines = readFileSync(referencePath("okta", "event-hook-eligible-types.txt"), "utf8").split("\n");
    const eligible = new Set(lines.map((line) => line.trim()));
    expect([...HOOK_ELIGIBLE_EVENTS].filter((type) => !eligible.has(type))).toEqual([]);
    const emitted = Object.keys(EMITTED_EVENTS);
    expect(emitted.filter((type) => eligible.has(type) !== HOOK_ELIGIBLE_EVENTS.has(type))).toEqual([]);
  });
});

describe("the validator", () => {
  it("finds a misspelt property in a request and a wrong type in a response", () => {
    const body = { profile: { firstName: "Ada", shoeSize: 42 }, groupIDs: [] };
    expect(api.validateRequest("POST", "/api/v1/users", body).join()).toContain("groupIDs");
    expect(api.validateResponse("GET", "/api/v1/users/00u1", 200, { id: 1 }).join()).toContain("/id");
  });
});
