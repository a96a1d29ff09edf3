import { expect, it } from "vitest";
import { definition as dispatch } from "../../functions/dispatch-event.ts";
import { definition } from "../../functions/ingest-okta-hook.ts";
import type { JsonObject } from "../../src/domain/json.ts";
import { readDeliveries } from "../../src/stores/hook-deliveries.ts";
import { hookWrite } from "../../src/stores/hooks.ts";
import { hookOf, inWorkshop, MONDAY, SECRET, type Workshop } from "./workshop.ts";

const CANARIES = ["Zephyrine", "Quackenbush", "zephyrine@canary.example", "203.0.113.77", "Canary Browser 9"];

interface Answer {
  readonly statusCode: number;
  readonly body: string;
}

function event(uuid: string, more: JsonObject = {}): JsonObject {
  return {
    uuid,
    eventType: "user.account.update_profile",
    published: "2026-03-02T08:59:58.000Z",
    severity: "INFO",
    displayMessage: "Update user profile for Zephyrine Quackenbush",
    actor: { id: "00uadmin", type: "User", alternateId: "zephyrine@canary.example", displayName: "Zephyrine" },
    client: { userAgent: { rawUserAgent: "Canary Browser 9" }, ipAddress: "203.0.113.77" },
    target: [
      { id: "00u1", type: "User", alternateId: "zephyrine@canary.example", displayName: "Zephyrine Quackenbush" },
    ],
    transaction: { type: "WEB", id: "tx", detail: {} },
    debugContext: { debugData: { login: "zephyrine@canary.example" } },
    ...more,
  };
}

const envelope = (...events: JsonObject[]): JsonObject => ({
  eventType: "com.okta.event_hook",
  eventTypeVersion: "1.0",
  cloudEventsVersion: "0.1",
  source: "https://acme.okta.com/api/v1/eventHooks/who1",
  eventId: "e-1",
  data: { events },
});

interface Post {
  readonly hookId?: string;
  readonly secret?: string;
  readonly type?: string;
}

async function post(workshop: Workshop, body: unknown, options: Post = {}): Promise<Answer> {
  const { hookId = hookOf("acme"), secret = SECRET, type = "application/json" } = options;
  return (await workshop.call(definition, {
    resource: "/v1/hooks/okta/{hookId}",
    httpMethod: "POST",
    headers: { Authorization: secret, "Content-Type": type, "User-Agent": "Okta-Integrations" },
    pathParameters: { hookId },
    body: typeof body === "string" ? body : JSON.stringify(body),
    isBase64Encoded: false,
  })) as Answer;
}

const inAcme = (work: (workshop: Workshop) => Promise<void>): Promise<void> =>
  inWorkshop(async (workshop) => {
    await workshop.tenant("acme");
    await work(workshop);
  });

it("echoes Okta's verification challenge", async () => {
  await inAcme(async (workshop) => {
    const get = { httpMethod: "GET", pathParameters: { hookId: hookOf("acme") } };
    const headers = { "X-Okta-Verification-Challenge": "a-challenge" };
    expect(await workshop.call(definition, { ...get, headers })).toMatchObject({
      statusCode: 200,
      headers: { "content-type": "application/json" },
      body: '{"verification":"a-challenge"}',
    });
    expect(await workshop.call(definition, { ...get, headers: null })).toMatchObject({ statusCode: 400 });
  });
});

it("answers 204 with nothing once every event of a batch is stored", async () => {
  await inAcme(async (workshop) => {
    const many = Array.from({ length: 250 }, (_, n) => event(`u-${n}`));
    expect(await post(workshop, envelope(...many))).toMatchObject({ statusCode: 204, body: "" });
    expect(workshop.intake.sent.map(({ body }) => body["eventId"])).toEqual(many.map(({ uuid }) => uuid));
    expect(new Set(workshop.intake.sent.map(({ group }) => group))).toEqual(new Set(["acme"]));
  });
});

