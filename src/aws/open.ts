import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { createOktaInspector } from "../connectors/okta/inspector.ts";
import type { Deps } from "../lambda/deps.ts";
import { createInspectors } from "../lambda/directories.ts";
import type { Log } from "../ports/log.ts";
import type { OrgInspector } from "../ports/org-inspector.ts";
import type { SecretStore } from "../ports/secret-store.ts";
import type { TenantConfig } from "../tenants/tenant-config.ts";
import { masteryErrorOf } from "./aws-errors.ts";
import { readStackOutputs, regionOf } from "./stack-outputs.ts";
import { type AwsClients, composeDeps, createClients } from "./step-deps.ts";

export interface OpenedStack {
  readonly deps: Deps & {
    readonly secrets: SecretStore;
    readonly inspector: (tenant: TenantConfig) => OrgInspector;
    readonly deadLetters: () => Promise<number>;
  };
  close(): Promise<void>;
}

/**
 * A deployed stack, for the command line: with the operator's own credentials, over AWS's APIs.
 * @throws InvalidInput when the file names no stack.
 */
export async function openAwsDeps({ outputsFile }: { readonly outputsFile: string }): Promise<OpenedStack> {
  const outputs = readStackOutputs(outputsFile, process.env["AWS_REGION"]);
  const clients = createClients(regionOf(outputs));
  const env = {
    MASTERY_TABLE: outputs.TableName,
    MASTERY_INTAKE_QUEUE_URL: outputs.IntakeQueueUrl,
    MASTERY_ASSESSMENTS_QUEUE_URL: outputs.AssessmentsQueueUrl,
    MASTERY_KEY_ARN: outputs.KeyArn,
    MASTERY_MACHINE_ARN_PREFIX: outputs.MachineArnPrefix,
    MASTERY_MAIL_FROM: outputs.MailFrom,
  };
  const deadLetterUrls = [outputs.IntakeDeadLettersUrl, outputs.AssessmentsDeadLettersUrl];
  const deps = composeDeps(env, clients, quietLog);
  return {
    deps: {
      ...deps,
      inspector: createInspectors(deps, createOktaInspector),
      deadLetters: () => countMessages(clients, deadLetterUrls),
    },
    close: async () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

/** The command line says itself what went wrong. */
const quietLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** About how many messages wait there: SQS counts approximately. */
async function countMessages({ sqs }: AwsClients, urls: readonly string[]): Promise<number> {
  let count = 0;
  for (const QueueUrl of urls) {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] });
    const { Attributes } = await sqs.send(command).catch((error: unknown) => {
      throw masteryErrorOf(error, "sqs");
    });
    count += Number(Attributes?.["ApproximateNumberOfMessages"] ?? 0);
  }
  return count;
}
