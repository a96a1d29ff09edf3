import { startNext } from "../lambda/start-next.ts";
import { heldLeases } from "../stores/mailbox.ts";
import { type Pause, pause, resume } from "../stores/pause.ts";
import { forTenant } from "../stores/tenant-store.ts";
import { readTenant } from "../tenants/tenant-records.ts";
import type { ParsedInputOf } from "./contract.ts";
import type { OperatorDeps } from "./operator-deps.ts";

export interface PausedTenant extends Pick<Pause, "tenantId" | "reason" | "by" | "since"> {
  /** Executions that run and go on to their end: half a leaver would be worse. */
  readonly inFlight: number;
}

export interface ResumedTenant {
  readonly tenantId: string;
  /** Missing when it was not paused. */
  readonly pausedSince?: string;
  /** Looks that were asked for at once; the others follow as these end. */
  readonly asked: number;
}

/** From now on nobody of the tenant is looked at; events and orders are recorded, and wait. */
export async function pauseTenant(input: ParsedInputOf<"tenant.pause">, deps: OperatorDeps): Promise<PausedTenant> {
  const store = forTenant(deps.store, input.tenantId);
  await readTenant(store, input.tenantId);
  const { tenantId, reason, by, since } = await pause(store, { ...input, since: deps.clock.now() });
  return { tenantId, reason, by, since, inFlight: (await heldLeases(store, tenantId)).length };
}

/** Everybody who waits is looked at, leavers first. */
export async function resumeTenant(input: ParsedInputOf<"tenant.resume">, deps: OperatorDeps): Promise<ResumedTenant> {
  const { tenantId, by } = input;
  const store = forTenant(deps.store, tenantId);
  const tenant = await readTenant(store, tenantId);
  const ended = await resume(store, tenantId, { by, at: deps.clock.now() });
  const asked = await startNext(tenant, store, deps);
  return { tenantId, ...(ended ? { pausedSince: ended.since } : {}), asked };
}
