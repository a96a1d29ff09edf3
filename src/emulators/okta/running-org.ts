/** An org with what it needs while the emulator runs: deliveries, faults and its control surface. */
import { createOrgControl, type OrgControl } from "./control/org-control.ts";
import { foundOrg } from "./control/seed.ts";
import { createHookDelivery, type HookDelivery } from "./events/hook-delivery.ts";
import { createFaultQueue } from "./http/faults.ts";
import type { Org } from "./org.ts";
import type { OrgSettings } from "./settings.ts";
import { deserialize } from "./snapshot.ts";
import { emptyState } from "./state.ts";

const DAY_MS = 86_400_000;

export interface NewOrg {
  readonly id: string;
  readonly apiToken?: string | undefined;
  readonly settings?: Partial<OrgSettings> | undefined;
  /** What `snapshot()` gave; the org continues from there. */
  readonly snapshot?: string | undefined;
}

export interface RunningOrg {
  readonly org: Org;
  readonly control: OrgControl;
  readonly hooks: HookDelivery;
}

/** Founds an org, or continues one from a snapshot. */
export function startOrg(seed: NewOrg, url: string, now: () => number): RunningOrg {
  const state = emptyState(seed.settings);
  const org: Org = { id: seed.id, url, now, onEvent: (event) => hooks.offer(event), state };
  const hooks = createHookDelivery(org);
  const found = (): void => {
    org.state = emptyState(seed.settings);
    // A day ago: every org is older than what somebody does with it today.
    foundOrg({ ...org, now: () => now() - DAY_MS }, seed.apiToken);
  };
  if (seed.snapshot === undefined) found();
  else org.state = deserialize(seed.snapshot);
  return { org, hooks, control: createOrgControl(org, { faults: createFaultQueue(), hooks, found }) };
}
