import { listPeople } from "../stores/people.ts";
import { forTenant } from "../stores/tenant-store.ts";
import { wakeUnlessWaiting } from "../stores/wake.ts";
import { askForAssessment } from "./ask-for-assessment.ts";
import type { OperatorDeps } from "./operator-deps.ts";

/** Whoever is held may go on with another config: a guard that was raised, a protected login that was taken out. */
export async function wakeHeld(tenantId: string, deps: OperatorDeps): Promise<void> {
  const store = forTenant(deps.store, tenantId);
  for await (const { key, hold, mergedInto } of listPeople(store, tenantId)) {
    if (!hold || mergedInto !== undefined) continue;
    await wakeUnlessWaiting(store, { tenantId, personKey: key, priority: 1, now: deps.clock.now() });
    await askForAssessment(deps, tenantId, key);
  }
}
