/** Dead letters on SQS. A look receives them and gives them back: they are hidden from others for that moment. */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { JsonObject } from "../domain/json.ts";
import { instantOf } from "../domain/time.ts";
import type { DeadLetters, DeadMessage } from "../ports/dead-letters.ts";
import { masteryErrorOf } from "./aws-errors.ts";

export interface SqsDeadLettersOptions {
  readonly client: SQSClient;
  readonly queues: readonly { readonly name: string; readonly url: string; readonly deadUrl: string }[];
}

type Queue = SqsDeadLettersOptions["queues"][number];

/** Long enough to walk through, and short enough that the next look sees them again if this one dies. */
const HIDDEN_SECONDS = 60;
/** Short polling may miss servers: a queue is taken for walked through after so many empty answers. */
const EMPTY_ANSWERS = 2;

/** The dead letter queues of a deployed stack. */
export function createSqsDeadLetters({ client, queues }: SqsDeadLettersOptions): DeadLetters {
  return {
    count: async () => (await Promise.all(queues.map((queue) => countOf(client, queue)))).reduce((a, b) => a + b, 0),
    list: async (limit) => {
      const found: DeadMessage[] = [];
      for (const queue of queues) {
        const messages = await receive(client, queue, limit - found.length);
        await giveBack(client, queue, messages);
        found.push(...messages.map((message) => deadMessageOf(queue, message)));
      }
      return found;
    },
    redrive: async (id) => {
      for (const queue of queues) if (await redriveFrom(client, queue, id)) return true;
      return false;
    },
  };
}

async function countOf(client: SQSClient, { deadUrl }: Queue): Promise<number> {
  const command = new GetQueueAttributesCommand({
    QueueUrl: deadUrl,
    AttributeNames: ["ApproximateNumberOfMessages"],
  });
  const { Attributes } = await client.send(command).catch(fail);
  return Number(Attributes?.["ApproximateNumberOfMessages"] ?? 0);
}

/** Receives until `enough` were seen, or the queue has no more, or the one that is looked for has been found. */
async function receive(
  client: SQSClient,
  { deadUrl }: Queue,
  enough: number,
  isIt: (message: Message) => boolean = () => false,
): Promise<readonly Message[]> {
  const found = new Map<string, Message>();
  for (let empty = 0; empty < EMPTY_ANSWERS && found.size < enough; ) {
    const command = new ReceiveMessageCommand({
      QueueUrl: deadUrl,
      MaxNumberOfMessages: Math.min(10, enough - found.size),
      VisibilityTimeout: HIDDEN_SECONDS,
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ["All"],
    });
    const { Messages = [] } = await client.send(command).catch(fail);
    empty = Messages.length === 0 ? empty + 1 : 0;
    for (const message of Messages) found.set(message.MessageId ?? "", message);
    if (Messages.some(isIt)) break;
  }
  return [...found.values()];
}

async function giveBack(client: SQSClient, { deadUrl }: Queue, messages: readonly Message[]): Promise<void> {
  for (let start = 0; start < messages.length; start += 10) {
    const Entries = messages.slice(start, start + 10).map(({ ReceiptHandle }, at) => ({
      Id: String(at),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: deadUrl, Entries })).catch(fail);
  }
}

/** Sent before it is deleted: what happens in between is one delivery more, never one less. */
async function redriveFrom(client: SQSClient, queue: Queue, id: string): Promise<boolean> {
  const messages = await receive(client, queue, Number.POSITIVE_INFINITY, ({ MessageId }) => MessageId === id);
  const wanted = messages.find(({ MessageId }) => MessageId === id);
  await giveBack(
    client,
    queue,
    messages.filter((message) => message !== wanted),
  );
  if (!wanted) return false;
  const group = wanted.Attributes?.MessageGroupId;
  const fresh = { QueueUrl: queue.url, MessageBody: wanted.Body, ...(group ? { MessageGroupId: group } : {}) };
  await client.send(new SendMessageCommand(fresh)).catch(fail);
  await client
    .send(new DeleteMessageCommand({ QueueUrl: queue.deadUrl, ReceiptHandle: wanted.ReceiptHandle }))
    .catch(fail);
  return true;
}

function deadMessageOf({ name }: Queue, { MessageId = "", Body, Attributes }: Message): DeadMessage {
  const sentAt = Number(Attributes?.SentTimestamp);
  return { queue: name, id: MessageId, body: bodyOf(Body), ...(sentAt > 0 ? { at: instantOf(sentAt) } : {}) };
}

function bodyOf(text: string | undefined): JsonObject {
  try {
    const body: unknown = JSON.parse(text ?? "");
    return typeof body === "object" && body !== null ? (body as JsonObject) : {};
  } catch {
    return {};
  }
}

function fail(error: unknown): never {
  throw masteryErrorOf(error, "sqs");
}
