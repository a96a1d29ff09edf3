import { AccessDenied, InvalidInput } from "../domain/errors.ts";
import { addMs, type Instant } from "../domain/time.ts";
import { changeHook, type HookRecord, livePrevious, readHook } from "../stores/hooks.ts";
import type { ParsedInputOf } from "./contract.ts";
import { learnAboutOrg } from "./learn-about-org.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { ensureOrgHook, hookName, hookPath, ownHooks, withMend } from "./org-hook.ts";
import { knownHookSecret, newHookSecret, noteHook, type TenantHook, tenantHook } from "./tenant-hook.ts";

export interface RotatedHook {
  readonly tenantId: string;
  /** `finished`: a change-over that was under way was brought to its end with the secret that it had. */
  readonly change: "rotated" | "finished" | "dropped";
  readonly orgHookId?: string;
  /** Until then the old secret is taken as well, since Okta changes over within minutes; missing: it no longer is. */
  readonly oldTakenUntil?: Instant;
}

/**
 * Gives the hook a new secret: the ingress takes both, Okta gets the new one, and once that is read back the old one is
 * taken for the overlap alone. Cut short anywhere, the next call goes on with the same new secret.
 */
export async function rotateHook(
  { tenantId, overlapMinutes, dropOld, by }: ParsedInputOf<"hook.rotate">,
  deps: OperatorDeps,
): Promise<RotatedHook> {
  const own = await tenantHook(tenantId, deps);
  if (dropOld) return dropOldSecret(own, by, deps);
  const path = hookPath(own.hookId);
  const inspector = deps.inspector(own.config);
  const [known] = ownHooks(await listed(inspector.hooks.list()), { name: hookName(tenantId), path });
  if (!known)
    throw new InvalidInput(
      `the org has no event hook of ours; \`mastery hook register --tenant ${tenantId} --url BASE\``,
    );
  const sealed = await knownHookSecret(own, by, deps);
  const isUnderWay = isUnfinished(await readHook(deps.store, own.hookId), deps.clock.now());
  const secret = isUnderWay ? sealed : await newHookSecret(own, by, deps);
  const settings = { name: hookName(tenantId), url: known.url, secret };
  const { requestId } = await ensureOrgHook(inspector.hooks, settings, path);
  const { hosts } = await inspector.identify();
  await learnAboutOrg(own, { hosts, ...(requestId ? { requestId } : {}) }, inspector, deps);
  const until = addMs(deps.clock.now(), overlapMinutes * 60_000);
  await limitOld(own, overlapMinutes === 0 ? undefined : until, deps);
  const change = isUnderWay ? "finished" : "rotated";
  await noteHook(tenantId, { kind: "hook-rotated", by, detail: { orgHookId: known.id, overlapMinutes } }, deps);
  return { tenantId, change, orgHookId: known.id, ...(overlapMinutes === 0 ? {} : { oldTakenUntil: until }) };
}

async function dropOldSecret(own: TenantHook, by: string, deps: OperatorDeps): Promise<RotatedHook> {
  const tenantId = own.config.id;
  await limitOld(own, undefined, deps);
  await noteHook(tenantId, { kind: "hook-secret-dropped", by, detail: { hookId: own.hookId } }, deps);
  return { tenantId, change: "dropped" };
}

/** Without a time the old secret goes at once. */
function limitOld({ config, hookId }: TenantHook, until: Instant | undefined, deps: OperatorDeps) {
  return changeHook(deps.store, { tenantId: config.id, hookId }, ({ previous, ...hook }) =>
    previous === undefined || until === undefined ? hook : { ...hook, previous: { ...previous, until } },
  );
}

/** Two secrets, and nobody has seen yet that Okta has the new one. */
function isUnfinished(hook: HookRecord | undefined, now: Instant): boolean {
  const previous = hook && livePrevious(hook, now);
  return previous !== undefined && previous.until === undefined;
}

const listed = <T>(list: Promise<T>): Promise<T> =>
  list.catch((error: unknown) => {
    throw error instanceof AccessDenied ? withMend(error) : error;
  });