it("accepts a batch without events and stores nothing", async () => {
  await inAcme(async (workshop) => {
    workshop.intake.broken = true;
    expect(await post(workshop, envelope())).toMatchObject({ statusCode: 204 });
  });
});

it("answers 500 when the queue does not take the events, so that Okta sends them again", async () => {
  await inAcme(async (workshop) => {
    workshop.intake.broken = true;
    const answer = await post(workshop, envelope(event("u-1")));
    expect(answer).toMatchObject({ statusCode: 500 });
    expect(answer.body).not.toContain("StoreUnavailable");
    expect(workshop.lines.join()).toContain("StoreUnavailable");
  });
});

it("accepts Okta's own preview, whose actor, target and debugContext are null", async () => {
  await inAcme(async (workshop) => {
    const nothing = { actor: null, target: null, debugContext: null, transaction: null, published: null };
    expect(await post(workshop, envelope(event("preview", nothing)))).toMatchObject({ statusCode: 204 });
    expect(workshop.intake.sent[0]?.body).not.toHaveProperty("subject");
  });
});

it("accepts event types that nobody knows, and takes their user for the subject", async () => {
  await inAcme(async (workshop) => {
    const target = [
      { id: "0oa1", type: "AppInstance" },
      { id: null, type: "User" },
      { id: "00u7", type: "User" },
    ];
    const strange = event("u-1", { eventType: "security.of.tomorrow", target, novelty: { deep: [1] } });
    expect(await post(workshop, envelope(strange))).toMatchObject({ statusCode: 204 });
    expect(workshop.intake.sent[0]?.body).toMatchObject({
      eventType: "security.of.tomorrow",
      subject: { provider: "okta", id: "00u7" },
    });
  });
});

it("stores a hint without a subject where the user's id cannot be one", async () => {
  await inAcme(async (workshop) => {
    const ids = ["x".repeat(129), "", "\ud800"];
    const events = ids.map((id, n) => event(`u-${n}`, { target: [{ id, type: "User" }] }));
    expect(await post(workshop, envelope(...events))).toMatchObject({ statusCode: 204 });
    expect(workshop.intake.sent.filter(({ body }) => body["subject"] !== undefined)).toEqual([]);
  });
});

it("refuses a wrong secret and an unknown hook with the same answer", async () => {
  await inAcme(async (workshop) => {
    const body = envelope(event("u-1"));
    const wrong = await post(workshop, body, { secret: `${SECRET}x` });
    expect(wrong.statusCode).toBe(401);
    for (const hookId of [`acme.${"f".repeat(32)}`, hookOf("nobody"), "acme", "../../etc", "acme.%23"])
      expect(await post(workshop, body, { hookId })).toEqual(wrong);
    expect(await post(workshop, body, { secret: "" })).toEqual(wrong);
    expect(workshop.intake.sent).toEqual([]);
  });
});

it("refuses a wrong secret before it looks at type or body", async () => {
  await inAcme(async (workshop) => {
    expect(await post(workshop, "no json", { secret: "x", type: "text/plain" })).toMatchObject({ statusCode: 401 });
  });
});

it.each(["", "{", "\u0000", "undefined", '{"data":{}} trailing'])("refuses %j, which is not JSON, with 400", (body) =>
  inAcme(async (workshop) => {
    expect(await post(workshop, body)).toMatchObject({ statusCode: 400, body: '{"error":"the body is not JSON"}' });
    expect(workshop.intake.sent).toEqual([]);
  }),
);

