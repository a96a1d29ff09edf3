import { readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, expect, it } from "vitest";
import { runOperation } from "../../src/api/run-operation.ts";
import { openLocalDeps } from "../../src/local/open.ts";
import { freshFolder, launch, makeFolder, removeFolder, startProcess } from "./process.ts";

const HOOK = "acme.0123456789abcdef0123456789abcdef";
const SECRET = "knock-knock";
const EVENT = { uuid: "e-1", eventType: "user.lifecycle.deactivate", target: [{ id: "00u1", type: "User" }] };
const ENVELOPE = { eventType: "com.okta.event_hook", data: { events: [EVENT] } };

/** A running process with a tenant of no org: what is taken in stays in the queue or the store. */
let folder: string;
let url: string;

beforeAll(async () => {
  const parent = makeFolder();
  folder = join(parent, "data");
  const { deps, close } = await openLocalDeps({ dataDir: folder, create: true });
  const okta = {
    orgUrl: "emulator",
    auth: { type: "token", token: { secret: "okta-token" } },
    hook: { id: HOOK, secret: { secret: "okta-hook" } },
  };
  const policy = { timeZone: "Europe/Paris" };
  const config = { schemaVersion: 1, id: "acme", name: "Acme", mode: "okta", okta, policy };
  const secrets = { "okta-token": "none", "okta-hook": SECRET };
  await runOperation("tenant.apply", { text: JSON.stringify(config), file: "acme.json", secrets }, deps);
  await close();
  const started = launch("--no-demo", "--port", "0", "--data", folder);
  url = await started.url();
  return async () => {
    await started.stop("SIGKILL");
    removeFolder(parent);
  };
});

/** Every row of every table that a delivery could reach. */
function stored(): object {
  const rows = (file: string, query: string): readonly unknown[] => {
    const database = new DatabaseSync(join(folder, file), { readOnly: true });
    const found = database.prepare(query).all();
    database.close();
    return found;
  };
  return {
    messages: rows("queue.sqlite", "SELECT id, body FROM queue_message"),
    sent: rows("queue.sqlite", "SELECT seq FROM sqlite_sequence"),
    items: rows("store.sqlite", "SELECT * FROM item"),
  };
}

interface Delivery {
  readonly hook?: string;
  readonly secret?: string;
  readonly type?: string;
  readonly body?: string;
}

async function deliver({ hook = HOOK, secret = SECRET, type = "application/json", body }: Delivery) {
  const response = await fetch(`${url}/v1/hooks/okta/${hook}`, {
    method: "POST",
    headers: { authorization: secret, "content-type": type },
    body: body ?? JSON.stringify(ENVELOPE),
  });
  return { status: response.status, body: await response.text() };
}

it.each<[string, number, Delivery]>([
  ["a body that is not JSON", 400, { body: "{" }],
  ["an empty body", 400, { body: "" }],
  ["a body of another shape", 400, { body: JSON.stringify({ eventType: "com.okta.event_hook", data: {} }) }],
  ["a body that is too large", 413, { body: JSON.stringify({ ...ENVELOPE, more: "x".repeat(1024 * 1024) }) }],
  ["a body that is far too large", 413, { body: "x".repeat(8 * 1024 * 1024) }],
  ["a wrong secret", 401, { secret: "knock" }],
  ["no secret", 401, { secret: "" }],
  ["an unknown hook", 401, { hook: "acme.00000000000000000000000000000000" }],
  ["a hook id with a path in it", 401, { hook: "..%2F..%2Fetc" }],
  ["another content type", 415, { type: "text/plain" }],
])("refuses %s at the hook with %i and stores nothing", async (_case, status, delivery) => {
  const before = stored();
  const answer = await deliver(delivery);
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body)).toMatchObject({ error: expect.any(String) });
  expect(answer.body).not.toContain(SECRET);
  expect(stored()).toEqual(before);
});

it("takes a proper delivery in: the same look finds it stored", async () => {
  const before = stored();
  expect((await deliver({})).status).toBe(204);
  expect(stored()).not.toEqual(before);
});

it("starts empty without the demo, stays up and says that it is healthy", async () => {
  const started = startProcess("--no-demo", "--port", "0", "--data", freshFolder());
  const empty = await started.url();
  const health = await fetch(`${empty}/v1/health`);
  expect(health.status).toBe(200);
  expect(await health.json()).toEqual({ status: "ok" });
  expect(await (await fetch(`${empty}/v1/view`)).json()).toMatchObject({ tenants: [] });
  expect((await fetch(`${empty}/`)).headers.get("content-type")).toMatch(/^text\/html/);
  expect((await fetch(`${empty}/nothing`)).status).toBe(404);
  expect((await fetch(`${empty}/v1/health`, { method: "DELETE" })).status).toBe(405);
  expect((await fetch(`${empty}//`)).status).toBe(404);
  expect(await started.stop("SIGINT")).toBe(0);
  expect(started.output().trimEnd().split("\n")).toHaveLength(1);
});

/** `fetch` does not let a caller name another host. */
function statusFor(host: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}${path}`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.once("error", reject).end();
  });
}

it("answers to the names of this machine only", async () => {
  const { port } = new URL(url);
  for (const path of ["/", "/v1/view", "/v1/health"]) {
    expect(await statusFor(`mastery.example:${port}`, path)).toBe(421);
    expect(await statusFor(`127.0.0.1.mastery.example:${port}`, path)).toBe(421);
    expect(await statusFor(`localhost:${port}`, path)).toBe(200);
  }
});

it("lets nobody give orders without the token that lies in the data folder", async () => {
  const order = (token: string) =>
    fetch(`${url}/v1/operator`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ operation: "tenant.list", input: {} }),
    });
  const { token } = JSON.parse(readFileSync(join(folder, "operator.json"), "utf8")) as { token: string };
  expect((await order("")).status).toBe(401);
  expect((await order(`${token.slice(1)}0`)).status).toBe(401);
  expect((await order(token)).status).toBe(200);
});

it("takes two signals at a time, from a terminal and from npm, for one Ctrl-C", async () => {
  const started = startProcess("--no-demo", "--port", "0", "--data", freshFolder());
  await started.url();
  const [status] = await Promise.all([started.stop("SIGINT"), started.stop("SIGTERM"), started.stop("SIGINT")]);
  expect(status).toBe(0);
});
