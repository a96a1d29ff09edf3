/** What `okta check` says of an emulated org, of one that lacks something, and of what is no org at all. */
import { generateKeyPairSync } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import type { OrgCheck } from "../../../src/api/okta-check/check.ts";
import type { OrgReport } from "../../../src/api/okta-check/okta-check.ts";
import { createOktaDirectory } from "../../../src/connectors/okta/index.ts";
import { createOktaInspector } from "../../../src/connectors/okta/inspector.ts";
import type { JsonObject } from "../../../src/domain/json.ts";
import { type OktaEmulator, type OrgControl, startOktaEmulator } from "../../../src/emulators/okta/index.ts";
import { createDirectories, createInspectors } from "../../../src/lambda/directories.ts";
import { NOW, type Office, openOffice, tenantConfig } from "./office.ts";

const CANARY = "00canary-token-5417";
const ALL_SCOPES = ["okta.users.manage", "okta.groups.manage", "okta.roles.manage", "okta.apps.read", "okta.logs.read"];
const FOR_COMMANDS = ["okta.eventHooks.manage", "okta.schemas.read"];

let emulator: OktaEmulator;
let org: OrgControl;
let office: Office;
let clockAheadMs: number;

beforeEach(async () => {
  clockAheadMs = 0;
  const now = () => Date.parse(NOW) + clockAheadMs;
  emulator = await startOktaEmulator({ orgs: [{ id: "acme", apiToken: CANARY }], now });
  org = emulator.org("acme");
  office = openOffice({
    inspector: (tenant) => createInspectors(office.deps, createOktaInspector)(tenant),
    directory: (tenant) => createDirectories(office.deps, createOktaDirectory)(tenant),
  });
});

afterEach(() => emulator.close());

interface Setup {
  readonly orgUrl?: string;
  readonly auth?: JsonObject;
  readonly secret?: string | undefined;
  readonly policy?: JsonObject;
}

async function checked(setup: Setup = {}): Promise<OrgReport> {
  const { orgUrl = org.url, auth, secret = CANARY, policy = {} } = setup;
  const plain = tenantConfig()["okta"] as JsonObject;
  const okta = { ...plain, orgUrl, ...(auth ? { auth } : {}) };
  await office.apply(tenantConfig({ okta, policy: { timeZone: "Europe/Amsterdam", ...policy } }));
  if (secret !== "") await office.deps.secrets.write("acme", "okta-token", secret);
  const report = await office.call("okta.check", { tenantId: "acme" });
  expect(JSON.stringify(report)).not.toContain(CANARY);
  return report;
}

const named = ({ checks }: OrgReport, name: string): OrgCheck | undefined => checks.find((one) => one.name === name);