it("refuses bytes that are not UTF-8 with 400", async () => {
  await inAcme(async (workshop) => {
    const body = Buffer.concat([Buffer.from('{"eventType":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    const headers = { authorization: SECRET, "content-type": "application/json" };
    const request = { httpMethod: "POST", headers, pathParameters: { hookId: hookOf("acme") } };
    const answer = await workshop.call(definition, {
      ...request,
      body: body.toString("base64"),
      isBase64Encoded: true,
    });
    expect(answer).toMatchObject({ statusCode: 400 });
  });
});

it.each([
  ["an array", [], "object"],
  ["another event type", { ...envelope(event("u-1")), eventType: "com.okta.inline_hook" }, "com.okta.event_hook"],
  ["no data", { eventType: "com.okta.event_hook" }, "data"],
  ["events that are no list", { eventType: "com.okta.event_hook", data: { events: {} } }, "data.events"],
  ["an event without an id", envelope(event("u-1"), event("", {})), "data.events[1].uuid"],
  ["an event type that is a number", envelope(event("u-1", { eventType: 7 })), "data.events[0].eventType"],
  [
    "more events than Okta sends",
    envelope(...Array.from({ length: 1001 }, () => ({ uuid: "u", eventType: "x" }))),
    "data.events",
  ],
])("refuses %s with 400, says what was expected, and stores nothing of the batch", (_what, body, expected) =>
  inAcme(async (workshop) => {
    const answer = await post(workshop, body);
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain(expected);
    expect(workshop.intake.sent).toEqual([]);
  }),
);

it("refuses a body over 1 MB with 413 and takes one of exactly 1 MB", async () => {
  await inAcme(async (workshop) => {
    const padded = (bytes: number): string => {
      const text = JSON.stringify(envelope(event("u-1")));
      return text + " ".repeat(bytes - Buffer.byteLength(text));
    };
    expect(await post(workshop, padded(1024 * 1024 + 1))).toMatchObject({ statusCode: 413 });
    expect(workshop.intake.sent).toEqual([]);
    expect(await post(workshop, padded(1024 * 1024))).toMatchObject({ statusCode: 204 });
  });
});

it.each(["text/plain", "", "application/x-www-form-urlencoded", "application/json-seq", "text/application/json"])(
  "refuses content type %j with 415",
  (type) =>
    inAcme(async (workshop) => {
      expect(await post(workshop, envelope(event("u-1")), { type })).toMatchObject({ statusCode: 415 });
      expect(workshop.intake.sent).toEqual([]);
    }),
);

it.each(["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"])(
  "takes content type %j",
  (type) =>
    inAcme(async (workshop) => {
      expect(await post(workshop, envelope(event("u-1")), { type })).toMatchObject({ statusCode: 204 });
    }),
);

it("keeps names, addresses and devices out of the queue and the log", async () => {
  await inAcme(async (workshop) => {
    await post(workshop, envelope(event("u-1"), event("u-2", { eventType: "user.lifecycle.deactivate" })));
    await post(workshop, envelope(event("u-3", { eventType: { name: "Zephyrine" } })));
    const kept = JSON.stringify(workshop.intake.sent) + workshop.lines.join();
    expect(kept).toContain("00u1");
    for (const canary of CANARIES) expect(kept.toLowerCase()).not.toContain(canary.toLowerCase());
  });
});

it("recognises our own writes by OAuth client and by API token, and stores them all the same", async () => {
  await inAcme(async (workshop) => {
    const own = {
      tenantId: "acme",
      hookId: hookOf("acme"),
      secret: SECRET,
      ownActors: ["0oaself", "00Tself"],
      now: workshop.now(),
    };
    await workshop.deps.store.transact([await hookWrite(workshop.deps.store, own)]);
    const byClient = event("u-1", { actor: { id: "0oaself", type: "PublicClientApp" } });
    const byToken = event("u-2", { transaction: { detail: { requestApiTokenId: "00Tself" } } });
    await post(workshop, envelope(byClient, byToken, event("u-3")));
    expect(workshop.intake.sent.map(({ body }) => body["own"])).toEqual([true, true, false]);
  });
});

it.each([
  ["over-long", "x".repeat(129)],
  ["not ASCII", "\u00e9v\u00e9nement"],
  ["not even Unicode", "\ud800"],
])("stores a batch whole where one event's id is %s, under a digest that is the same each time", (_what, uuid) =>
  inAcme(async (workshop) => {
    for (let n = 0; n < 2; n += 1)
      expect(await post(workshop, envelope(event("u-1"), event(uuid), event("u-2")))).toMatchObject({
        statusCode: 204,
      });
    const [first, strange, last, ...again] = workshop.intake.sent.map(({ body }) => body["eventId"]);
    expect([first, last]).toEqual(["u-1", "u-2"]);
    expect(strange).toMatch(/^sha256-[0-9a-f]{64}$/);
    expect(again).toEqual([first, strange, last]);
    const failed = await workshop.deliver(
      dispatch as never,
      workshop.intake.sent.map(({ body }) => body),
    );
    expect(failed).toEqual([]);
  }),
);

it.each(["1970-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z", "tomorrow", "", "x".repeat(1000), "\ud800"])(
  "stores an event that says it was published %j",
  (published) =>
    inAcme(async (workshop) => {
      expect(await post(workshop, envelope(event("u-1", { published })))).toMatchObject({ statusCode: 204 });
      expect(await workshop.deliver(dispatch as never, [workshop.intake.sent[0]?.body])).toEqual([]);
    }),
);

it("refuses deliveries of another org with 403, although they know the secret", async () => {
  await inWorkshop(async (workshop) => {
    const auth = { type: "token", token: { secret: "okta-token" } };
    const hook = { id: hookOf("acme"), secret: { secret: "okta-hook" } };
    await workshop.tenant("acme", { okta: { orgUrl: "https://acme.okta.com", auth, hook } });
    const from = (source: string | null) => post(workshop, { ...envelope(event("u-1")), source });
    expect(await from("https://other.okta.com/api/v1/eventHooks/who1")).toMatchObject({ statusCode: 403 });
    expect(workshop.intake.sent).toEqual([]);
    expect(workshop.lines.join()).toContain("another org");
    expect(workshop.lines.join()).not.toContain("other.okta.com");
    for (const source of ["https://acme.okta.com/api/v1/eventHooks/who1", null])
      expect(await from(source)).toMatchObject({ statusCode: 204 });
  });
});

it("counts what came in, what of it was our own doing, and by which secret", async () => {
  await inAcme(async (workshop) => {
    const known = { tenantId: "acme", hookId: hookOf("acme"), ownActors: ["0oaself"], now: workshop.now() };
    await workshop.deps.store.transact([await hookWrite(workshop.deps.store, { ...known, secret: "the-new-secret" })]);
    await post(workshop, envelope(event("u-1"), event("u-2", { actor: { id: "0oaself" } })));
    workshop.pass(60_000);
    await post(workshop, envelope(event("u-2"), event("u-3")), { secret: "the-new-secret" });
    await workshop.deliver(
      dispatch as never,
      workshop.intake.sent.map(({ body }) => body),
    );
    expect(await readDeliveries(workshop.deps.store, "acme", hookOf("acme"))).toEqual({
      schemaVersion: 1,
      events: 3,
      own: 1,
      lastAt: workshop.now(),
      lastWith: { previous: MONDAY, current: workshop.now() },
    });
  });
});

it("delays what may be a burst by five seconds, and never what cuts access", async () => {
  await inAcme(async (workshop) => {
    const types = ["user.lifecycle.deactivate", "user.lifecycle.suspend", "user.lifecycle.create", "group.x"];
    await post(workshop, envelope(...types.map((eventType, n) => event(`u-${n}`, { eventType }))));
    expect(workshop.intake.sent.map(({ delaySeconds }) => delaySeconds)).toEqual([0, 0, 5, 5]);
    expect(workshop.intake.sent.map(({ body }) => body["priority"])).toEqual([0, 0, 1, 1]);
  });
});
