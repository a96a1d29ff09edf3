/** What the steps, the consumers and the operator's command line run on in AWS. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { createCsvFeed } from "../connectors/csv/index.ts";
import { createOktaDirectory } from "../connectors/okta/index.ts";
import { createWebhookTransport } from "../connectors/webhook/transport.ts";
import type { Deps } from "../lambda/deps.ts";
import { createDirectories } from "../lambda/directories.ts";
import { createNotifiers } from "../lambda/notifiers.ts";
import type { Log } from "../ports/log.ts";
import type { SecretStore } from "../ports/secret-store.ts";
import { createRandomIds } from "../stores/random-ids.ts";
import { createSealedSecrets } from "../stores/sealed-secrets.ts";
import { createDynamoItemStore } from "./dynamo-item-store.ts";
import { type ProcessEnvironment, parseEnvironment, StepEnvironment } from "./environment.ts";
import { createKmsDataKeys } from "./kms-data-keys.ts";
import { createPowertoolsLog } from "./powertools-log.ts";
import { createSesTransport, SES_CONFIG } from "./ses-mail-transport.ts";
import { createSqsQueue } from "./sqs-queue.ts";
import { createStepFunctionsExecutions } from "./step-functions-executions.ts";
import { systemClock } from "./system-clock.ts";

export interface AwsClients {
  readonly dynamo: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly states: SFNClient;
  readonly kms: KMSClient;
  readonly ses: SESv2Client;
}

/** What a function runs on; the clients take region, credentials and AWS_ENDPOINT_URL from the environment. */
export function createStepDeps(env: ProcessEnvironment): Deps {
  return composeDeps(parseEnvironment(StepEnvironment, env), createClients(), createPowertoolsLog());
}

/** One client a service; without a region, that of the environment. */
export function createClients(region?: string): AwsClients {
  const config = region === undefined ? {} : { region };
  return {
    dynamo: new DynamoDBClient(config),
    sqs: new SQSClient(config),
    states: new SFNClient(config),
    kms: new KMSClient(config),
    ses: new SESv2Client({ ...config, ...SES_CONFIG }),
  };
}

/** The adapters put together. */
export function composeDeps(
  env: StepEnvironment,
  { dynamo, sqs, states, kms, ses }: AwsClients,
  log: Log,
): Deps & { readonly secrets: SecretStore } {
  const clock = systemClock;
  const client = DynamoDBDocumentClient.from(dynamo);
  const store = createDynamoItemStore({ client, table: env.MASTERY_TABLE, now: clock.now });
  const secrets = createSealedSecrets(store, createKmsDataKeys({ client: kms, keyArn: env.MASTERY_KEY_ARN }));
  const transport = createSesTransport({ client: ses, from: env.MASTERY_MAIL_FROM, clock });
  return {
    clock,
    log,
    store,
    secrets,
    ids: createRandomIds(),
    intake: createSqsQueue({ client: sqs, queueUrl: env.MASTERY_INTAKE_QUEUE_URL, clock }),
    assessments: createSqsQueue({ client: sqs, queueUrl: env.MASTERY_ASSESSMENTS_QUEUE_URL, clock }),
    executions: createStepFunctionsExecutions({ client: states, machineArnPrefix: env.MASTERY_MACHINE_ARN_PREFIX }),
    directory: createDirectories({ secrets, clock }, createOktaDirectory),
    feedOfFile: createCsvFeed,
    pageUrl: (path) => `${env.MASTERY_API_URL.replace(/\/$/, "")}${path}`,
    notifier: createNotifiers({ store, secrets, clock, transport }, createWebhookTransport),
  };
}
