import { AccessDenied, ProviderUnavailable, VerificationFailed } from "../domain/errors.ts";
import type { EventHooks } from "../ports/event-hooks.ts";
import { removeHookRecord } from "../stores/hooks.ts";
import type { ParsedInputOf } from "./contract.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { hookName, hookPath, ownHooks, withMend } from "./org-hook.ts";
import { noteHook, tenantHook } from "./tenant-hook.ts";

export interface RemovedHook {
  readonly tenantId: string;
  /** Ids of the hooks that were deleted in the org; none when there was none any more. */
  readonly removed: readonly string[];
}

/** Deletes the tenant's event hooks in its org, reads that they are gone, and takes no delivery any more. */
export async function removeHook(
  { tenantId, by }: ParsedInputOf<"hook.remove">,
  deps: OperatorDeps,
): Promise<RemovedHook> {
  const own = await tenantHook(tenantId, deps);
  const ours = { name: hookName(tenantId), path: hookPath(own.hookId) };
  const removed = await removeAll(deps.inspector(own.config).hooks, ours);
  // Okta first: it must not be told for a minute that its hook is wrong.
  await removeHookRecord(deps.store, tenantId, own.hookId);
  await noteHook(tenantId, { kind: "hook-removed", by, detail: { orgHookIds: removed } }, deps);
  return { tenantId, removed };
}

const ATTEMPTS = 3;

async function removeAll(
  hooks: EventHooks,
  ours: { readonly name: string; readonly path: string },
): Promise<readonly string[]> {
  const removed = new Set<string>();
  for (let attempt = 1; ; attempt += 1)
    try {
      for (const { id } of ownHooks(await hooks.list(), ours)) {
        removed.add(id);
        await hooks.remove(id);
      }
      const left = ownHooks(await hooks.list(), ours);
      if (left.length > 0)
        throw new VerificationFailed(`the org still shows the event hook ${left.map(({ id }) => id).join(", ")}`);
      return [...removed];
    } catch (error) {
      if (error instanceof ProviderUnavailable && attempt < ATTEMPTS) continue;
      throw error instanceof AccessDenied ? withMend(error) : error;
    }
}
