import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { createSqsQueue } from "../../../src/aws/sqs-queue.ts";
import { InvalidInput, StoreUnavailable } from "../../../src/domain/errors.ts";

const client = new SQSClient({ region: "eu-west-1" });
const sqs = mockClient(client);
const pauses: number[] = [];
const clock = {
  sleep: async (ms: number) => {
    pauses.push(ms);
  },
};
const queue = createSqsQueue({ client, queueUrl: "https://sqs.example/q", clock });
const messages = (count: number) => Array.from({ length: count }, (_, n) => ({ body: { n }, group: "acme" }));
const sent = () =>
  sqs.commandCalls(SendMessageBatchCommand).map((call) => call.args[0].input.Entries!.map(({ Id }) => Id));
const failed = (Id: string, SenderFault = false) => ({ Id, SenderFault, Code: "InternalError" });

beforeEach(() => {
  sqs.reset();
  pauses.length = 0;
});

test("sends ten messages a request, with group and delay", async () => {
  sqs.on(SendMessageBatchCommand).resolves({});
  await queue.send([...messages(11), { body: { n: 11 }, group: "globex", delaySeconds: 5 }]);
  expect(sent().map((ids) => ids.length)).toEqual([10, 2]);
  expect(sqs.commandCalls(SendMessageBatchCommand)[1]!.args[0].input.Entries).toEqual([
    { Id: "10", MessageBody: '{"n":10}', MessageGroupId: "acme" },
    { Id: "11", MessageBody: '{"n":11}', MessageGroupId: "globex", DelaySeconds: 5 },
  ]);
});

test("keeps a request below 256 KB", async () => {
  sqs.on(SendMessageBatchCommand).resolves({});
  await queue.send(Array.from({ length: 5 }, () => ({ body: { x: "x".repeat(100_000) }, group: "acme" })));
  expect(sent().map((ids) => ids.length)).toEqual([2, 2, 1]);
});

test("sends again only what was not taken, after growing pauses", async () => {
  sqs
    .on(SendMessageBatchCommand)
    .resolvesOnce({ Failed: [failed("1"), failed("2")] })
    .resolvesOnce({ Failed: [failed("2")] })
    .resolves({});
  await queue.send(messages(3));
  expect(sent()).toEqual([["0", "1", "2"], ["1", "2"], ["2"]]);
  expect(pauses).toEqual([100, 200]);
});

test("says StoreUnavailable after four attempts", async () => {
  sqs.on(SendMessageBatchCommand).resolves({ Failed: [failed("0")] });
  await expect(queue.send(messages(2))).rejects.toBeInstanceOf(StoreUnavailable);
  expect(sent()).toHaveLength(4);
});

test("says InvalidInput when the message itself is at fault", async () => {
  sqs.on(SendMessageBatchCommand).resolves({ Failed: [failed("0", true)] });
  await expect(queue.send(messages(1))).rejects.toBeInstanceOf(InvalidInput);
  expect(sent()).toHaveLength(1);
});

test("says StoreUnavailable when SQS does not answer", async () => {
  sqs.on(SendMessageBatchCommand).rejects(Object.assign(new Error("gone"), { name: "TimeoutError" }));
  await expect(queue.send(messages(1))).rejects.toBeInstanceOf(StoreUnavailable);
});
