import { expect, it } from "vitest";
import { type Client, nextLink, profileOf, startOrg } from "./harness.ts";

const T0 = Date.parse("2026-03-01T00:00:00Z");
const eventTypes = (answer: { body: { eventType: string }[] }) => answer.body.map((event) => event.eventType);
const filtered = (filter: string) => `/api/v1/logs?filter=${encodeURIComponent(filter)}`;

async function follow(client: Client, url: string) {
  const answer = await client("GET", url);
  return { types: eventTypes(answer), next: nextLink(answer) ?? "" };
}

it("gives a polling request a next link even on an empty page, and the link finds only what came later", async () => {
  const client = await startOrg();
  const first = await follow(client, "/api/v1/logs?limit=1000");
  expect(first.types).toContain("user.lifecycle.create");
  const second = await follow(client, first.next);
  expect(second.types).toEqual([]);
  client.org.seedGroup({ name: "Sales" });
  const third = await follow(client, second.next);
  expect(third.types).toEqual(["group.lifecycle.create"]);
  expect((await follow(client, third.next)).types).toEqual([]);
});

it("gives every event exactly once over small filtered pages", async () => {
  const client = await startOrg();
  for (const name of ["ada", "bob", "cyd"]) client.org.seedUser({ profile: profileOf(name) });
  const seen: string[] = [];
  let url = `${filtered('eventType eq "user.lifecycle.create"')}&limit=2`;
  for (let round = 0; round < 4; round += 1) {
    const answer = await client("GET", url);
    seen.push(...answer.body.map((event: { uuid: string }) => event.uuid));
    url = nextLink(answer) ?? "";
  }
  expect(seen).toHaveLength(4);
  expect(new Set(seen).size).toBe(4);
});

it("never moves the cursor past events that are not persisted yet", async () => {
  const client = await startOrg({ logLagMs: 1000 });
  client.emulator.advance(1000);
  const first = await follow(client, "/api/v1/logs?limit=1000");
  client.org.seedGroup({ name: "Sales" });
  const early = await follow(client, first.next);
  expect(early.types).toEqual([]);
  client.emulator.advance(1000);
  expect((await follow(client, early.next)).types).toEqual(["group.lifecycle.create"]);
});

it("ends a bounded request and can turn it around", async () => {
  let now = T0;
  const client = await startOrg({}, () => now);
  now += 60_000;
  client.org.seedGroup({ name: "Sales" });
  client.org.seedGroup({ name: "Legal" });
  now += 60_000;
  const since = new Date(T0 + 30_000).toISOString();
  const until = new Date(now).toISOString();
  const page = await client("GET", `/api/v1/logs?since=${since}&until=${until}&sortOrder=DESCENDING&limit=1`);
  expect(page.body[0].target[0].displayName).toBe("Legal");
  const last = await client("GET", nextLink(page) ?? "");
  expect(last.body[0].target[0].displayName).toBe("Sales");
  expect(nextLink(last)).toBeUndefined();
});

it("filters by type, by several types and by the people concerned", async () => {
  const client = await startOrg();
  const ada = client.org.seedUser({ profile: profileOf("ada") });
  const bob = client.org.seedUser({ profile: profileOf("bob") });
  await client("POST", `/api/v1/users/${ada.id}/lifecycle/suspend`);
  await client("POST", `/api/v1/users/${bob.id}/lifecycle/suspend`);
  const about = `target.id eq "${ada.id}"`;
  const one = await client("GET", filtered(`eventType eq "user.lifecycle.suspend" and ${about}`));
  expect(eventTypes(one)).toEqual(["user.lifecycle.suspend"]);
  const two = await client("GET", filtered(`(eventType sw "user.lifecycle." or eventType eq "x") and ${about}`));
  expect(eventTypes(two)).toEqual(["user.lifecycle.create", "user.lifecycle.activate", "user.lifecycle.suspend"]);
  const [admin] = (await client("GET", "/api/v1/users?q=org")).body;
  expect(eventTypes(await client("GET", filtered(`actor.id eq "${admin.id}"`)))).toHaveLength(2);
  expect((await client("GET", filtered("eventType eq"))).body.errorCode).toBe("E0000053");
});

it("names the admin and the API token behind a change", async () => {
  const client = await startOrg();
  await client("POST", "/api/v1/groups", { profile: { name: "Sales" } });
  const event = client.org.log().at(-1);
  expect(event?.actor).toMatchObject({ type: "User", alternateId: "admin@msp.example" });
  expect(event?.transaction).toMatchObject({
    type: "WEB",
    detail: { requestApiTokenId: expect.stringMatching(/^00T/) },
  });
});

it("refuses a since of more than 180 days ago", async () => {
  const client = await startOrg();
  const since = new Date(Date.now() - 181 * 24 * 60 * 60 * 1000).toISOString();
  expect((await client("GET", `/api/v1/logs?since=${since}`)).status).toBe(400);
});

it.each(["", "x", "bogus", "-1"])("refuses the cursor %j", async (after) => {
  const client = await startOrg();
  const answer = await client("GET", `/api/v1/logs?after=${encodeURIComponent(after)}`);
  expect([answer.status, answer.body.errorCode]).toEqual([400, "E0000001"]);
});

it("refuses cursors to a place that it keeps no more, when told to", async () => {
  const client = await startOrg();
  const { next } = await follow(client, "/api/v1/logs?limit=1000");
  client.org.seedGroup({ name: "Sales" });
  client.org.configure({ oldestLogCursor: client.org.log().length });
  expect((await client("GET", next)).status).toBe(400);
  expect((await follow(client, "/api/v1/logs?limit=1000")).types).toContain("group.lifecycle.create");
});
