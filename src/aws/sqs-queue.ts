/** The sending side of the intake queue on SQS; Lambda's event source mapping does the receiving. */
import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, type SQSClient } from "@aws-sdk/client-sqs";
import { InvalidInput, StoreUnavailable } from "../domain/errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { Message, Queue } from "../ports/queue.ts";
import { bodyText } from "../stores/message-rules.ts";
import { masteryErrorOf } from "./aws-errors.ts";

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const BATCH_SIZE = 10;
const BATCH_BYTES = 256 * 1024;
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 100;

export interface SqsQueueOptions {
  readonly client: SQSClient;
  /** A standard queue: the message group makes it fair, and order is not kept. */
  readonly queueUrl: string;
  readonly clock: Pick<Clock, "sleep">;
}

export function createSqsQueue(options: SqsQueueOptions): Queue {
  return {
    send: async (messages) => {
      for (const batch of batchesOf(messages.map(entryOf))) await sendBatch(options, batch);
    },
  };
}

type Entry = SendMessageBatchRequestEntry & { readonly Id: string; readonly MessageBody: string };

function entryOf(message: Message, position: number): Entry {
  const { group, delaySeconds } = message;
  return {
    Id: String(position),
    MessageBody: bodyText(message),
    MessageGroupId: group,
    ...(delaySeconds !== undefined && { DelaySeconds: delaySeconds }),
  };
}

function batchesOf(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const batches: Entry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.MessageBody);
    const batch = batches.at(-1);
    if (batch !== undefined && batch.length < BATCH_SIZE && bytes + size <= BATCH_BYTES) {
      batch.push(entry);
      bytes += size;
    } else {
      batches.push([entry]);
      bytes = size;
    }
  }
  return batches;
}

/** SQS takes some messages of a batch and refuses others; only those are sent again. */
async function sendBatch({ client, queueUrl, clock }: SqsQueueOptions, batch: readonly Entry[]): Promise<void> {
  let rest = batch;
  for (let attempt = 0; rest.length > 0; attempt += 1) {
    if (attempt === ATTEMPTS) throw new StoreUnavailable(`sqs did not take ${rest.length} of ${batch.length} messages`);
    if (attempt > 0) await clock.sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    const refused = await refusedOf(client, queueUrl, rest);
    rest = rest.filter((entry) => refused.has(entry.Id));
  }
}

async function refusedOf(client: SQSClient, queueUrl: string, entries: readonly Entry[]): Promise<ReadonlySet<string>> {
  const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: [...entries] });
  const { Failed = [] } = await client.send(command).catch((error: unknown) => {
    throw masteryErrorOf(error, "sqs");
  });
  const ours = Failed.find(({ SenderFault }) => SenderFault);
  if (ours !== undefined)
    throw new InvalidInput("sqs does not accept a message", { provider: "sqs", providerCode: ours.Code ?? "unknown" });
  return new Set(Failed.map(({ Id }) => Id ?? ""));
}
