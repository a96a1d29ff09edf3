import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startOktaEmulator } from "../../../src/emulators/okta/index.ts";
import { nextLink, profileOf, request, startOrg } from "./harness.ts";

describe("faults on demand", () => {
  it.each([
    [429, "json"],
    [500, "json"],
    [503, "html"],
  ] as const)("answers %d to the next matching requests only", async (status, type) => {
    const client = await startOrg();
    const { id } = client.org.seedUser({ profile: profileOf("ada") });
    client.org.faults.add({ method: "POST", path: "/api/v1/users/*/lifecycle/*", kind: "status", status, times: 2 });
    const suspend = () => client("POST", `/api/v1/users/${id}/lifecycle/suspend`);
    expect((await client("GET", `/api/v1/users/${id}`)).status).toBe(200);
    const first = await suspend();
    expect([first.status, first.headers.get("content-type")]).toEqual([status, expect.stringContaining(type)]);
    expect((await suspend()).status).toBe(status);
    expect((await suspend()).status).toBe(200);
  });

  it.each([
    { kind: "reset", status: "ACTIVE" },
    { kind: "lost-answer", status: "SUSPENDED" },
  ] as const)("drops the connection on $kind and leaves the user $status", async ({ kind, status }) => {
    const client = await startOrg();
    const { id } = client.org.seedUser({ profile: profileOf("ada") });
    client.org.faults.add({ path: "/api/v1/**", kind });
    await expect(client("POST", `/api/v1/users/${id}/lifecycle/suspend`)).rejects.toThrow();
    expect((await client("GET", `/api/v1/users/${id}`)).body.status).toBe(status);
  });

  it("never answers on hang, and passes the requests that it was told to skip", async () => {
    const client = await startOrg();
    client.org.faults.add({ path: "/api/v1/users", kind: "hang", skip: 1 });
    expect((await client("GET", "/api/v1/users")).status).toBe(200);
    const signal = AbortSignal.timeout(50);
    const headers = { authorization: `SSWS ${client.org.apiToken}` };
    await expect(fetch(`${client.org.url}/api/v1/users`, { headers, signal })).rejects.toThrow(/aborted/);
  });
});

describe("the control endpoints", () => {
  it("seed, break, steer and look into an org over HTTP", async () => {
    const client = await startOrg();
    const control = (method: string, path: string, body?: unknown) => client(method, `/_emulator/${path}`, body);
    const ada = (await control("POST", "users", { profile: profileOf("ada"), status: "STAGED" })).body;
    const sales = (await control("POST", "groups", { name: "Sales", memberIds: [ada.id] })).body;
    expect((await client("GET", `/api/v1/groups/${sales.id}/users`)).body).toHaveLength(1);
    await control("POST", "settings", { transitionMs: 1000 });
    await client("POST", `/api/v1/users/${ada.id}/lifecycle/activate`);
    await control("POST", "advance", { milliseconds: 1000 });
    expect((await client("GET", `/api/v1/users/${ada.id}`)).body.status).toBe("PROVISIONED");
    expect((await control("GET", "emails")).body).toHaveLength(1);
    await control("POST", "faults", { path: "/api/v1/users", kind: "status", status: 503 });
    expect((await client("GET", "/api/v1/users")).status).toBe(503);
    expect((await control("POST", "faults", { path: 1 })).status).toBe(400);
    await control("POST", "reset");
    expect((await request(`${client.emulator.url}/_emulator/orgs`, "GET")).body[0].url).toBe(client.org.url);
    expect((await client("GET", `/api/v1/users/${ada.id}`)).status).toBe(404);
  });
});

describe("the default org", () => {
  it("stands at the bare address and pages there", async () => {
    const emulator = await startOktaEmulator();
    onTestFinished(() => emulator.close());
    const { url, apiToken } = emulator.org("default");
    expect(url).toBe(emulator.url);
    const page = await request(`${url}/api/v1/logs?limit=1`, "GET", undefined, { authorization: `SSWS ${apiToken}` });
    expect(nextLink(page)).toMatch(`${url}/api/v1/logs`);
  });
});

describe("a data file", () => {
  it("brings users, tokens, log cursor and clock back after a restart", async () => {
    const dir = mkdtempSync(join(tmpdir(), "okta-emulator-"));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const options = { orgs: [{ id: "acme" }], dataFile: join(dir, "okta.json") };
    const before = await startOktaEmulator(options);
    const { id } = before.org("acme").seedUser({ profile: profileOf("ada"), status: "SUSPENDED" });
    const { apiToken } = before.org("acme");
    before.advance(86_400_000);
    await before.close();
    const after = await startOktaEmulator(options);
    onTestFinished(() => after.close());
    const headers = { authorization: `SSWS ${apiToken}` };
    const user = await request(`${after.orgUrl("acme")}/api/v1/users/${id}`, "GET", undefined, headers);
    expect(user.body.status).toBe("SUSPENDED");
    expect(Date.parse(user.headers.get("date") ?? "")).toBeGreaterThan(Date.now() + 86_000_000);
  });
});
