import { InvalidInput } from "../domain/errors.ts";
import type { EventHook } from "../ports/event-hooks.ts";
import type { ParsedInputOf } from "./contract.ts";
import { learnAboutOrg } from "./learn-about-org.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { ensureOrgHook, hookName, hookPath } from "./org-hook.ts";
import { knownHookSecret, noteHook, tenantHook } from "./tenant-hook.ts";

export interface RegisteredHook {
  readonly tenantId: string;
  readonly hook: EventHook;
  readonly change: "created" | "changed";
  /** Ids of further hooks of the org that point at us, which nobody needs. */
  readonly others: readonly string[];
  /** Hosts whose deliveries are taken: the org's, under each of its names. */
  readonly orgHosts: readonly string[];
}

/**
 * Has the tenant's org call us: creates its event hook or adopts the one that is there, verified and read back. The
 * secret is made here where there is none, and nobody gets to see it.
 */
export async function registerHook(
  { tenantId, url: base, by }: ParsedInputOf<"hook.register">,
  deps: OperatorDeps,
): Promise<RegisteredHook> {
  const own = await tenantHook(tenantId, deps);
  const path = hookPath(own.hookId);
  const url = hookUrl(base, path);
  const inspector = deps.inspector(own.config);
  const { hosts } = await inspector.identify();
  const secret = await knownHookSecret(own, by, deps);
  const ensured = await ensureOrgHook(inspector.hooks, { name: hookName(tenantId), url, secret }, path);
  const { hook, change, others, requestId } = ensured;
  const orgHosts = await learnAboutOrg(own, { hosts, ...(requestId ? { requestId } : {}) }, inspector, deps);
  await noteHook(tenantId, { kind: "hook-registered", by, detail: { orgHookId: hook.id, url, change } }, deps);
  return { tenantId, hook, change, others, orgHosts };
}

/** The base URL may have a path of its own (API Gateway's stage). @throws InvalidInput unless Okta could call it. */
function hookUrl(base: string, path: string): string {
  if (!URL.canParse(base))
    throw new InvalidInput("--url must be the address at which Okta reaches us: https://HOST[/STAGE]");
  const { protocol, hostname, username, password, search, hash } = new URL(base);
  const isLoopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname);
  if (protocol !== "https:" && !(protocol === "http:" && isLoopback))
    throw new InvalidInput("--url must begin with https://: Okta calls nothing else");
  if (username + password + search + hash !== "")
    throw new InvalidInput("--url must hold neither user, query nor fragment");
  return base.replace(/\/+$/, "") + path;
}
