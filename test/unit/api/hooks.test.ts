/** The commands about event hooks, over the connector and an emulated org that calls a real endpoint. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createOktaInspector } from "../../../src/connectors/okta/inspector.ts";
import { HOOK_EVENT_TYPES } from "../../../src/connectors/okta/watched-events.ts";
import { addMs } from "../../../src/domain/time.ts";
import { type OktaEmulator, type OrgControl, startOktaEmulator } from "../../../src/emulators/okta/index.ts";
import { createInspectors } from "../../../src/lambda/directories.ts";
import { readTenantAudit } from "../../../src/stores/audit.ts";
import { countDelivery } from "../../../src/stores/hook-deliveries.ts";
import { readHook, secretMatches } from "../../../src/stores/hooks.ts";
import { HOOK, NOW, type Office, openOffice, tenantConfig } from "./office.ts";

const PATH = `/v1/hooks/okta/${HOOK}`;
const HOOKS = "/api/v1/eventHooks";

let emulator: OktaEmulator;
let org: OrgControl;
let office: Office;
/** What the endpoint was sent: the authorization header of each delivery. */
let deliveries: string[];
let answersChallenges: boolean;
let base: string;
let close: () => void;

beforeEach(async () => {
  deliveries = [];
  answersChallenges = true;
  const endpoint = createServer((request, response) => {
    if (request.method === "POST") deliveries.push(request.headers.authorization ?? "");
    const verification = answersChallenges ? request.headers["x-okta-verification-challenge"] : "wrong";
    request.resume();
    response.setHeader("content-type", "application/json").end(JSON.stringify({ verification }));
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/prod`;
  emulator = await startOktaEmulator({ orgs: [{ id: "acme", settings: { rateLimits: "off" } }] });
  org = emulator.org("acme");
  office = openOffice({ inspector: (tenant) => createInspectors(office.deps, createOktaInspector)(tenant) });
  const okta = { ...(tenantConfig()["okta"] as object), orgUrl: org.url };
  await office.apply(tenantConfig({ okta }));
  await office.deps.secrets.write("acme", "okta-token", org.apiToken);
  close = () => endpoint.close();
});

afterEach(async () => {
  close();
  await emulator.close();
});

interface OrgHook {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly verificationStatus: string;
  readonly events: { readonly items: readonly string[] };
  readonly channel: { readonly config: { readonly uri: string } };
}

async function admin<T = OrgHook>(method: string, path: string, body?: object): Promise<T> {
  const headers = { authorization: `SSWS ${org.apiToken}`, "content-type": "application/json" };
  const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
  const text = await (await fetch(org.url + path, init)).text();
  return (text === "" ? {} : JSON.parse(text)) as T;
}

const orgHooks = () => admin<OrgHook[]>("GET", HOOKS);
const byHand = (name: string, uri: string) =>
  admin("POST", HOOKS, {
    name,
    events: { type: "EVENT_TYPE", items: ["user.lifecycle.create"] },
    channel: {
      type: "HTTP",
      version: "1.0.0",
      config: { uri, authScheme: { type: "HEADER", key: "authorization", value: "pasted" } },
    },
  });
const register = () => office.call("hook.register", { tenantId: "acme", url: base, by: "kim" });
const rotate = (more: object = {}) => office.call("hook.rotate", { tenantId: "acme", by: "kim", ...more });
const status = () => office.call("hook.status", { tenantId: "acme" });
const sealed = () => office.deps.secrets.read("acme", "okta-hook");
const matches = async (secret: string, now = NOW) =>
  secretMatches(await readHook(office.deps.store, HOOK), secret, now);

/** Something happens in the org; what it then sent with. */
async function sentWith(): Promise<string | undefined> {
  const login = `${Math.random()}@acme.example`;
  org.seedUser({ profile: { login, email: login, firstName: "A", lastName: "B" } });
  await org.hooks.idle();
  return deliveries.at(-1);
}

it("creates the hook with exactly what we use, verified, and with a secret that it made and shows nobody", async () => {
  const answer = await register();
  const [hook, ...more] = await orgHooks();
  expect(more).toEqual([]);
  expect(hook).toMatchObject({ name: "Mastery acme", status: "ACTIVE", verificationStatus: "VERIFIED" });
  expect(hook?.events.items).toEqual(HOOK_EVENT_TYPES);
  expect(hook?.channel.config.uri).toBe(base + PATH);
  expect(answer).toMatchObject({ change: "created", others: [], hook: { id: hook?.id, active: true, verified: true } });
  const secret = await sealed();
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(await sentWith()).toBe(secret);
  expect(await matches(secret ?? "")).toBe("current");
  const trail = await readTenantAudit(office.deps.store, "acme");
  expect(trail.map(({ kind }) => kind)).toEqual(["secret-set", "hook-registered"]);
  expect(JSON.stringify([answer, trail, await status()])).not.toContain(secret);
});

it("changes nothing of a hook that is as it should be, however often it is registered", async () => {
  const [first, second] = [await register(), await register()];
  expect(second).toMatchObject({ change: "changed", hook: first.hook });
  expect(await orgHooks()).toHaveLength(1);
  expect(await sentWith()).toBe(await sealed());
});

it("adopts a hook that somebody made by hand, whatever it was called, and mends it", async () => {
  const { id } = await byHand("Webhook 7", `http://127.0.0.1:1${PATH}`);
  await admin("POST", `${HOOKS}/${id}/lifecycle/deactivate`);
  const { hook, change } = await register();
  expect({ id: hook.id, change }).toEqual({ id, change: "changed" });
  expect((await orgHooks())[0]).toMatchObject({
    name: "Mastery acme",
    status: "ACTIVE",
    verificationStatus: "VERIFIED",
  });
  expect(await sentWith()).toBe(await sealed());
});

it("adopts a hook by its name when the tenant's hook id has changed, and names hooks that are too many", async () => {
  const named = await byHand("Mastery acme", "http://127.0.0.1:1/v1/hooks/okta/acme.old");
  const exact = await byHand("another", base + PATH);
  const { hook, others } = await register();
  expect(hook.id).toBe(exact.id);
  expect(others).toEqual([named.id]);
  await byHand("not ours", "http://127.0.0.1:1/other");
  expect((await status()).problems.join()).toContain(`${named.id} calls us too`);
});

it.each(["lost-answer", "reset"] as const)("makes one hook of a registration whose requests meet %s", async (kind) => {
  for (const method of ["POST", "GET"]) org.faults.add({ method, path: "/api/v1/eventHooks/**", kind });
  org.faults.add({ method: "POST", path: "/api/v1/eventHooks", kind });
  const { hook } = await register();
  expect(hook).toMatchObject({ active: true, verified: true });
  expect(await orgHooks()).toHaveLength(1);
  expect(await sentWith()).toBe(await sealed());
});

it("says what is missing when the org refuses, and keeps the secret for the next try", async () => {
  org.faults.add({ method: "POST", path: "/api/v1/eventHooks", kind: "status", status: 403 });
  await expect(register()).rejects.toThrow(/okta\.eventHooks\.manage and a Super Administrator/);
  const secret = await sealed();
  await register();
  expect(await sealed()).toBe(secret);
});

it("says that the org is full when it has 25 active hooks", async () => {
  for (let n = 0; n < 25; n += 1) {
    const { id } = await byHand(`h${n}`, `${base}/other/${n}`);
    await admin("POST", `${HOOKS}/${id}/lifecycle/verify`);
  }
  await expect(register()).rejects.toThrow(/25 active event hooks, and 25 is its limit/);
});

it("says that Okta does not reach us when it cannot verify the endpoint", async () => {
  answersChallenges = false;
  await expect(register()).rejects.toThrow(/must reach http.*within 3 seconds/);
  expect((await status()).problems.join()).toContain("it is not verified");
});

it.each(["http://mastery.example", "mastery.example", "https://u:p@mastery.example", "https://mastery.example/?a=b"])(
  "refuses %s as the address that Okta calls",
  async (url) => {
    await expect(office.call("hook.register", { tenantId: "acme", url, by: "kim" })).rejects.toThrow(/--url must/);
    expect(await orgHooks()).toEqual([]);
  },
);

it("learns the org's names and the id of our own token, so that what we cause is counted as own", async () => {
  const { orgHosts } = await register();
  expect(orgHosts).toEqual([new URL(org.url).host]);
  const record = await readHook(office.deps.store, HOOK);
  expect(record?.learnedActors).toEqual([expect.stringMatching(/^00T/)]);
});

it("rotates: Okta sends the new secret, the old one is taken for the overlap and then no more", async () => {
  await register();
  const old = (await sealed()) ?? "";
  const answer = await rotate({ overlapMinutes: 30 });
  const next = (await sealed()) ?? "";
  expect(next).not.toBe(old);
  expect(answer).toMatchObject({ change: "rotated", oldTakenUntil: addMs(NOW, 30 * 60_000) });
  expect(JSON.stringify(answer)).not.toContain(next);
  expect(await sentWith()).toBe(next);
  expect([await matches(next), await matches(old)]).toEqual(["current", "previous"]);
  expect([await matches(next, addMs(NOW, 1_800_000)), await matches(old, addMs(NOW, 1_800_000))]).toEqual([
    "current",
    undefined,
  ]);
  expect((await orgHooks())[0]).toMatchObject({ status: "ACTIVE", verificationStatus: "VERIFIED" });
});

it("takes both secrets for as long as a rotation is cut short, and ends it with the secret that it began with", async () => {
  await register();
  const old = (await sealed()) ?? "";
  org.faults.add({ method: "PUT", path: "/api/v1/eventHooks/**", kind: "status", status: 403 });
  await expect(rotate()).rejects.toThrow(/okta\.eventHooks\.manage/);
  const begun = (await sealed()) ?? "";
  expect(begun).not.toBe(old);
  expect(await sentWith()).toBe(old);
  office.pass(90 * 86_400_000);
  expect([await matches(old, office.deps.clock.now()), await matches(begun)]).toEqual(["previous", "current"]);
  expect((await status()).problems.join()).toContain("mastery hook rotate");
  expect(await rotate()).toMatchObject({ change: "finished" });
  expect(await sealed()).toBe(begun);
  expect(await sentWith()).toBe(begun);
  expect((await status()).problems).toEqual([]);
});

it("ends a rotation whose answer was lost, since the secret cannot be read back", async () => {
  await register();
  org.faults.add({ method: "PUT", path: "/api/v1/eventHooks/**", kind: "lost-answer" });
  expect(await rotate()).toMatchObject({ change: "rotated" });
  expect(await sentWith()).toBe(await sealed());
});

it("brings a secret that somebody set by hand to Okta", async () => {
  await register();
  await office.call("secret.set", { tenantId: "acme", name: "okta-hook", value: "chosen-by-hand", by: "kim" });
  expect(await rotate()).toMatchObject({ change: "finished" });
  expect(await sentWith()).toBe("chosen-by-hand");
});

it("drops the old secret at once when asked, and leaves Okta alone", async () => {
  await register();
  const old = (await sealed()) ?? "";
  await rotate();
  expect(await rotate({ dropOld: true })).toEqual({ tenantId: "acme", change: "dropped" });
  expect(await matches(old)).toBeUndefined();
  await rotate({ overlapMinutes: 0 });
  expect((await status()).oldSecret).toBeUndefined();
});

it("asks to register first when the org has no hook of ours", async () => {
  await expect(rotate()).rejects.toThrow(/mastery hook register --tenant acme/);
});

it("shows the hook as the org sees it and as we do, with the age of the last delivery", async () => {
  expect((await status()).problems.join()).toMatch(/ingress does not know it.*no event hook that calls us/);
  await register();
  const hint = {
    ...{ schemaVersion: 1 as const, tenantId: "acme", eventId: "e", eventType: "x", source: "okta-hook" as const },
    ...{ receivedAt: NOW, priority: 1 as const, own: true, hook: { id: HOOK, secret: "current" as const } },
  };
  await countDelivery(office.deps.store, hint, "new");
  office.pass(5000);
  expect(await status()).toMatchObject({
    path: PATH,
    known: true,
    orgHooks: [{ active: true, verified: true, url: base + PATH }],
    deliveries: { events: 1, own: 1, lastAt: NOW, ageSeconds: 5, lastWith: "current" },
    problems: [],
  });
  await admin("POST", `${HOOKS}/${(await orgHooks())[0]?.id}/lifecycle/deactivate`);
  expect((await status()).problems.join()).toContain("it is not active: `mastery hook register");
});

it("tells what it knows when the org cannot be asked", async () => {
  await office.deps.secrets.write("acme", "okta-token", "revoked");
  const { orgHooks: none, problems } = await status();
  expect(none).toBeUndefined();
  expect(problems.join()).toContain("the org could not be asked");
});

it("removes the hook in the org and here, and does so again without complaint", async () => {
  await register();
  org.faults.add({ method: "DELETE", path: "/api/v1/eventHooks/**", kind: "lost-answer" });
  const { removed } = await office.call("hook.remove", { tenantId: "acme", by: "kim" });
  expect(removed).toHaveLength(1);
  expect(await orgHooks()).toEqual([]);
  expect(await readHook(office.deps.store, HOOK)).toBeUndefined();
  expect((await office.call("hook.remove", { tenantId: "acme", by: "kim" })).removed).toEqual([]);
  await register();
  expect(await sentWith()).toBe(await sealed());
});

it("asks for a hook in the config when there is none", async () => {
  const { hook: _none, ...okta } = tenantConfig()["okta"] as Record<string, unknown>;
  const other = openOffice();
  const apply = other.apply(tenantConfig({ okta: okta as never }));
  await expect(apply).rejects.toThrow(/okta\.hook: is missing/);
});
