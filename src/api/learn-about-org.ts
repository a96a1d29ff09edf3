import { MasteryError } from "../domain/errors.ts";
import type { OrgInspector } from "../ports/org-inspector.ts";
import { changeHook } from "../stores/hooks.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import type { TenantHook } from "./tenant-hook.ts";

interface Seen {
  readonly hosts: readonly string[];
  /** Of a write of ours that the org's log may show with the id of our token. */
  readonly requestId?: string;
}

/** Tokens are replaced now and then; the last few are enough to recognise our own writes. */
const MAX_LEARNED = 5;

/**
 * Tells the ingress what only the org knows: under which hosts it sends, and the id of our API token, which our own
 * writes bear. The hosts whose deliveries are taken from now on.
 */
export async function learnAboutOrg(
  { config, hookId }: TenantHook,
  { hosts, requestId }: Seen,
  inspector: OrgInspector,
  deps: OperatorDeps,
): Promise<readonly string[]> {
  const actor = inspector.credential.kind === "token" && requestId ? await tokenId(inspector, requestId) : undefined;
  const hook = await changeHook(deps.store, { tenantId: config.id, hookId }, (before) => {
    const aliases = hosts.filter((host) => host !== before.orgHost);
    const known = [...new Set([...(before.learnedActors ?? []), ...(actor ? [actor] : [])])].slice(-MAX_LEARNED);
    return {
      ...before,
      ...(before.orgHost === undefined ? {} : { orgAliases: aliases }),
      ...(known.length === 0 ? {} : { learnedActors: known }),
    };
  });
  return hook?.orgHost === undefined ? [] : [hook.orgHost, ...(hook.orgAliases ?? [])];
}

/** The log may lag, or be out of our reach: then our own writes are told by nothing, and cost a look each. */
async function tokenId(inspector: OrgInspector, requestId: string): Promise<string | undefined> {
  try {
    return await inspector.tokenIdOf(requestId);
  } catch (error) {
    if (error instanceof MasteryError) return undefined;
    throw error;
  }
}
