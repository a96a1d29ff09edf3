import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import middy from "@middy/core";
import type { SQSEvent, SQSRecord } from "aws-lambda";
import type { Log } from "../ports/log.ts";
import type { ConsumerDefinition } from "./definition.ts";

/** The chain around every queue consumer: each message succeeds or fails alone (partial batch response). */
export function consumerChain<Deps extends { readonly log: Log }>(
  definition: ConsumerDefinition<Deps>,
  loadDeps: () => Promise<Deps>,
) {
  return middy<SQSEvent>().handler(async (event) => {
    const deps = await loadDeps();
    const processor = new BatchProcessor(EventType.SQS);
    const handleRecord = async (record: SQSRecord): Promise<void> => {
      try {
        await definition.run(definition.message.parse(JSON.parse(record.body)), deps);
      } catch (error) {
        const name = error instanceof Error ? error.name : "unknown";
        deps.log.error("a message failed", { function: definition.name, messageId: record.messageId, error: name });
        throw error;
      }
    };
    return processPartialResponse(event, handleRecord, processor, { throwOnFullBatchFailure: false });
  });
}
