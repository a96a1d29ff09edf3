import { createOktaInspector } from "../connectors/okta/inspector.ts";
import type { Deps } from "../lambda/deps.ts";
import { createInspectors } from "../lambda/directories.ts";
import type { DeadLetters } from "../ports/dead-letters.ts";
import type { Log } from "../ports/log.ts";
import type { OrgInspector } from "../ports/org-inspector.ts";
import type { SecretStore } from "../ports/secret-store.ts";
import type { TenantConfig } from "../tenants/tenant-config.ts";
import { createSqsDeadLetters } from "./sqs-dead-letters.ts";
import { readStackOutputs, regionOf } from "./stack-outputs.ts";
import { composeDeps, createClients } from "./step-deps.ts";

export interface OpenedStack {
  readonly deps: Deps & {
    readonly secrets: SecretStore;
    readonly deadLetterBox: DeadLetters;
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
    MASTERY_API_URL: outputs.ApiUrl,
  };
  const deadLetterBox = createSqsDeadLetters({
    client: clients.sqs,
    queues: [
      { name: "intake", url: outputs.IntakeQueueUrl, deadUrl: outputs.IntakeDeadLettersUrl },
      { name: "assessments", url: outputs.AssessmentsQueueUrl, deadUrl: outputs.AssessmentsDeadLettersUrl },
    ],
  });
  const deps = composeDeps(env, clients, quietLog);
  return {
    deps: {
      ...deps,
      inspector: createInspectors(deps, createOktaInspector),
      deadLetterBox,
      deadLetters: deadLetterBox.count,
    },
    close: async () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

/** The command line says itself what went wrong. */
const quietLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
