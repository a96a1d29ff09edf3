/** The sending side of a queue on SQS, whoever makes the requests; Lambda's event source mapping does the receiving. */
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

/** A message as SQS takes it. */
export interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly MessageGroupId: string;
  readonly DelaySeconds?: number;
}

/** What SQS did not take of a batch. */
export interface BatchAnswer {
  readonly Failed?:
    | readonly {
        readonly Id?: string | undefined;
        readonly SenderFault?: boolean | undefined;
        readonly Code?: string | undefined;
      }[]
    | undefined;
}

export interface BatchQueueOptions {
  /** One SendMessageBatch. */
  readonly sendBatch: (entries: readonly Entry[]) => Promise<BatchAnswer>;
  readonly clock: Pick<Clock, "sleep">;
}

export function createBatchQueue(options: BatchQueueOptions): Queue {
  return {
    send: async (messages) => {
      for (const batch of batchesOf(messages.map(entryOf))) await sendUntilTaken(options, batch);
    },
  };
}

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
async function sendUntilTaken({ sendBatch, clock }: BatchQueueOptions, batch: readonly Entry[]): Promise<void> {
  let rest = batch;
  for (let attempt = 0; rest.length > 0; attempt += 1) {
    if (attempt === ATTEMPTS) throw new StoreUnavailable(`sqs did not take ${rest.length} of ${batch.length} messages`);
    if (attempt > 0) await clock.sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    const refused = await refusedOf(sendBatch, rest);
    rest = rest.filter((entry) => refused.has(entry.Id));
  }
}

async function refusedOf(
  sendBatch: BatchQueueOptions["sendBatch"],
  entries: readonly Entry[],
): Promise<ReadonlySet<string>> {
  const { Failed = [] } = await sendBatch(entries).catch((error: unknown) => {
    throw masteryErrorOf(error, "sqs");
  });
  const ours = Failed.find(({ SenderFault }) => SenderFault);
  if (ours !== undefined)
    throw new InvalidInput("sqs does not accept a message", { provider: "sqs", providerCode: ours.Code ?? "unknown" });
  return new Set(Failed.map(({ Id }) => Id ?? ""));
}
