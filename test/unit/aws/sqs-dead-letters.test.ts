import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, it } from "vitest";
import { createSqsDeadLetters } from "../../../src/aws/sqs-dead-letters.ts";

const sqs = mockClient(SQSClient);
const DEAD = "https://sqs.example/intake-dead";
const LIVE = "https://sqs.example/intake";
const box = createSqsDeadLetters({
  client: new SQSClient({ region: "eu-west-1" }),
  queues: [{ name: "intake", url: LIVE, deadUrl: DEAD }],
});

const message = (id: string) => ({
  MessageId: id,
  ReceiptHandle: `r-${id}`,
  Body: JSON.stringify({ tenantId: "acme", eventId: `e-${id}` }),
  Attributes: { SentTimestamp: "1772442000000", MessageGroupId: "acme" },
});

beforeEach(() => {
  sqs.reset();
  for (const command of [ChangeMessageVisibilityBatchCommand, DeleteMessageCommand, SendMessageCommand] as const)
    sqs.on(command as typeof SendMessageCommand).resolves({});
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: "3" } });
  sqs
    .on(ReceiveMessageCommand)
    .resolvesOnce({ Messages: [message("a"), message("b")] })
    .resolvesOnce({})
    .resolvesOnce({ Messages: [message("c")] })
    .resolves({});
});

it("counts without receiving anything", async () => {
  expect(await box.count()).toBe(3);
  expect(sqs.commandCalls(ReceiveMessageCommand)).toEqual([]);
});

it("lists every message although one answer in between is empty, and gives them all back", async () => {
  const found = await box.list(100);
  expect(found.map(({ id, queue }) => [queue, id])).toEqual([
    ["intake", "a"],
    ["intake", "b"],
    ["intake", "c"],
  ]);
  expect(found[0]).toMatchObject({ at: "2026-03-02T09:00:00.000Z", body: { eventId: "e-a" } });
  const back = sqs.commandCalls(ChangeMessageVisibilityBatchCommand).flatMap(({ args }) => args[0].input.Entries ?? []);
  expect(back.map(({ ReceiptHandle, VisibilityTimeout }) => [ReceiptHandle, VisibilityTimeout])).toEqual([
    ["r-a", 0],
    ["r-b", 0],
    ["r-c", 0],
  ]);
});

it("sends one again in its group before it deletes it, and leaves the others", async () => {
  expect(await box.redrive("b")).toBe(true);
  expect(sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input)).toEqual([
    { QueueUrl: LIVE, MessageBody: message("b").Body, MessageGroupId: "acme" },
  ]);
  expect(sqs.commandCalls(DeleteMessageCommand).map(({ args }) => args[0].input)).toEqual([
    { QueueUrl: DEAD, ReceiptHandle: "r-b" },
  ]);
});

it("deletes nothing when the sending fails, and finds no message that is not there", async () => {
  sqs.on(SendMessageCommand).rejects(Object.assign(new Error("down"), { name: "ServiceUnavailable" }));
  await expect(box.redrive("a")).rejects.toMatchObject({ name: "StoreUnavailable" });
  expect(sqs.commandCalls(DeleteMessageCommand)).toEqual([]);
  expect(await box.redrive("z")).toBe(false);
});
