import * as z from "zod";
import { stepDeps } from "../src/aws/step-entry.ts";
import { addMs } from "../src/domain/time.ts";
import { defineStep } from "../src/lambda/definition.ts";
import type { Deps } from "../src/lambda/deps.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { inParallel } from "../src/lambda/in-parallel.ts";
import { pollDueAt, pollLog } from "../src/lambda/poll-log.ts";
import { listTenants, type TenantRecord } from "../src/tenants/tenant-records.ts";

const TENANTS_AT_ONCE = 5;
/** No tenant is begun after the first, and no page asked for after the second: a page may take 40 s more. */
const BEGIN_WITHIN_MS = 45_000;
const READ_WITHIN_MS = 65_000;

/** Every minute: reads on in the System Log of every tenant that is due, who has waited longest first. */
export const definition = defineStep({
  name: "poll-system-log",
  input: z.object({}),
  output: z.strictObject({ read: z.int(), failed: z.int(), left: z.int() }),
  run: async (_input, deps: Deps) => {
    const polled = { read: 0, failed: 0, left: 0 };
    const startedAt = deps.clock.now();
    const due = await dueTenants(deps);
    await inParallel(due, TENANTS_AT_ONCE, async (tenant) => {
      if (deps.clock.now() > addMs(startedAt, BEGIN_WITHIN_MS)) polled.left += 1;
      else {
        const outcome = await pollLog(tenant, deps, addMs(startedAt, READ_WITHIN_MS));
        if (outcome !== "not-due") polled[outcome] += 1;
      }
    });
    return polled;
  },
});

async function dueTenants(deps: Deps): Promise<readonly TenantRecord[]> {
  const now = deps.clock.now();
  const due: { readonly tenant: TenantRecord; readonly at: string }[] = [];
  for await (const tenant of listTenants(deps.store)) {
    const at = await pollDueAt(tenant, deps);
    if (at !== undefined && at <= now) due.push({ tenant, at });
  }
  return due.toSorted((a, b) => a.at.localeCompare(b.at)).map(({ tenant }) => tenant);
}

export const handler = createHandler(definition, stepDeps);