/** A service app with these scopes, and the config that uses it. */
function serviceApp(granted: readonly string[], asked: readonly string[] = ALL_SCOPES, roles?: readonly string[]) {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const clientId = org.registerClient({ publicKey: publicKey.export({ format: "jwk" }), scopes: granted, roles });
  const auth = { type: "oauth", clientId, privateKey: { secret: "okta-token" }, scopes: [...asked] };
  return { auth, secret: privateKey.export({ format: "pem", type: "pkcs8" }) as string };
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function admin(method: string, path: string, body?: object): Promise<{ id: string }> {
  const headers = { authorization: `SSWS ${CANARY}`, "content-type": "application/json" };
  const response = await fetch(org.url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  const text = await response.text();
  return text === "" ? { id: "" } : JSON.parse(text);
}

it("finds an org with a super administrator's token ready, but for its event hook", async () => {
  const report = await checked();
  const bad = report.checks.filter(({ outcome, needed }) => outcome === "missing" && needed).map(({ name }) => name);
  expect(bad).toEqual(["secrets", "event hook"]);
  expect(named(report, "org")?.seen).toBe(`${new URL(org.url).host}, Identity Engine`);
  expect(named(report, "secrets")).toMatchObject({ mend: expect.stringContaining("mastery secret set okta-hook") });
  expect(named(report, "event hook")?.mend).toContain("mastery hook register --tenant acme");
  expect(named(report, "admin role")).toMatchObject({ outcome: "ok", seen: "SUPER_ADMIN" });
  expect(named(report, "reading users")?.seen).toMatch(/GET \/api\/v1\/users; 300 a minute, \d+ of them used/);
  expect(named(report, "protected logins")?.outcome).toBe("unclear");
  expect(report.ready).toBe(false);
});

it("says ready once the hook is registered", async () => {
  await checked();
  const base = await serve((request, response) => {
    const verification = request.headers["x-okta-verification-challenge"];
    response.setHeader("content-type", "application/json").end(JSON.stringify({ verification }));
  });
  await office.call("hook.register", { tenantId: "acme", url: base, by: "kim" });
  const report = await checked();
  expect(report.ready).toBe(true);
  expect(named(report, "event hook")?.seen).toMatch(/^who\w+ calls http.*, verified; no delivery yet$/);
});

it("asks for each scope alone, and says which are not granted, not asked for, or only for commands", async () => {
  const granted = ALL_SCOPES.filter((scope) => scope !== "okta.groups.manage");
  const asked = ALL_SCOPES.filter((scope) => scope !== "okta.logs.read");
  const report = await checked(serviceApp(granted, asked));
  expect(named(report, "sign-in")?.outcome).toBe("ok");
  expect(named(report, "scope okta.users.manage")?.outcome).toBe("ok");
  const ungranted = named(report, "scope okta.groups.manage");
  expect(ungranted).toMatchObject({ outcome: "missing", needed: true });
  expect(ungranted?.mend).toContain("Okta API Scopes > okta.groups.manage > Grant");
  expect(named(report, "scope okta.logs.read")).toMatchObject({
    outcome: "missing",
    needed: true,
    mend: expect.stringContaining("add okta.logs.read to okta.auth.scopes"),
  });
  expect(named(report, "scope okta.eventHooks.manage")).toMatchObject({ outcome: "missing", needed: false });
  expect(named(report, "event hook")?.outcome).toBe("unclear");
  expect(named(report, "attributes")?.outcome).toBe("unclear");
});

it("finds a service app with every scope in order", async () => {
  const report = await checked(serviceApp([...ALL_SCOPES, ...FOR_COMMANDS]));
  const bad = report.checks.filter(({ outcome }) => outcome === "missing").map(({ name }) => name);
  expect(bad).toEqual(["secrets", "event hook"]);
});

it.each([
  [["READ_ONLY_ADMIN"], "missing", "may change nobody"],
  [[], "missing", "none"],
  [["ORG_ADMIN"], "unclear", "not for people who hold admin roles"],
  [["CUSTOM"], "unclear", "cannot be seen without writing"],
  [["SUPER_ADMIN"], "ok", "SUPER_ADMIN"],
])("says of the admin roles %j: %s", async (roles, outcome, seen) => {
  const check = named(await checked(serviceApp([...ALL_SCOPES, ...FOR_COMMANDS], ALL_SCOPES, roles)), "admin role");
  expect(check).toMatchObject({ outcome, seen: expect.stringContaining(seen) });
});

it("stops at a token that Okta refuses, and says where a new one is made", async () => {
  const report = await checked({ secret: "00revoked" });
  expect(report.checks.at(-1)).toMatchObject({ name: "sign-in", outcome: "missing" });
  expect(report.checks.at(-1)?.mend).toContain("Security > API > Tokens");
});

it("stops at credentials that are not there, and says how to set them", async () => {
  const report = await checked({ secret: "" });
  expect(report.checks.at(-1)).toMatchObject({ name: "secrets", outcome: "missing" });
  expect(report.checks.at(-1)?.mend).toContain("mastery secret set okta-token --tenant acme");
});

it("says that key and client id do not belong together", async () => {
  const { auth } = serviceApp(ALL_SCOPES);
  const report = await checked({ auth, secret: serviceApp(ALL_SCOPES).secret });
  expect(named(report, "sign-in")?.mend).toContain("public key");
});

it("says what to do about an app whose proof of possession Okta does not accept", async () => {
  const url = await serve((request, response) => {
    response.setHeader("content-type", "application/json");
    if (request.url?.includes("well-known")) {
      const organization = { href: `http://${request.headers.host}` };
      response.end(JSON.stringify({ id: "00o1", pipeline: "idx", _links: { organization } }));
      return;
    }
    request.resume();
    response.writeHead(400).end(JSON.stringify({ error: "invalid_dpop_proof", error_description: "bad proof" }));
  });
  const report = await checked({ ...serviceApp(ALL_SCOPES), orgUrl: url });
  expect(named(report, "sign-in")).toMatchObject({ outcome: "missing" });
  expect(named(report, "sign-in")?.mend).toContain("Require DPoP header");
});

it("says that what answers is no Okta org, or that nothing does", async () => {
  const other = await serve((_request, response) => void response.end("<html>"));
  for (const orgUrl of [other, "http://127.0.0.1:1"]) {
    const report = await checked({ orgUrl });
    expect(named(report, "org")).toMatchObject({ outcome: "missing", mend: expect.stringContaining("okta.orgUrl") });
    expect(named(report, "sign-in")).toBeUndefined();
  }
});

it("notices an org whose clock is minutes from ours", async () => {
  clockAheadMs = 300_000;
  expect(named(await checked(), "clock")).toMatchObject({
    outcome: "missing",
    seen: "the org's clock is 300 s ahead of ours",
  });
});

it("names attributes, groups and logins that the policy speaks of and the org does not have", async () => {
  org.seedGroup({ name: "Staff" });
  org.seedGroup({ name: "AD Sales", type: "APP_GROUP" });
  const policy = {
    attributes: { startDate: "startDate", endDate: "department" },
    joiner: {
      profile: [{ attribute: "displayName", value: "{firstName} {nickName} {shoeSize}" }],
      groups: [{ group: "Staff" }, { group: "AD Sales" }, { group: "Sales" }],
    },
    guards: { protectedLogins: ["admin@msp.example", "break-glass@acme.example"] },
    userTypes: { contingent: "contractor", employee: "user" },
  };
  const report = await checked({ policy });
  expect(named(report, "attributes")).toMatchObject({
    outcome: "missing",
    seen: "not in the user profile: startDate, shoeSize",
    mend: expect.stringContaining("Profile Editor"),
  });
  expect(named(report, "groups")?.seen).toBe("not in the org: Sales; filled by another system: AD Sales");
  expect(named(report, "user types")).toMatchObject({
    outcome: "missing",
    seen: "not in the org: contractor",
    mend: expect.stringContaining("policy.userTypes"),
  });
  expect(named(report, "protected logins")).toMatchObject({
    outcome: "missing",
    seen: expect.stringContaining("nobody is protected: break-glass@acme.example"),
  });
});

it("points at group rules that fill our groups or do nothing", async () => {
  const { id } = org.seedGroup({ name: "Sales" });
  const rule = (name: string) =>
    admin("POST", "/api/v1/groups/rules", {
      type: "group_rule",
      name,
      conditions: { expression: { value: 'user.department=="Sales"', type: "urn:okta:expression:1.0" } },
      actions: { assignUserToGroups: { groupIds: [id] } },
    });
  const active = await rule("By department");
  await admin("POST", `/api/v1/groups/rules/${active.id}/lifecycle/activate`);
  await rule("Forgotten");
  const check = named(await checked({ policy: { joiner: { groups: [{ group: "Sales" }] } } }), "group rules");
  expect(check).toMatchObject({ outcome: "unclear", needed: false });
  expect(check?.seen).toContain('"By department" fills Sales, as our policy does');
  expect(check?.seen).toContain('"Forgotten" is INACTIVE');
});

it("names a read that the admin role does not allow, and goes on", async () => {
  org.faults.add({ method: "GET", path: "/api/v1/apps", kind: "status", status: 403 });
  const report = await checked();
  expect(named(report, "reading apps")).toMatchObject({ outcome: "missing", needed: true });
  expect(named(report, "reading System Log")?.outcome).toBe("ok");
});
