import * as z from "zod";
import { stepDeps } from "../src/aws/step-entry.ts";
import { assess } from "../src/lambda/assess.ts";
import { defineConsumer } from "../src/lambda/definition.ts";
import type { Deps } from "../src/lambda/deps.ts";
import { createHandler } from "../src/lambda/handler.ts";

/** Takes a ready person's lease, loads, decides, guards, and starts what follows. */
export const definition = defineConsumer({
  name: "assess-person",
  queue: "assessments",
  message: z.strictObject({ schemaVersion: z.literal(1), tenantId: z.string(), personKey: z.string() }),
  run: ({ tenantId, personKey }, deps: Deps) => assess(tenantId, personKey, deps),
});

export const handler = createHandler(definition, stepDeps);
