/** The receiving side of SQS as a `QueueConsumer`, for the contract only: deployed, Lambda's event source does this. */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { QueueConsumer } from "../../src/ports/queue.ts";

export function sqsConsumer(client: SQSClient, queueUrl: string): QueueConsumer {
  return {
    receive: async (max, visibilitySeconds) => {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: max,
          VisibilityTimeout: visibilitySeconds,
          MessageSystemAttributeNames: ["ApproximateReceiveCount"],
        }),
      );
      return Messages.map((message) => ({
        id: message.MessageId!,
        body: JSON.parse(message.Body!),
        receiveCount: Number(message.Attributes?.ApproximateReceiveCount),
        receipt: message.ReceiptHandle!,
      }));
    },
    acknowledge: async (receipt) => {
      try {
        await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receipt }));
      } catch (error) {
        // MiniStack says this of a message that is deleted already; SQS itself says that all is well.
        if (!(error instanceof ReceiptHandleIsInvalid)) throw error;
      }
    },
    release: async (receipt, delaySeconds) => {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrl,
          ReceiptHandle: receipt,
          VisibilityTimeout: delaySeconds,
        }),
      );
    },
  };
}
