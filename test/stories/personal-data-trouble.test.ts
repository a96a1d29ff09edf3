// Nothing personal is seen outside the store when what others answer is full of it.
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { createSmtpTransport } from "../../src/connectors/mail/smtp.ts";
import { keys } from "../../src/stores/keys.ts";
import { forTenant } from "../../src/stores/tenant-store.ts";
import { startSmtpInbox } from "../contract/smtp-inbox.ts";
import { BOSS, CANARY, expectNoCanary, hire, REASON } from "./canary.ts";
import { observe, type Seen } from "./observed.ts";
import { BY, operate } from "./operator.ts";
import { TENANT, type World } from "./world.ts";

const POLICY = {
  joiner: { profile: [{ attribute: "displayName", value: "{firstName} {lastName}" }], groups: [{ group: "Sales" }] },
  leaver: {
    tasks: [{ key: "laptop", title: "Collect it", instructions: "Ask.", owner: "desk@msp.example", dueDays: 2 }],
  },
};
const ORDER = { ...BY, reason: REASON };
/** What Okta may say, and more. https://developer.okta.com/docs/reference/error-codes/ */
const ECHO = JSON.stringify({
  errorCode: "E0000001",
  errorSummary: `Api validation failed: ${CANARY.login}`,
  errorLink: CANARY.login,
  errorId: CANARY.login,
  errorCauses: [
    { errorSummary: `login: An object with this field already exists: ${CANARY.login}` },
    { errorSummary: `Zephyrine: Quackenbush is not accepted` },
  ],
});

const textOf = (seen: readonly Seen[]): string => seen.map(({ text }) => text).join("\n");
const errorsOf = async (world: World, userId: string) => (await world.runs(userId)).flatMap(({ error }) => error ?? []);

async function withServer(listener: RequestListener, tell: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await tell(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** An Okta that answers some requests with a status and the person's data, and all others as ever. */
async function withTalkativeOkta(
  status: number,
  isTalkative: (request: IncomingMessage) => boolean,
  story: (world: World) => Promise<void>,
): Promise<readonly Seen[]> {
  return observe({ policy: POLICY }, async (world) => {
    const { origin } = new URL(world.org.url);
    const answer: RequestListener = async (request, response) => {
      if (isTalkative(request)) {
        return void response.writeHead(status, { "x-okta-request-id": "req-1" }).end(ECHO);
      }
      const { method = "GET", url = "", headers } = request;
      const { host: _ours, connection: _hop, "transfer-encoding": _framing, ...passed } = headers;
      const body = await bodyOf(request);
      const given = { method, headers: passed as Record<string, string>, ...(body.length > 0 ? { body } : {}) };
      const said = await fetch(`${origin}${url}`, given).catch(() => undefined);
      if (!said) return void response.destroy();
      const { "content-encoding": _encoding, "content-length": _length, ...kept } = Object.fromEntries(said.headers);
      response.writeHead(said.status, kept).end(Buffer.from(await said.arrayBuffer()));
    };
    await withServer(answer, async (url) => {
      const { pathname } = new URL(world.org.url);
      Object.assign(world.emulator, { orgUrl: () => `${url}${pathname}` });
      await story(world);
    });
  });
}

const isUserWrite = ({ method, url = "" }: IncomingMessage): boolean =>
  (method === "POST" || method === "PUT") && /\/api\/v1\/users\/[^/]+(\?|$)/.test(url);

for (const status of [400, 403, 404, 409, 429, 500])
  it(`a refusal of Okta that repeats what it refuses, as a ${status}`, async () => {
    let left = 20;
    const isTalkative = (request: IncomingMessage): boolean => isUserWrite(request) && left-- > 0;
    const seen = await withTalkativeOkta(status, isTalkative, async (world) => {
      const userId = await hire(world);
      const errors = await errorsOf(world, userId);
      expect(errors.length > 0 || status === 429).toBe(true); // Okta's time is waited for, and nothing fails
    });
    expect(textOf(seen)).toContain("req-1");
    expectNoCanary(seen, "joiner");
  });

it("an account that cannot even be read, and an Okta that hangs up", async () => {
  let isBroken = false;
  const isRead = ({ method, url = "" }: IncomingMessage) => isBroken && method === "GET" && url.includes("/users/");
  const seen = await withTalkativeOkta(400, isRead, async (world) => {
    const userId = await hire(world);
    isBroken = true;
    await operate(world, "person.leave", { ...ORDER, who: userId });
    expect(await errorsOf(world, userId)).toContain("InvalidInput");
    isBroken = false;
    world.org.faults.add({ path: "/api/v1/users/*", kind: "reset", times: 50 });
    await world.days(1);
  });
  expect(textOf(seen)).toContain("a look failed");
  expectNoCanary(seen, "joiner");
});

it("an event that cannot be recorded, and becomes a dead letter", async () => {
  const seen = await observe({ policy: POLICY }, async (world) => {
    const { deps } = world.runtime;
    const { id } = world.org.seedUser({ profile: CANARY });
    const key = keys.mailbox(TENANT, await world.keyOf(id));
    const content = { value: { schemaVersion: 1, broken: CANARY.login, [CANARY.login]: true } };
    await forTenant(deps.store, TENANT).transact([{ kind: "put", key, content, when: "absent" }]);
    await world.admin.updateProfile(id, { city: CANARY.city, mobilePhone: CANARY.mobilePhone });
    await world.settle();
    await world.days(2);
    expect((await operate(world, "dead-letters.list", {})).letters).not.toEqual([]);
  });
  expect(seen.map(({ place }) => place)).toContain("dead letter");
  expect(textOf(seen)).toContain("a message failed");
  expectNoCanary(seen);
});

it("a mail server that refuses the manager's address by name", async () => {
  const inbox = await startSmtpInbox();
  try {
    inbox.refused.add(BOSS.login);
    const mail = (clock: World["clock"]) => createSmtpTransport({ url: inbox.url, from: "mastery@msp.example", clock });
    const seen = await observe({ policy: POLICY, mail: mail as never }, async (world) => {
      const userId = await hire(world);
      expect(await errorsOf(world, userId)).toContain("InvalidInput");
    });
    expect(textOf(seen)).toContain("the mail server refuses the recipient");
    expectNoCanary(seen, "joiner");
  } finally {
    await inbox.close();
  }
});

it("a webhook whose receiver fails, and answers with what it knows of the person", async () => {
  const received: string[] = [];
  const echo: RequestListener = async (request, response) => {
    received.push((await bodyOf(request)).toString("utf8"));
    response.writeHead(received.length === 1 ? 400 : 500, REASON).end(ECHO);
  };
  await withServer(echo, async (url) => {
    const notifications = { webhook: { url, secret: { secret: "desk-webhook" } } };
    const seen = await observe({ policy: POLICY, notifications }, async (world) => {
      const value = `whsec_${Buffer.from("a secret of thirty-two bytes, no less").toString("base64")}`;
      await operate(world, "secret.set", { tenantId: TENANT, name: "desk-webhook", value, by: "op" });
      const userId = await hire(world);
      await operate(world, "person.leave", { ...ORDER, who: userId, ticket: "INC-7" });
      await world.days(1);
    });
    expect(received.length).toBeGreaterThan(0);
    expect(textOf(seen)).toContain("the webhook");
    expectNoCanary([...seen, ...received.map((text) => ({ place: "news" as const, text }))], "joiner", "leaver");
  });
});
