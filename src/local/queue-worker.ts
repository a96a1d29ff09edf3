import type { SQSBatchResponse } from "aws-lambda";
import { epochMsOf } from "../domain/time.ts";
import type { LambdaHandler } from "../lambda/handler.ts";
import type { Message, Queue } from "../ports/queue.ts";
import type { LocalClock } from "./clock.ts";
import type { SqliteQueue } from "./sqlite-queue.ts";

/** As Lambda's event source mapping for SQS does it: batches, partial failures, and a visibility time-out above the function's. */
const BATCH = 10;
const VISIBILITY_SECONDS = 180;
const RETRY_SECONDS = 10;

export interface QueueWorker {
  /** The sending side; what is sent here is worked on at once. */
  readonly queue: Queue;
  /** Works until aborted; resolves when the last batch is done. */
  run(signal: AbortSignal): Promise<void>;
  /** Nothing is being worked on and nothing is visible now. */
  isIdle(): Promise<boolean>;
}

/** Feeds a queue's messages to the handler of its consumer function. */
export function createQueueWorker(queue: SqliteQueue, clock: LocalClock, handler: () => LambdaHandler): QueueWorker {
  let wake = (): void => undefined;
  let working = false;
  const waitForMessages = async (signal: AbortSignal): Promise<void> => {
    const woken = Promise.withResolvers<void>();
    const waiting = new AbortController();
    wake = woken.resolve;
    signal.addEventListener("abort", wake, { once: true });
    const next = await queue.nextVisibleAt();
    const ms = next === undefined ? undefined : Math.max(0, epochMsOf(next) - epochMsOf(clock.now()));
    const slept = ms === undefined ? [] : [clock.sleep(ms, waiting.signal).catch(() => undefined)];
    if (!signal.aborted) await Promise.race([woken.promise, ...slept]);
    waiting.abort();
    signal.removeEventListener("abort", wake);
  };
  return {
    queue: {
      send: async (messages: readonly Message[]) => {
        await queue.send(messages);
        wake();
      },
    },
    run: async (signal) => {
      while (!signal.aborted) {
        working = true;
        const worked = await clock.track(() => workOnBatch(queue, handler()));
        working = false;
        if (!worked) await waitForMessages(signal);
      }
    },
    isIdle: async () => {
      const next = await queue.nextVisibleAt();
      return !working && (next === undefined || next > clock.now());
    },
  };
}

async function workOnBatch(queue: SqliteQueue, handler: LambdaHandler): Promise<boolean> {
  const messages = await queue.receive(BATCH, VISIBILITY_SECONDS);
  if (messages.length === 0) return false;
  const Records = messages.map((message) => ({
    messageId: message.id,
    receiptHandle: message.receipt,
    body: JSON.stringify(message.body),
    attributes: { ApproximateReceiveCount: String(message.receiveCount) },
    eventSource: "aws:sqs",
  }));
  const answer = (await handler({ Records }, {})) as SQSBatchResponse;
  const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  for (const { id, receipt, receiveCount } of messages)
    await (failed.has(id) ? queue.release(receipt, RETRY_SECONDS * receiveCount) : queue.acknowledge(receipt));
  return true;
}
