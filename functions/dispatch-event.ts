import { stepDeps } from "../src/aws/step-entry.ts";
import { defineConsumer } from "../src/lambda/definition.ts";
import type { Deps } from "../src/lambda/deps.ts";
import { createHandler } from "../src/lambda/handler.ts";
import { Hint, recordEvent } from "../src/stores/events.ts";
import { countDelivery } from "../src/stores/hook-deliveries.ts";
import { forTenant } from "../src/stores/tenant-store.ts";
import { isApplied } from "../src/tenants/tenant-records.ts";

/**
 * From an event to a person who is ready: records the event once, marks its person, asks for an assessment. A repeated
 * delivery asks again, in case the process died between the record and the asking.
 */
export const definition = defineConsumer({
  name: "dispatch-event",
  queue: "intake",
  message: Hint,
  run: async (hint, deps: Deps) => {
    const { tenantId } = hint;
    const store = forTenant(deps.store, tenantId);
    if (!(await isApplied(store, tenantId))) return deps.log.warn("event of a removed tenant let go", { tenantId });
    const intake = await recordEvent(store, hint, deps.ids.personKey);
    const { personKey } = intake;
    deps.log.info("event dispatched", {
      tenantId,
      eventType: hint.eventType,
      recorded: intake.recorded,
      own: hint.own,
    });
    if (personKey !== undefined)
      await deps.assessments.send([{ body: { schemaVersion: 1, tenantId, personKey }, group: tenantId }]);
    await countDelivery(forTenant(deps.store, tenantId), hint, intake.recorded);
  },
});

export const handler = createHandler(definition, stepDeps);
