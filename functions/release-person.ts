import * as z from "zod";
import { stepDeps } from "../src/aws/step-entry.ts";
import { defineStep } from "../src/lambda/definition.ts";
import type { Deps } from "../src/lambda/deps.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { RunInput } from "../src/lambda/open-run.ts";
import { startNext } from "../src/lambda/start-next.ts";
import { releaseLease } from "../src/stores/mailbox.ts";
import { forTenant } from "../src/stores/tenant-store.ts";
import { readTenant } from "../src/tenants/tenant-records.ts";

/** Gives the person's lease up and asks for the tenant's next. What came meanwhile makes the person ready again. */
export const definition = defineStep({
  name: "release-person",
  input: RunInput,
  output: z.strictObject({ released: z.boolean(), readyAgain: z.boolean() }),
  run: async (input, deps: Deps) => {
    const store = forTenant(deps.store, input.tenantId);
    const released = await releaseLease(store, { ...input, now: deps.clock.now() }, "seen");
    await startNext(await readTenant(store, input.tenantId), store, deps);
    return { released: released.released, readyAgain: released.readyAgain };
  },
});

export const handler = createHandler(definition, stepDeps);
