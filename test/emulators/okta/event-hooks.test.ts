import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { type Client, profileOf, startOrg } from "./harness.ts";

interface Delivery {
  readonly headers: IncomingMessage["headers"];
  /** Of whatever shape the answer has; the tests say which. */
  readonly body: ReturnType<typeof JSON.parse>;
}

/** An endpoint that answers what it is told to; `hang` never answers. */
async function startEndpoint() {
  const deliveries: Delivery[] = [];
  const answers: (number | "hang")[] = [];
  const state = { verify: true, challenges: 0 };
  const server = createServer(async (request, response) => {
    if (request.method === "GET") {
      state.challenges += 1;
      const verification = state.verify ? request.headers["x-okta-verification-challenge"] : "wrong";
      response.setHeader("content-type", "application/json").end(JSON.stringify({ verification }));
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    deliveries.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
    const answer = answers.shift() ?? 204;
    if (answer === 302) response.setHeader("location", "/elsewhere");
    if (answer !== "hang") response.writeHead(answer).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, deliveries, answers, state };
}

const hookBody = (uri: string, items = ["user.lifecycle.suspend", "user.lifecycle.unsuspend"], filter?: object) => ({
  name: "Mastery",
  events: { type: "EVENT_TYPE", items, ...(filter && { filter }) },
  channel: {
    type: "HTTP",
    version: "1.0.0",
    config: {
      uri,
      headers: [{ key: "x-tenant", value: "42" }],
      authScheme: { type: "HEADER", key: "authorization", value: "s3cret" },
    },
  },
});

async function startVerified(filter?: object) {
  const client = await startOrg({ hookTimeoutMs: 100 });
  const endpoint = await startEndpoint();
  const hook = (await client("POST", "/api/v1/eventHooks", hookBody(endpoint.uri, undefined, filter))).body;
  await client("POST", `/api/v1/eventHooks/${hook.id}/lifecycle/verify`);
  const ada = client.org.seedUser({ profile: profileOf("ada") });
  return { client, endpoint, hook, ada };
}

async function toggle(client: Client, id: string) {
  await client("POST", `/api/v1/users/${id}/lifecycle/suspend`);
  await client("POST", `/api/v1/users/${id}/lifecycle/unsuspend`);
}

const typesIn = (delivery: Delivery | undefined) =>
  delivery?.body.data.events.map((event: { eventType: string }) => event.eventType);
const SUSPEND = "user.lifecycle.suspend";
const UNSUSPEND = "user.lifecycle.unsuspend";

it("delivers nothing before the endpoint has answered the challenge", async () => {
  const client = await startOrg();
  const endpoint = await startEndpoint();
  const created = (await client("POST", "/api/v1/eventHooks", hookBody(endpoint.uri))).body;
  expect([created.status, created.verificationStatus]).toEqual(["ACTIVE", "UNVERIFIED"]);
  endpoint.state.verify = false;
  const refused = await client("POST", `/api/v1/eventHooks/${created.id}/lifecycle/verify`);
  expect([refused.status, refused.body.errorCode, endpoint.state.challenges]).toEqual([400, "E0000001", 2]);
  const { id } = client.org.seedUser({ profile: profileOf("ada") });
  await toggle(client, id);
  await client.org.hooks.idle();
  expect(endpoint.deliveries).toEqual([]);
});

it("delivers events of a moment in one envelope with the secret and the extra headers", async () => {
  const { client, endpoint, hook, ada } = await startVerified();
  client.org.hooks.hold();
  await toggle(client, ada.id);
  client.org.hooks.release();
  await client.org.hooks.idle();
  expect(endpoint.deliveries).toHaveLength(1);
  const [delivery] = endpoint.deliveries;
  expect(delivery?.headers).toMatchObject({ authorization: "s3cret", "x-tenant": "42" });
  expect(delivery?.body).toMatchObject({
    eventType: "com.okta.event_hook",
    eventTypeVersion: "1.0",
    cloudEventsVersion: "0.1",
    contentType: "application/json",
    source: `${client.org.url}/api/v1/eventHooks/${hook.id}`,
  });
  expect(typesIn(delivery)).toEqual([SUSPEND, UNSUSPEND]);
  const logged = client.org
    .log()
    .slice(-2)
    .map((event) => event.uuid);
  expect(delivery?.body.data.events.map((event: { uuid: string }) => event.uuid)).toEqual(logged);
});

it("never shows the secret again, and wants a new verification when the channel changes", async () => {
  const { client, endpoint, hook } = await startVerified();
  const path = `/api/v1/eventHooks/${hook.id}`;
  const read = (await client("GET", path)).body;
  expect(JSON.stringify(read)).not.toContain("s3cret");
  expect(read.verificationStatus).toBe("VERIFIED");
  const same = await client("PUT", path, { ...hookBody(endpoint.uri), name: "Renamed" });
  expect([same.body.name, same.body.verificationStatus]).toEqual(["Renamed", "VERIFIED"]);
  const moved = await client("PUT", path, hookBody(`${endpoint.uri}/elsewhere`));
  expect(moved.body.verificationStatus).toBe("UNVERIFIED");
});

it.each([
  { name: "once more after a 5xx", answers: [500, 204], requests: 2, failures: 0 },
  { name: "once more after a time-out", answers: ["hang", 204], requests: 2, failures: 0 },
  { name: "no third time", answers: [503, 503], requests: 2, failures: 1 },
  { name: "not again after a 4xx", answers: [401], requests: 1, failures: 1 },
  { name: "not to the place of a redirect", answers: [302], requests: 1, failures: 1 },
] as const)("tries $name", async ({ answers, requests, failures }) => {
  const { client, endpoint, ada } = await startVerified();
  endpoint.answers.push(...answers);
  await client("POST", `/api/v1/users/${ada.id}/lifecycle/suspend`);
  await client.org.hooks.idle();
  expect(endpoint.deliveries).toHaveLength(requests);
  const failed = client.org.log().filter((event) => event.eventType === "event_hook.delivery");
  expect(failed).toHaveLength(failures);
});

it("duplicates, loses and reorders on demand", async () => {
  const { client, endpoint, ada } = await startVerified();
  const { hooks } = client.org;
  hooks.duplicateNext(1);
  await client("POST", `/api/v1/users/${ada.id}/lifecycle/suspend`);
  await hooks.idle();
  expect(endpoint.deliveries.map(typesIn)).toEqual([[SUSPEND], [SUSPEND]]);
  hooks.loseNext(1);
  await client("POST", `/api/v1/users/${ada.id}/lifecycle/unsuspend`);
  await hooks.idle();
  expect(endpoint.deliveries).toHaveLength(2);
  hooks.hold();
  await toggle(client, ada.id);
  hooks.release({ reversed: true });
  await hooks.idle();
  expect(typesIn(endpoint.deliveries[2])).toEqual([UNSUSPEND, SUSPEND]);
});

it("leaves out what the hook's filter does not want", async () => {
  const expression = "event.target.?[type eq 'User' ].size()>0 && event.actor.type ne 'User'";
  const eventFilterMap = [{ event: SUSPEND, condition: { expression } }];
  const { client, endpoint, ada } = await startVerified({ type: "EXPRESSION_LANGUAGE", eventFilterMap });
  await toggle(client, ada.id);
  await client.org.hooks.idle();
  expect(endpoint.deliveries.flatMap(typesIn)).toEqual([UNSUSPEND]);
});

it.each([
  ["a type that is not eligible", { items: ["user.account.update_user_type"] }],
  ["a type that does not exist", { items: ["user.lifecycle.promote"] }],
  ["plain http to another machine", { uri: "http://hooks.example/okta" }],
])("refuses %s", async (_, { items, uri }: { items?: string[]; uri?: string }) => {
  const client = await startOrg();
  const answer = await client("POST", "/api/v1/eventHooks", hookBody(uri ?? "https://hooks.example/okta", items));
  expect([answer.status, answer.body.errorCode]).toEqual([400, "E0000001"]);
});
