import * as z from "zod";
import { stepDeps } from "../src/aws/step-entry.ts";
import { assess } from "../src/lambda/assess.ts";
import { defineConsumer } from "../src/lambda/definition.ts";
import type { Deps } from "../src/lambda/deps.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { forTenant } from "../src/stores/tenant-store.ts";
import { isApplied } from "../src/tenants/tenant-records.ts";

/** Takes a ready person's lease, loads, decides, guards, and starts what follows. */
export const definition = defineConsumer({
  name: "assess-person",
  queue: "assessments",
  message: z.strictObject({ schemaVersion: z.literal(1), tenantId: z.string(), personKey: z.string() }),
  run: async ({ tenantId, personKey }, deps: Deps) => {
    const store = forTenant(deps.store, tenantId);
    if (!(await isApplied(store, tenantId))) return deps.log.warn("look in a removed tenant let go", { tenantId });
    await assess(tenantId, personKey, deps);
  },
});

export const handler = createHandler(definition, stepDeps);
