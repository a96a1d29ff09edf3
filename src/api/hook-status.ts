import { MasteryError } from "../domain/errors.ts";
import type { Instant } from "../domain/time.ts";
import type { EventHook } from "../ports/event-hooks.ts";
import { readDeliveries } from "../stores/hook-deliveries.ts";
import { readHook } from "../stores/hooks.ts";
import type { ParsedInputOf } from "./contract.ts";
import { hookBefore } from "./hook-before.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { hookName, hookPath, ownHooks, problemsOf } from "./org-hook.ts";
import { tenantHook } from "./tenant-hook.ts";

export interface HookStatus {
  readonly tenantId: string;
  /** Below the base URL. */
  readonly path: string;
  /** As the org shows them, the best first; missing when it could not be asked. */
  readonly orgHooks?: readonly EventHook[];
  /** The ingress knows the hook and its secret. */
  readonly known: boolean;
  /** Hosts whose deliveries are taken; empty: any. */
  readonly orgHosts: readonly string[];
  /** The secret before is still taken; without `until`, until it is dropped. */
  readonly oldSecret?: { readonly until?: Instant };
  readonly deliveries?: {
    readonly events: number;
    readonly own: number;
    readonly lastAt: Instant;
    readonly ageSeconds: number;
    /** With which of the secrets the newest came. */
    readonly lastWith: "current" | "previous";
  };
  /** What keeps it from working, each with what to do; empty when nothing does. */
  readonly problems: readonly string[];
}

/** How the tenant's event hook stands, as the org sees it and as we do. */
export async function showHook({ tenantId }: ParsedInputOf<"hook.status">, deps: OperatorDeps): Promise<HookStatus> {
  const { config, hookId } = await tenantHook(tenantId, deps);
  const path = hookPath(hookId);
  const record = await readHook(deps.store, hookId);
  const [oldSecret, deliveries, org] = await Promise.all([
    hookBefore(config, deps),
    deliveriesOf(tenantId, hookId, deps),
    askOrg(config, path, deps),
  ]);
  const register = `\`mastery hook register --tenant ${tenantId} --url BASE\``;
  const unknown = record ? [] : [`the ingress does not know it, since its secret is not set: ${register}`];
  const stale =
    oldSecret && oldSecret.until === undefined
      ? [
          `two secrets are taken, and nobody has seen Okta with the new one: \`mastery hook rotate --tenant ${tenantId}\``,
        ]
      : [];
  return {
    tenantId,
    path,
    ...(org.hooks ? { orgHooks: org.hooks } : {}),
    known: record !== undefined,
    orgHosts: record?.orgHost === undefined ? [] : [record.orgHost, ...(record.orgAliases ?? [])],
    ...(oldSecret ? { oldSecret } : {}),
    ...(deliveries ? { deliveries } : {}),
    problems: [...unknown, ...org.problems.map((problem) => `${problem}: ${register}`), ...stale],
  };
}

async function askOrg(config: Parameters<OperatorDeps["inspector"]>[0], path: string, deps: OperatorDeps) {
  try {
    const { hooks } = deps.inspector(config);
    const ours = ownHooks(await hooks.list(), { name: hookName(config.id), path });
    const [first, ...more] = ours;
    if (!first) return { hooks: ours, problems: ["the org has no event hook that calls us"] };
    const doubles = more.map(({ id }) => `the org's event hook ${id} calls us too, which doubles every event`);
    return { hooks: ours, problems: [...problemsOf(first, {}, hooks.eventTypes), ...doubles] };
  } catch (error) {
    if (!(error instanceof MasteryError)) throw error;
    return { hooks: undefined, problems: [`the org could not be asked (${error.message})`] };
  }
}

async function deliveriesOf(tenantId: string, hookId: string, deps: OperatorDeps): Promise<HookStatus["deliveries"]> {
  const seen = await readDeliveries(deps.store, tenantId, hookId);
  if (!seen) return undefined;
  const { events, own, lastAt, lastWith } = seen;
  const ageSeconds = Math.round((Date.parse(deps.clock.now()) - Date.parse(lastAt)) / 1000);
  return { events, own, lastAt, ageSeconds, lastWith: lastWith.current === lastAt ? "current" : "previous" };
}
