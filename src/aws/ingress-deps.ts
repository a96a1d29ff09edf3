/** What the ingress runs on in AWS: the table and the intake queue. No directory and no Step Functions are loaded. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { IngressDeps } from "../lambda/deps.ts";
import { createDynamoItemStore } from "./dynamo-item-store.ts";
import { IngressEnvironment, type ProcessEnvironment, parseEnvironment } from "./environment.ts";
import { createPowertoolsLog } from "./powertools-log.ts";
import { createSqsQueue } from "./sqs-queue.ts";
import { systemClock } from "./system-clock.ts";

/** The clients take region, credentials and AWS_ENDPOINT_URL from the environment. */
export function createIngressDeps(env: ProcessEnvironment): IngressDeps {
  const { MASTERY_TABLE: table, MASTERY_INTAKE_QUEUE_URL: queueUrl } = parseEnvironment(IngressEnvironment, env);
  const clock = systemClock;
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  return {
    clock,
    log: createPowertoolsLog(),
    store: createDynamoItemStore({ client, table, now: clock.now }),
    intake: createSqsQueue({ client: new SQSClient({}), queueUrl, clock }),
  };
}
