import * as z from "zod";
import { stepDeps } from "../src/aws/step-entry.ts";
import { defineStep } from "../src/lambda/definition.ts";
import type { Deps } from "../src/lambda/deps.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { RunInput } from "../src/lambda/open-run.ts";
import { startNext } from "../src/lambda/start-next.ts";
import type { ItemStore } from "../src/ports/item-store.ts";
import { type ReleaseAs, releaseLease } from "../src/stores/mailbox.ts";
import { readRun } from "../src/stores/runs.ts";
import { forTenant } from "../src/stores/tenant-store.ts";
import { readTenant } from "../src/tenants/tenant-records.ts";

/** Gives the person's lease up and asks for the tenant's next. What came meanwhile makes the person ready again. */
export const definition = defineStep({
  name: "release-person",
  input: RunInput,
  output: z.strictObject({ released: z.boolean(), readyAgain: z.boolean() }),
  run: async (input, deps: Deps) => {
    const store = forTenant(deps.store, input.tenantId);
    const as = await releaseAs(input, store);
    const { released, readyAgain } = await releaseLease(store, { ...input, now: deps.clock.now() }, as);
    const tenant = await readTenant(store, input.tenantId);
    await startNext(tenant, store, deps, { personKey: input.personKey, readyAgain });
    return { released, readyAgain };
  },
});

/** A failed run is taken up again after a while; one that more follows, at once. */
async function releaseAs({ tenantId, personKey, seq }: RunInput, store: ItemStore): Promise<ReleaseAs> {
  const run = (await readRun(store, tenantId, personKey, seq))?.value;
  if (run?.status === "failed") return { failed: run.machine ?? "look" };
  return run?.decision?.lookAgain ? "look-again" : "seen";
}

export const handler = createHandler(definition, stepDeps);
