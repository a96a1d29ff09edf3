import type { JsonObject } from "../domain/json.ts";

export interface Message {
  /** Members that are undefined are dropped, as `JSON.stringify` does. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Fairness group, the tenant; order is not kept. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html */
  readonly group: string;
  /** 0 to 900. */
  readonly delaySeconds?: number;
}

/** The sending side of a durable queue: resolved means stored. At least once. Errors: `StoreUnavailable`. */
export interface Queue {
  send(messages: readonly Message[]): Promise<void>;
}

export interface ReceivedMessage {
  readonly id: string;
  readonly body: JsonObject;
  /** 1 on the first delivery. */
  readonly receiveCount: number;
  /** Names this delivery; a later delivery of the same message has another. */
  readonly receipt: string;
}

/** The receiving side. In AWS the event source mapping does this; locally a worker does. */
export interface QueueConsumer {
  receive(max: number, visibilitySeconds: number): Promise<readonly ReceivedMessage[]>;
  /** Done: never delivered again. Acknowledging twice is harmless. */
  acknowledge(receipt: string): Promise<void>;
  /** Not done: delivered again after `delaySeconds`. */
  release(receipt: string, delaySeconds: number): Promise<void>;
}
