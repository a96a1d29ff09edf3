/** The event hook in the tenant's org, brought to what it has to be and read back. */
import { AccessDenied, InvalidInput, ProviderUnavailable, VerificationFailed } from "../domain/errors.ts";
import type { Receipt } from "../ports/directory.ts";
import type { EventHook, EventHooks, HookSettings } from "../ports/event-hooks.ts";

export interface EnsuredHook extends Receipt {
  readonly hook: EventHook;
  readonly change: "created" | "changed";
  /** Ids of further hooks that point at us, which nobody needs. */
  readonly others: readonly string[];
}

/** One for each request of a registration that can meet a lost answer, and one to spare. */
const ATTEMPTS = 5;

/** The hook in the org under a name that a person recognises. */
export const hookName = (tenantId: string): string => `Mastery ${tenantId}`;

/** The path below the base URL at which the ingress listens for this hook. */
export const hookPath = (hookId: string): string => `/v1/hooks/okta/${hookId}`;

/** Those of the org's hooks that are the tenant's: at this very address, at its path on another host, by name. */
export function ownHooks(
  hooks: readonly EventHook[],
  { name, path, url }: { readonly name: string; readonly path: string; readonly url?: string },
): readonly EventHook[] {
  const rank = (hook: EventHook): number => {
    if (hook.url === url) return 0;
    if (URL.canParse(hook.url) && new URL(hook.url).pathname.endsWith(path)) return 1;
    return hook.name === name ? 2 : 3;
  };
  return hooks.filter((hook) => rank(hook) < 3).sort((a, b) => rank(a) - rank(b));
}

/**
 * Creates the hook or adopts the one that is there, has the org verify it, and reads it back. Every call of it is
 * repeatable, so that an answer that was lost is asked for again.
 * @throws AccessDenied, InvalidInput and VerificationFailed saying what to do.
 */
export async function ensureOrgHook(hooks: EventHooks, settings: HookSettings, path: string): Promise<EnsuredHook> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await ensureOnce(hooks, settings, path);
    } catch (error) {
      if (error instanceof ProviderUnavailable && attempt < ATTEMPTS) continue;
      throw error instanceof AccessDenied ? withMend(error) : error;
    }
}

/** What the org's refusal does not say. */
export function withMend(error: AccessDenied): AccessDenied {
  const mend =
    "event hooks need the scope okta.eventHooks.manage and a Super Administrator, or a custom role that may manage them";
  return new AccessDenied(`${error.message}; ${mend}`, error.evidence);
}

async function ensureOnce(hooks: EventHooks, settings: HookSettings, path: string): Promise<EnsuredHook> {
  const before = await hooks.list();
  const [known, ...others] = ownHooks(before, { ...settings, path });
  const refusal = (error: unknown): never => {
    throw explained(error, hooks, before, settings);
  };
  const put = known
    ? await hooks.replace(known.id, settings).catch(refusal)
    : await hooks.create(settings).catch(refusal);
  if (!put.active) await hooks.activate(put.id).catch(refusal);
  if (!put.verified) await hooks.verify(put.id).catch(refusal);
  const hook = await hooks.read(put.id);
  const unmet = hook ? problemsOf(hook, settings, hooks.eventTypes) : ["it is not there"];
  if (!hook || unmet.length > 0)
    throw new VerificationFailed(`the event hook ${put.id} was set up, but read back ${unmet.join(", ")}`);
  const receipt = put.requestId === undefined ? {} : { requestId: put.requestId };
  return { hook, change: known ? "changed" : "created", others: others.map(({ id }) => id), ...receipt };
}

/** What keeps a hook from delivering all that we need to this address. */
export function problemsOf(
  hook: EventHook,
  { url }: { readonly url?: string },
  eventTypes: readonly string[],
): readonly string[] {
  const missing = eventTypes.filter((type) => !hook.eventTypes.includes(type));
  return [
    ...(hook.active ? [] : ["it is not active"]),
    ...(hook.verified ? [] : ["it is not verified"]),
    ...(url === undefined || hook.url === url ? [] : [`it points at ${hook.url}`]),
    ...(missing.length === 0 ? [] : [`it does not deliver ${missing.join(", ")}`]),
  ];
}

/** The org says no more than that it will not; what it counts and what it asked for tell why. */
function explained(error: unknown, hooks: EventHooks, all: readonly EventHook[], { url }: HookSettings): unknown {
  if (!(error instanceof InvalidInput)) return error;
  const live = all.filter(({ active, verified }) => active && verified).length;
  const why =
    live >= hooks.maxLive
      ? `it has ${live} active event hooks, and ${hooks.maxLive} is its limit; deactivate one under Workflow > Event Hooks`
      : `it must reach ${url} over https from the internet and get its challenge back within 3 seconds`;
  return new InvalidInput(`the org does not take the event hook: ${why}`, error.evidence);
}
