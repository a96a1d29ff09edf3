/** What the inspector asks and what the hook subscribes to, against Okta's public descriptions. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { createOktaInspector } from "../../src/connectors/okta/inspector.ts";
import { HOOK_EVENT_TYPES } from "../../src/connectors/okta/watched-events.ts";
import { startOktaEmulator } from "../../src/emulators/okta/index.ts";
import { startRecordingProxy } from "../contract/recording-proxy.ts";
import { loadOktaOpenApi } from "./okta-openapi.ts";
import { referencePath } from "./reference-dir.ts";

test("every event type that the hook subscribes to is eligible for event hooks", () => {
  const lines = readFileSync(referencePath("okta", "event-hook-eligible-types.txt"), "utf8").split("\n");
  const eligible = new Set(lines.map((line) => line.trim()));
  expect(HOOK_EVENT_TYPES.filter((type) => !eligible.has(type))).toEqual([]);
  expect(new Set(HOOK_EVENT_TYPES).size).toBe(HOOK_EVENT_TYPES.length);
});

test("every request of an inspection and of a hook's life is one that Okta describes", async () => {
  const emulator = await startOktaEmulator({ orgs: [{ id: "acme", settings: { rateLimits: "off" } }] });
  const org = emulator.org("acme");
  const proxy = await startRecordingProxy(org.url);
  const endpoint = createServer((request, response) => {
    const verification = request.headers["x-okta-verification-challenge"];
    response.setHeader("content-type", "application/json").end(JSON.stringify({ verification }));
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/hook`;
  const config = { orgUrl: proxy.url, auth: { type: "token", token: { secret: "okta-token" } } } as const;
  const { hooks, ...inspector } = createOktaInspector(config, { readSecret: async () => org.apiToken });
  await inspector.requestScope("okta.users.read");
  for (const { name } of inspector.probes) await inspector.probe(name);
  await inspector.ownRoles();
  await inspector.userAttributes();
  await inspector.groupRules();
  const { id, requestId = "" } = await hooks.create({ name: "Mastery", url, secret: "s" });
  expect(await inspector.tokenIdOf(requestId)).toMatch(/^00T/);
  await hooks.verify(id);
  await hooks.replace(id, { name: "Mastery", url, secret: "t" });
  await hooks.activate(id);
  await hooks.remove(id);
  expect(await hooks.list()).toEqual([]);
  const api = loadOktaOpenApi(referencePath("okta"));
  const problems = proxy.requests.flatMap(({ method, path, body }) =>
    api.knows(method, path)
      ? api.validateRequest(method, path, body === "" ? undefined : JSON.parse(body)).map((what) => `${path}: ${what}`)
      : [`${method} ${path}: not described`],
  );
  expect(problems).toEqual([]);
  expect(proxy.requests.length).toBeGreaterThan(15);
  endpoint.close();
  await proxy.close();
  await emulator.close();
});
