/** The deployed consumer behind SQS: of a batch, only what failed comes again, and in the end it is a dead letter. */
import { DeleteMessageCommand, DeleteQueueCommand, type Message, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { definition } from "../../functions/dispatch-event.ts";
import { createSqsQueue } from "../../src/aws/sqs-queue.ts";
import type { Instant } from "../../src/domain/time.ts";
import type { Deps } from "../../src/lambda/deps.ts";
import { createHandler } from "../../src/lambda/handler.ts";
import { isRecorded } from "../../src/stores/events.ts";
import { createRandomIds } from "../../src/stores/random-ids.ts";
import { parseTenantConfig } from "../../src/tenants/tenant-config.ts";
import { applyTenant } from "../../src/tenants/tenant-records.ts";
import type { ItemStoreUnderTest } from "../contract/item-store.contract.ts";
import { tenantConfig } from "../unit/api/office.ts";
import { dynamoSubject } from "./dynamo-subject.ts";
import { sqsConsumer } from "./sqs-consumer.ts";
import { createQueue, createQueueWithDeadLetters, sqs } from "./sqs-queues.ts";

const NOW = "2026-03-02T09:00:00.000Z" as Instant;
const VISIBILITY_SECONDS = 2;
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

let under: ItemStoreUnderTest;
let queues: { queueUrl: string; deadUrl: string };
let assessmentsUrl: string;
beforeAll(async () => {
  [under, queues, assessmentsUrl] = await Promise.all([dynamoSubject(), createQueueWithDeadLetters(), createQueue()]);
  const config = parseTenantConfig(JSON.stringify(tenantConfig()), "acme.json");
  await applyTenant(under.store, config, { now: NOW });
});
afterAll(async () => {
  for (const QueueUrl of [queues.queueUrl, queues.deadUrl, assessmentsUrl])
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  await under.close();
});

const hint = (n: number) => ({
  ...{ schemaVersion: 1, tenantId: "acme", eventId: `event-${n}`, eventType: "user.account.update_profile" },
  ...{ source: "okta-hook", receivedAt: NOW, subject: { provider: "okta", id: `00u${n}` }, priority: 1, own: false },
});

/** What Lambda's event source mapping does: a batch to the handler, and a deletion of all that it does not say failed. */
async function deliverBatch(): Promise<{ got: readonly string[]; failed: readonly string[] }> {
  const { queueUrl: QueueUrl } = queues;
  const MaxNumberOfMessages = 10;
  const request = { QueueUrl, MaxNumberOfMessages, VisibilityTimeout: VISIBILITY_SECONDS };
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(request));
  const Records = Messages.map(({ MessageId, ReceiptHandle, Body }) => ({
    ...{ messageId: MessageId, receiptHandle: ReceiptHandle, body: Body, attributes: {}, eventSource: "aws:sqs" },
  }));
  const quiet = () => {};
  const assessments = createSqsQueue({ client: sqs, queueUrl: assessmentsUrl, clock: { sleep } });
  const log = { info: quiet, warn: quiet, error: quiet };
  const deps = { store: under.store, ids: createRandomIds(), assessments, log } as unknown as Deps;
  const handler = createHandler(definition, async () => deps);
  const answer = (await handler({ Records }, {})) as { batchItemFailures: { itemIdentifier: string }[] };
  const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  for (const { MessageId, ReceiptHandle } of Messages)
    if (!failed.has(String(MessageId))) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  const eventIdOf = ({ Body }: Message): string => JSON.parse(Body ?? "").eventId;
  const failures = Messages.filter(({ MessageId }) => failed.has(String(MessageId)));
  return { got: Messages.map(eventIdOf).toSorted(), failed: failures.map(eventIdOf) };
}

test("of a batch of five in which one fails, that one alone comes again, until it is a dead letter", async () => {
  const poison = { ...hint(3), priority: "of another release" };
  const bodies = [hint(1), hint(2), poison, hint(4), hint(5)];
  const intake = createSqsQueue({ client: sqs, queueUrl: queues.queueUrl, clock: { sleep } });
  await intake.send(bodies.map((body) => ({ body, group: "acme" })));

  const ids = bodies.map(({ eventId }) => eventId);
  const deliveries = [await deliverBatch()];
  expect(deliveries[0]).toEqual({ got: ids, failed: ["event-3"] });
  for (let again = 0; again < 2; again += 1) {
    await sleep(VISIBILITY_SECONDS * 1000 + 200);
    deliveries.push(await deliverBatch());
    expect(deliveries.at(-1)).toEqual({ got: ["event-3"], failed: ["event-3"] });
  }
  await sleep(VISIBILITY_SECONDS * 1000 + 200);
  expect(await deliverBatch()).toEqual({ got: [], failed: [] });

  const dead = await sqsConsumer(sqs, queues.deadUrl).receive(10, 60);
  expect(dead.map(({ body }) => body["eventId"])).toEqual(["event-3"]);
  const recorded = await Promise.all(ids.map((id) => isRecorded(under.store, "acme", id)));
  expect(recorded).toEqual([true, true, false, true, true]);
  const asked = await sqsConsumer(sqs, assessmentsUrl).receive(10, 60);
  expect(asked).toHaveLength(4);
  const counts = deliveries.map(({ got, failed }) => `${failed.length} of ${got.length}`).join(", ");
  console.log(`SQS partial batches: failed ${counts}; ${dead.length} dead letter, ${asked.length} looks asked for`);
});
