import { DeleteQueueCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { createSqsQueue } from "../../src/aws/sqs-queue.ts";
import { StoreUnavailable } from "../../src/domain/errors.ts";
import { queueContract } from "../contract/queue.contract.ts";
import { sqsConsumer } from "./sqs-consumer.ts";
import { sqs as client, createQueue, createQueueWithDeadLetters } from "./sqs-queues.ts";

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const clock = { sleep };

queueContract("SQS", async () => {
  const { queueUrl, deadUrl } = await createQueueWithDeadLetters();
  return {
    queue: createSqsQueue({ client, queueUrl, clock }),
    consumer: sqsConsumer(client, queueUrl),
    pass: (seconds) => sleep(seconds * 1000 + 100),
    deadBodies: async () => (await sqsConsumer(client, deadUrl).receive(10, 60)).map(({ body }) => body),
    close: async () => {
      for (const url of [queueUrl, deadUrl]) await client.send(new DeleteQueueCommand({ QueueUrl: url }));
    },
  };
});

test("a message on SQS carries its group, which makes a standard queue fair", async () => {
  const queueUrl = await createQueue();
  await createSqsQueue({ client, queueUrl, clock }).send([{ body: { n: 1 }, group: "acme" }]);
  const { Messages } = await client.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, MessageSystemAttributeNames: ["MessageGroupId"] }),
  );
  expect(Messages?.[0]?.Attributes?.MessageGroupId).toBe("acme");
});

test("says StoreUnavailable when there is no such queue on SQS", async () => {
  const queueUrl = `${await createQueue()}-missing`;
  const queue = createSqsQueue({ client, queueUrl, clock });
  await expect(queue.send([{ body: {}, group: "acme" }])).rejects.toBeInstanceOf(StoreUnavailable);
});
