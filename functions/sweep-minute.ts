import * as z from "zod";
import { stepDeps } from "../src/aws/step-entry.ts";
import { defineStep } from "../src/lambda/definition.ts";
import type { Deps } from "../src/lambda/deps.ts";
import { freeLeases } from "../src/lambda/free-leases.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { startNext } from "../src/lambda/start-next.ts";
import { dueUntil, removeDueItem } from "../src/stores/due-items.ts";
import { forTenant } from "../src/stores/tenant-store.ts";
import { wake } from "../src/stores/wake.ts";
import { listTenants } from "../src/tenants/tenant-records.ts";

/** Every minute: wakes who is due, frees the leases of closed executions, and starts who is ready and was forgotten. */
export const definition = defineStep({
  name: "sweep-minute",
  input: z.object({}),
  output: z.strictObject({ woken: z.int(), freed: z.int(), asked: z.int() }),
  run: async (_input, deps: Deps) => {
    const woken = await wakeWhoIsDue(deps);
    let freed = 0;
    let asked = 0;
    for await (const tenant of listTenants(deps.store)) {
      const store = forTenant(deps.store, tenant.config.id);
      freed += await freeLeases(store, tenant.config.id, deps);
      asked += await startNext(tenant, store, deps);
    }
    return { woken, freed, asked };
  },
});

async function wakeWhoIsDue(deps: Deps): Promise<number> {
  const now = deps.clock.now();
  let woken = 0;
  for await (const due of dueUntil(deps.store, now)) {
    const store = forTenant(deps.store, due.tenantId);
    const priority = due.kind === "start" ? 1 : 0;
    await wake(store, { tenantId: due.tenantId, personKey: due.personKey, priority, now });
    await removeDueItem(store, due);
    woken += 1;
  }
  return woken;
}

export const handler = createHandler(definition, stepDeps);
