import * as z from "zod";
import { stepDeps } from "../src/aws/step-entry.ts";
import { defineStep } from "../src/lambda/definition.ts";
import type { Deps } from "../src/lambda/deps.ts";
import { freeLeases } from "../src/lambda/free-leases.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { startNext } from "../src/lambda/start-next.ts";
import { dueUntil, wakeWhoIsDue } from "../src/stores/due-items.ts";
import { forTenant } from "../src/stores/tenant-store.ts";
import { listTenants } from "../src/tenants/tenant-records.ts";

/** Every minute: wakes who is due, frees the leases of closed executions, starts who is ready and was forgotten, and redelivers news. */
export const definition = defineStep({
  name: "sweep-minute",
  input: z.object({}),
  output: z.strictObject({ woken: z.int(), freed: z.int(), asked: z.int(), redelivered: z.int() }),
  run: async (_input, deps: Deps) => {
    const failures: unknown[] = [];
    /** One tenant's trouble must not keep the others waiting. */
    const apart = async (tenantId: string, work: () => Promise<void>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        failures.push(error);
        deps.log.error("a tenant could not be swept", { tenantId, error: nameOf(error) });
      }
    };
    const swept = { woken: 0, freed: 0, asked: 0, redelivered: 0 };
    const now = deps.clock.now();
    for await (const due of dueUntil(deps.store, now))
      await apart(due.tenantId, async () => {
        if (await wakeWhoIsDue(forTenant(deps.store, due.tenantId), due, now)) swept.woken += 1;
      });
    for await (const tenant of listTenants(deps.store))
      await apart(tenant.config.id, async () => {
        const store = forTenant(deps.store, tenant.config.id);
        swept.freed += await freeLeases(store, tenant.config.id, deps);
        swept.asked += await startNext(tenant, store, deps);
      });
    // Last, since a mail server that hangs takes its time: nobody's leave waits for it.
    for await (const { config } of listTenants(deps.store))
      await apart(config.id, async () => {
        swept.redelivered += await deps.notifier(config.id).redeliver();
      });
    if (failures.length > 0) throw failures[0];
    return swept;
  },
});

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");

export const handler = createHandler(definition, stepDeps);
