import type { ItemStore } from "../ports/item-store.ts";
import { heldLeases, readyOfPriority, readyPeople } from "../stores/mailbox.ts";
import { readPause } from "../stores/pause.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { TenantRecord } from "../tenants/tenant-records.ts";
import type { Deps } from "./deps.ts";

/** A lease that was given up just now: the indexes, which may lag, may still show the time before. */
export interface JustReleased {
  readonly personKey: string;
  readonly readyAgain: boolean;
}

/** Asks for an assessment of the tenant's next ready people, leavers first, as far as its cap has room. */
export async function startNext(
  tenant: TenantRecord,
  store: ItemStore,
  deps: Pick<Deps, "assessments" | "clock">,
  released?: JustReleased,
): Promise<number> {
  const tenantId = tenant.config.id;
  if (await readPause(store, tenantId)) return 0;
  const leases = await heldLeases(store, tenantId);
  const room = tenant.config.inFlightCap - leases.filter(({ personKey }) => personKey !== released?.personKey).length;
  if (room <= 0) return 0;
  const ready = (await readyPeople(store, tenantId, deps.clock.now(), room)).map(({ personKey }) => personKey);
  const next = new Set([...ready, ...(released?.readyAgain ? [released.personKey] : [])]);
  if (next.size === 0) return 0;
  await deps.assessments.send(
    [...next].map((personKey) => ({ body: { schemaVersion: 1, tenantId, personKey }, group: tenantId })),
  );
  return next.size;
}

/** More than a tenant may have in flight. */
const MOST_LEAVERS = 20;

/** Keys of those who go before everybody else and may be looked at now, longest waiting first. */
export async function waitingLeavers(
  tenantId: string,
  { store, clock }: Pick<Deps, "store" | "clock">,
): Promise<readonly string[]> {
  const wanted = { priority: 0, now: clock.now(), limit: MOST_LEAVERS } as const;
  const waiting = await readyOfPriority(forTenant(store, tenantId), tenantId, wanted);
  return waiting.map(({ personKey }) => personKey);
}
