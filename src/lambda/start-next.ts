import type { ItemStore } from "../ports/item-store.ts";
import { heldLeases, readyPeople } from "../stores/mailbox.ts";
import type { TenantRecord } from "../tenants/tenant-records.ts";
import type { Deps } from "./deps.ts";

/** Asks for an assessment of the tenant's next ready people, leavers first, as far as its cap has room. */
export async function startNext(
  tenant: TenantRecord,
  store: ItemStore,
  deps: Pick<Deps, "assessments">,
): Promise<number> {
  const tenantId = tenant.config.id;
  const room = tenant.config.inFlightCap - (await heldLeases(store, tenantId)).length;
  if (room <= 0) return 0;
  const next = await readyPeople(store, tenantId, room);
  if (next.length === 0) return 0;
  await deps.assessments.send(
    next.map(({ personKey }) => ({ body: { schemaVersion: 1, tenantId, personKey }, group: tenantId })),
  );
  return next.length;
}
