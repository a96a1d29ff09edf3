import type { Instant } from "../domain/time.ts";
import { livePrevious, readHook } from "../stores/hooks.ts";
import type { TenantConfig } from "../tenants/tenant-config.ts";
import type { OperatorDeps } from "./operator-deps.ts";

/** Whether the event hook's secret before is still taken, and until when; undefined when it is not. */
export async function hookBefore(
  { okta: { hook } }: TenantConfig,
  deps: OperatorDeps,
): Promise<{ readonly until?: Instant } | undefined> {
  const record = hook && (await readHook(deps.store, hook.id));
  const before = record && livePrevious(record, deps.clock.now());
  if (!before) return undefined;
  return before.until === undefined ? {} : { until: before.until };
}
