import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { createIngressDeps } from "../../../src/aws/ingress-deps.ts";
import { createItemReader } from "../../../src/aws/item-reader.ts";
import { createJsonApi } from "../../../src/aws/json-api.ts";
import { signPost } from "../../../src/aws/sign-v4.ts";
import type { Instant } from "../../../src/domain/time.ts";

interface Received {
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}
interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

const NOW = "2026-03-02T09:00:00.000Z" as Instant;
const clock = { now: () => NOW };
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A service that gives these answers one after the other, then the last one for ever. */
async function serve(...answers: Answer[]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    received.push({ headers: request.headers, body: JSON.parse(text) });
    const { status = 200, body } = answers.length > 1 ? answers.shift()! : answers[0]!;
    response
      .writeHead(status, { "x-amzn-requestid": "r-1" })
      .end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "wJalr", AWS_SESSION_TOKEN: "token" };
  return { received, env: { AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL: url, ...credentials } };
}

it("signs as AWS's published example does", () => {
  const headers = signPost({
    url: new URL("https://example.amazonaws.com/"),
    headers: {},
    body: "",
    service: "service",
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" },
    now: "2015-08-30T12:36:00.000Z" as Instant,
  });
  expect(headers.authorization).toBe(
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, " +
      "Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
  );
});

it("reads an item by its key, strongly consistent, in every type that the store writes", async () => {
  const value = { M: { text: { S: "a" }, yes: { BOOL: true }, none: { NULL: true }, list: { L: [{ N: "1.5" }] } } };
  const item = { partition: { S: "TENANT#acme#HOOK#h" }, sort: { S: "HOOK" }, version: { N: "3" }, value };
  const { env, received } = await serve({ body: { Item: { ...item, writerId: { S: "w" } } } });
  const reader = createItemReader(createJsonApi("dynamodb", env, clock), "table", clock);
  expect(await reader.get({ partition: "TENANT#acme#HOOK#h", sort: "HOOK" })).toEqual({
    partition: "TENANT#acme#HOOK#h",
    sort: "HOOK",
    version: 3,
    value: { text: "a", yes: true, none: null, list: [1.5] },
  });
  expect(received[0]?.body).toMatchObject({ TableName: "table", ConsistentRead: true });
  expect(received[0]?.headers).toMatchObject({
    "x-amz-target": "DynamoDB_20120810.GetItem",
    "x-amz-security-token": "token",
    authorization: expect.stringContaining("/eu-west-1/dynamodb/aws4_request"),
  });
});

it("finds nothing where there is no item, or an expired one", async () => {
  const expired = {
    partition: { S: "p" },
    sort: { S: "s" },
    version: { N: "1" },
    value: { M: {} },
    expiresAt: { N: "1" },
  };
  const { env } = await serve({ body: {} }, { body: { Item: expired } });
  const reader = createItemReader(createJsonApi("dynamodb", env, clock), "table", clock);
  expect(await reader.get({ partition: "p", sort: "s" })).toBeUndefined();
  expect(await reader.get({ partition: "p", sort: "s" })).toBeUndefined();
});

it("sends a batch with group and delay, and again only what was not taken", async () => {
  const { env, received } = await serve(
    { body: { Failed: [{ Id: "1", SenderFault: false, Code: "x" }] } },
    { body: {} },
  );
  const MASTERY_INTAKE_QUEUE_URL = "https://sqs.eu-west-1.amazonaws.com/1/intake";
  const { intake } = createIngressDeps({ ...env, MASTERY_TABLE: "t", MASTERY_INTAKE_QUEUE_URL });
  await intake.send([
    { body: { n: 0 }, group: "acme" },
    { body: { n: 1 }, group: "acme", delaySeconds: 5 },
  ]);
  const second = { Id: "1", MessageBody: '{"n":1}', MessageGroupId: "acme", DelaySeconds: 5 };
  expect(received.map(({ body }) => body)).toEqual([
    {
      QueueUrl: MASTERY_INTAKE_QUEUE_URL,
      Entries: [{ Id: "0", MessageBody: '{"n":0}', MessageGroupId: "acme" }, second],
    },
    { QueueUrl: MASTERY_INTAKE_QUEUE_URL, Entries: [second] },
  ]);
  expect(received[0]?.headers["x-amz-target"]).toBe("AmazonSQS.SendMessageBatch");
});

it.each([
  ["a server's failure", { status: 500, body: {} }],
  ["throttling", { status: 400, body: { __type: "com.amazonaws.dynamodb#ThrottlingException" } }],
  ["an answer that is cut off", { status: 200, body: '{"Item"' }],
])("tries again after %s", async (_what, first) => {
  const { env, received } = await serve(first, { body: { ok: 1 } });
  expect(await createJsonApi("dynamodb", env, clock)("GetItem", {})).toEqual({ ok: 1 });
  expect(received).toHaveLength(2);
});

it("gives up after three attempts as StoreUnavailable, and at once when it is refused", async () => {
  const down = await serve({ status: 503, body: {} });
  const reader = createItemReader(createJsonApi("dynamodb", down.env, clock), "table", clock);
  await expect(reader.get({ partition: "p", sort: "s" })).rejects.toMatchObject({ name: "StoreUnavailable" });
  expect(down.received).toHaveLength(3);
  const denied = await serve({ status: 400, body: { __type: "com.amazon.coral.service#AccessDeniedException" } });
  const other = createItemReader(createJsonApi("dynamodb", denied.env, clock), "table", clock);
  await expect(other.get({ partition: "p", sort: "s" })).rejects.toMatchObject({ name: "AccessDenied" });
  expect(denied.received).toHaveLength(1);
});

it("says StoreUnavailable when nobody answers", async () => {
  const { env } = await serve({ body: {} });
  const gone = { ...env, AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
  const reader = createItemReader(createJsonApi("dynamodb", gone, clock), "table", clock);
  await expect(reader.get({ partition: "p", sort: "s" })).rejects.toMatchObject({ name: "StoreUnavailable" });
});
