/** What the ingress runs on in AWS: a read of the table and the intake queue. No SDK, directory or Step Functions are loaded. */
import * as z from "zod";
import type { IngressDeps } from "../lambda/deps.ts";
import { IngressEnvironment, type ProcessEnvironment, parseEnvironment } from "./environment.ts";
import { createItemReader } from "./item-reader.ts";
import { createJsonApi } from "./json-api.ts";
import { createPowertoolsLog } from "./powertools-log.ts";
import { createBatchQueue } from "./sqs-batches.ts";
import { systemClock } from "./system-clock.ts";

const BatchAnswer = z.object({
  Failed: z
    .array(z.object({ Id: z.string().optional(), SenderFault: z.boolean().optional(), Code: z.string().optional() }))
    .nullish()
    .transform((failed) => failed ?? []),
});

/** Region, credentials and AWS_ENDPOINT_URL come from the environment, as for the SDK's clients. */
export function createIngressDeps(env: ProcessEnvironment): IngressDeps {
  const { MASTERY_TABLE: table, MASTERY_INTAKE_QUEUE_URL: QueueUrl } = parseEnvironment(IngressEnvironment, env);
  const clock = systemClock;
  const sqs = createJsonApi("sqs", env, clock);
  return {
    clock,
    log: createPowertoolsLog(),
    store: createItemReader(createJsonApi("dynamodb", env, clock), table, clock),
    intake: createBatchQueue({
      sendBatch: async (Entries) => BatchAnswer.parse(await sqs("SendMessageBatch", { QueueUrl, Entries })),
      clock,
    }),
  };
}
