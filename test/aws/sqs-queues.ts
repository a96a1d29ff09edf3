/** Queues of the tests' own, as the deployed ones are made. */
import { randomUUID } from "node:crypto";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";

/** The SDK takes endpoint, region and credentials from the environment. */
export const sqs = new SQSClient({});

export async function createQueue(attributes: Record<string, string> = {}): Promise<string> {
  const name = `mastery-test-${randomUUID()}`;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  return QueueUrl!;
}

export async function createQueueWithDeadLetters(): Promise<{ queueUrl: string; deadUrl: string }> {
  const deadUrl = await createQueue();
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: deadUrl, AttributeNames: ["QueueArn"] }),
  );
  const redrive = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 3 });
  return { queueUrl: await createQueue({ RedrivePolicy: redrive }), deadUrl };
}
