import { type Activation, isDeactivationUndone } from "../domain/decide/undone-deactivation.ts";
import { addMs, type Instant } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { listCheckpoints } from "../stores/checkpoints.ts";
import { othersEventsSince } from "../stores/events.ts";
import { readHook } from "../stores/hooks.ts";
import { readLogPoll } from "../stores/log-poll.ts";
import { latestRunsOf, type Run } from "../stores/runs.ts";
import type { TenantConfig } from "../tenants/tenant-config.ts";

/** An event that no hook brought comes with the System Log, at the latest after so long. */
const HEARD_WITHIN_MS = 7 * 86_400_000;
const ACTIVATING: ReadonlySet<string> = new Set(["activate", "reopen-account"]);

/**
 * Whether somebody deactivated the account while our latest run that activates worked on it. Unsure while the System Log
 * was not read to that time: whoever activated it again may not have been heard of.
 */
export async function wasDeactivatedMeanwhile(
  store: ItemStore,
  { id: tenantId, okta }: TenantConfig,
  personKey: string,
  now: Instant,
): Promise<"yes" | "unsure" | undefined> {
  const activation = await lastActivation(store, tenantId, personKey);
  if (!activation || activation.activatedAt < addMs(now, -HEARD_WITHIN_MS)) return undefined;
  const others = await othersEventsSince(store, tenantId, personKey, activation.decidedAt);
  const byOktasClock = others.map((event) => ({ ...event, at: event.publishedAt ?? event.at }));
  const hook = okta.hook && (await readHook(store, okta.hook.id));
  const knowsOwn = [...(hook?.ownActors ?? []), ...(hook?.learnedActors ?? [])].length > 0;
  if (!isDeactivationUndone(activation, byOktasClock, knowsOwn)) return undefined;
  const readUntil = (await readLogPoll(store, tenantId))?.value.readUntil;
  return readUntil !== undefined && readUntil > activation.activatedAt ? "yes" : "unsure";
}

/** What the latest run did that activates; undefined when a leaver was carried out since. */
async function lastActivation(store: ItemStore, tenantId: string, personKey: string): Promise<Activation | undefined> {
  const runs = await latestRunsOf(store, tenantId, personKey);
  const at = runs.findIndex(({ decision }) => decision?.operations.some(({ kind }) => ACTIVATING.has(kind)));
  const run = runs[at];
  if (!run || runs.slice(0, at).some(isCompleteLeaver)) return undefined;
  const steps = await listCheckpoints(store, tenantId, personKey, run.seq);
  const done = steps.findLast(({ operation }) => ACTIVATING.has(operation));
  // What was opened again was closed until then: that deactivation was no news to the run.
  const reopened = steps.find(({ operation }) => operation === "reopen-account");
  return done && { decidedAt: reopened?.at ?? run.startedAt, activatedAt: done.at };
}

const isCompleteLeaver = ({ decision, status }: Run): boolean => decision?.flow === "leaver" && status === "succeeded";
