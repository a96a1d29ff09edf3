// Operators' news reaches the MSP's ticket system: signed, with the ticket, the same id however often it is tried.
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { listOutbox } from "../../src/stores/outbox-record.ts";
import { forTenant } from "../../src/stores/tenant-store.ts";
import { BY, operate } from "./operator.ts";
import { trailOf } from "./trail.ts";
import { inWorld, TENANT, type World } from "./world.ts";

const SECRET = `whsec_${Buffer.from("a secret of thirty-two bytes, no less").toString("base64")}`;
const ANA = {
  ...{ login: "ana@story.example", email: "ana@story.example", secondEmail: "ana@home.example" },
  ...{ firstName: "Ana", lastName: "Silva" },
};
const TASK = {
  key: "laptop",
  title: "Collect the laptop",
  instructions: "Ask reception.",
  owner: "desk@msp.example",
  dueDays: 2,
};

interface Desk {
  readonly world: World;
  readonly received: { id: string; body: { type: string; data: Record<string, string> }; isGenuine: boolean }[];
  /** The next answers; 204 when there are none. */
  readonly answers: number[];
}

async function withDesk(story: (desk: Desk) => Promise<void>, policy: object): Promise<void> {
  const received: Desk["received"] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
    request.on("end", () => {
      const header = (name: string): string => String(request.headers[name]);
      const signed = `${header("webhook-id")}.${header("webhook-timestamp")}.${text}`;
      const key = Buffer.from(SECRET.slice("whsec_".length), "base64");
      const isGenuine =
        header("webhook-signature") === `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
      received.push({ id: header("webhook-id"), body: JSON.parse(text), isGenuine });
      response.writeHead(answers.shift() ?? 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mastery`;
  const notifications = { webhook: { url, secret: { secret: "desk-webhook" } } };
  try {
    await inWorld({ policy, notifications }, async (world) => {
      await operate(world, "secret.set", { tenantId: TENANT, name: "desk-webhook", value: SECRET, by: "op" });
      await story({ world, received, answers });
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function sack(world: World): Promise<string> {
  const id = await world.admin.createUser(ANA, true);
  await world.settle();
  await operate(world, "person.leave", { ...BY, who: id, ticket: "INC-4711" });
  return id;
}

const undelivered = async ({ runtime }: World) =>
  (await listOutbox(forTenant(runtime.deps.store, TENANT), TENANT)).filter(({ receipt }) => receipt === undefined);

it("a leaver's task is posted once, signed, with the ticket of the order", async () => {
  await withDesk(
    async ({ world, received }) => {
      const id = await sack(world);
      expect(world.status(id)).toBe("DEPROVISIONED");
      expect(received).toHaveLength(1);
      expect(received[0]).toMatchObject({
        isGenuine: true,
        body: { type: "task.raised", data: { tenantId: TENANT, ticket: "INC-4711", title: TASK.title } },
      });
      expect(await trailOf(world, id)).toEqual([
        "mastery: nothing to do (joined) for linked: a new account in Okta: nothing is left to do",
        "op: ordered #1 kind leave at 2026-03-01T20:00Z, ticket INC-4711, because: asked for by the customer",
        "mastery: leaver for linked: leave ordered by a named operator (order #1); block-sign-in, clear-sessions, record-groups, raise-task",
        "mastery: leaver verified, 4 read back: left",
      ]);
      expect(JSON.stringify(received)).not.toMatch(/Ana|Silva|ana@/);
    },
    { leaver: { tasks: [TASK] } },
  );
});

it("a ticket system that is down holds nobody up, and gets the news later under the same id", async () => {
  await withDesk(
    async ({ world, received, answers }) => {
      answers.push(503, 503);
      const id = await sack(world);
      expect(world.status(id)).toBe("DEPROVISIONED");
      expect(await undelivered(world)).toMatchObject([
        { template: "leaver-tasks", attempts: [{ outcome: "unknown" }] },
      ]);
      await world.days(2);
      expect(await undelivered(world)).toEqual([]);
      expect(received.map(({ isGenuine }) => isGenuine)).toEqual([true, true, true]);
      expect(new Set(received.map((one) => one.id)).size).toBe(1);
      expect(await trailOf(world, id)).toEqual([
        "mastery: nothing to do (joined) for linked: a new account in Okta: nothing is left to do",
        "op: ordered #1 kind leave at 2026-03-01T20:00Z, ticket INC-4711, because: asked for by the customer",
        "mastery: leaver for linked: leave ordered by a named operator (order #1); block-sign-in, clear-sessions, record-groups, raise-task",
        "mastery: leaver verified, 4 read back: left",
      ]);
    },
    { leaver: { tasks: [TASK] } },
  );
});

it("a receiver that refuses is shown with its answer, and nothing of it is lost", async () => {
  await withDesk(
    async ({ world, answers }) => {
      answers.push(404);
      await sack(world);
      const { messages } = await operate(world, "outbox.list", { tenantId: TENANT });
      expect(messages[0]).toMatchObject({ template: "leaver-tasks", lastError: expect.stringMatching(/404/) });
    },
    { leaver: { tasks: [TASK] } },
  );
});

it("whoever is held is announced with what to do", async () => {
  await withDesk(
    async ({ world, received }) => {
      await operate(world, "person.leave", { ...BY, who: await seeded(world), ticket: "INC-1" });
      expect(received).toMatchObject([
        { isGenuine: true, body: { type: "person.held", data: { code: "protected-person", ticket: "INC-1" } } },
      ]);
    },
    { guards: { protectedLogins: [ANA.login] } },
  );
});

async function seeded(world: World): Promise<string> {
  const id = await world.admin.createUser(ANA, true);
  await world.settle();
  return id;
}
