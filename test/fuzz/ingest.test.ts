/** Whatever is sent to the hook's ingress, it answers 2xx or 4xx, and keeps nothing of what it refused. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { expect, it } from "vitest";
import { definition as dispatch } from "../../functions/dispatch-event.ts";
import { definition } from "../../functions/ingest-okta-hook.ts";
import { hookOf, inWorkshop, SECRET, type Workshop } from "../functions/workshop.ts";

const HOOK = hookOf("acme");
/** The organization in which the hook is; deliveries may say that they come from there or from anywhere. */
const ORG = "acme.okta.com";
const RUNS = Number(process.env["MASTERY_FUZZ_RUNS"] ?? 10_000);

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ maxLength: 20 }),
  fc.constantFrom("", "\u0000", "\ud800", "__proto__", "\uffff", "null", "x".repeat(5000)),
);
const nasty = fc.oneof(text, fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(null, 0, -1, 1e308, true, [], {}));
const maybe = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 20, arbitrary: value }, { weight: 1, arbitrary: nasty });
const time = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom("9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "-271821-04-20T00:00:00.000Z"),
);

const party = fc.record({ id: maybe(text), type: maybe(fc.constantFrom("User", "UserGroup")) }, { requiredKeys: [] });
const event = fc.record(
  {
    uuid: maybe(text),
    eventType: maybe(fc.oneof(fc.constantFrom("user.lifecycle.deactivate", "user.account.update_profile"), text)),
    published: maybe(time),
    actor: maybe(party),
    target: maybe(fc.array(maybe(party), { maxLength: 4 })),
    transaction: maybe(fc.record({ detail: maybe(fc.record({ requestApiTokenId: maybe(text) })) })),
    debugContext: nasty,
  },
  { requiredKeys: ["uuid", "eventType"] },
);
const envelope = fc.record(
  {
    eventType: maybe(fc.constant("com.okta.event_hook")),
    source: maybe(
      fc.oneof({ weight: 3, arbitrary: fc.constant(`https://${ORG}/api/v1/eventHooks/who1`) }, fc.webUrl()),
    ),
    eventId: nasty,
    eventTime: maybe(time),
    data: maybe(fc.record({ events: maybe(fc.array(maybe(event), { maxLength: 6 })) })),
  },
  { requiredKeys: ["eventType", "data"] },
);
const json = fc
  .oneof({ weight: 4, arbitrary: envelope }, { weight: 1, arbitrary: nasty })
  .map((value) => Buffer.from(JSON.stringify(value) ?? ""));
/** Well-formed text that was cut off, or of which one byte is another. */
const broken = fc
  .tuple(json, fc.nat(), fc.integer({ min: 0, max: 255 }), fc.boolean())
  .map(([bytes, at, byte, cut]) => {
    const position = bytes.length === 0 ? 0 : at % bytes.length;
    if (cut) return bytes.subarray(0, position);
    const changed = Buffer.from(bytes);
    changed[position] = byte;
    return changed;
  });
/** It is refused for its size alone: without the white space it would be taken in. */
const oversized = fc.constant(
  Buffer.concat([
    Buffer.alloc(1024 * 1024, " "),
    Buffer.from(`{"eventType":"com.okta.event_hook","data":{"events":[]}}`),
  ]).toString("base64"),
);
const small = fc.oneof(
  { weight: 4, arbitrary: json },
  { weight: 2, arbitrary: broken },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
);
const body = fc.oneof(
  { weight: 200, arbitrary: small.map((bytes) => bytes.toString("base64")) },
  { weight: 1, arbitrary: oversized },
);
const header = fc.oneof(text, fc.constant(null));
const request = fc.record({
  httpMethod: fc.constant("POST"),
  headers: fc
    .record(
      {
        Authorization: fc.oneof({ weight: 12, arbitrary: fc.constant(SECRET) }, { weight: 1, arbitrary: header }),
        "Content-Type": fc.oneof(
          { weight: 12, arbitrary: fc.constant("application/json") },
          { weight: 1, arbitrary: header },
        ),
        "X-Okta-Verification-Challenge": header,
      },
      { requiredKeys: ["Authorization", "Content-Type"] },
    )
    .chain((headers) =>
      fc.dictionary(fc.string({ maxLength: 10 }), header, { maxKeys: 3 }).map((more) => ({ ...more, ...headers })),
    ),
  pathParameters: fc.oneof(
    { weight: 20, arbitrary: fc.constant({ hookId: HOOK }) },
    { weight: 1, arbitrary: text.map((hookId) => ({ hookId })) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  body,
  isBase64Encoded: fc.constant(true),
});

/** Every row of every table, as a second connection reads it. */
function openContents({ dir }: Workshop): { readonly read: () => string; readonly close: () => void } {
  const database = new DatabaseSync(join(dir, "store.sqlite"), { readOnly: true });
  const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  const tables = names.map(({ name }) => database.prepare(`SELECT * FROM "${name}"`));
  return { read: () => JSON.stringify(tables.map((table) => table.all())), close: () => database.close() };
}

interface Trial {
  readonly workshop: Workshop;
  readonly stored: () => string;
  /** How often each status was answered. */
  readonly seen: Map<number, number>;
}

async function judge({ workshop, stored, seen }: Trial, given: { readonly body: string }): Promise<void> {
  const { intake, assessments } = workshop;
  intake.sent.length = 0;
  const before = stored();
  const answer = (await workshop.call(definition, given)) as { statusCode: number; body: string };
  const { statusCode } = answer;
  seen.set(statusCode, (seen.get(statusCode) ?? 0) + 1);
  expect([204, 400, 401, 403, 413, 415]).toContain(statusCode);
  expect(stored()).toBe(before);
  expect(assessments.sent).toEqual([]);
  expect(intake.sent).toHaveLength(statusCode === 204 ? eventsIn(given.body) : 0);
  expect(answer.body).not.toContain(SECRET);
}

/** What was accepted has so many events, each of which is in the queue. */
const eventsIn = (base64: string): number =>
  JSON.parse(Buffer.from(base64, "base64").toString("utf8")).data.events.length;

it("survives whatever is sent to it, and stores nothing of what it refuses", async () => {
  await inWorkshop(async (workshop) => {
    const hook = { id: HOOK, secret: { secret: "okta-hook" } };
    const auth = { type: "token", token: { secret: "okta-token" } };
    await workshop.tenant("acme", { okta: { orgUrl: `https://${ORG}`, auth, hook } });
    const contents = openContents(workshop);
    const trial: Trial = { workshop, stored: contents.read, seen: new Map() };
    const empty = contents.read();
    expect(empty).toContain(HOOK);
    const kept: unknown[] = [];
    const property = fc.asyncProperty(request, async (given) => {
      await judge(trial, given);
      if (kept.length < 200) kept.push(...workshop.intake.sent.map((message) => message.body));
    });
    await fc.assert(property, { numRuns: RUNS });
    // What was accepted must not die in the queue either, and it is there that it is stored.
    expect(await workshop.deliver(dispatch, kept)).toEqual([]);
    expect(contents.read()).not.toBe(empty);
    contents.close();
    const counts = [...trial.seen].sort(([a], [b]) => a - b).map(([status, count]) => `${count} × ${status}`);
    const checked = "store and queues read before and after each";
    console.log(`ingress fuzzed with ${RUNS} requests: ${counts.join(", ")}; ${checked}; ${kept.length} dispatched`);
    for (const status of [204, 400, 401, 403, 413, 415])
      expect(trial.seen.get(status) ?? 0).toBeGreaterThan(RUNS / 1000);
  });
}, 120_000);
