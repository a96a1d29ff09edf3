import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Clock } from "../ports/clock.ts";
import type { Queue } from "../ports/queue.ts";
import { createBatchQueue } from "./sqs-batches.ts";

export interface SqsQueueOptions {
  readonly client: SQSClient;
  /** A standard queue: the message group makes it fair, and order is not kept. */
  readonly queueUrl: string;
  readonly clock: Pick<Clock, "sleep">;
}

/** A queue by the SDK's client. */
export function createSqsQueue({ client, queueUrl, clock }: SqsQueueOptions): Queue {
  const sendBatch = async (entries: Parameters<Parameters<typeof createBatchQueue>[0]["sendBatch"]>[0]) =>
    client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: [...entries] }));
  return createBatchQueue({ sendBatch, clock });
}
