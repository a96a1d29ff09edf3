import { isDeactivationUndone } from "../domain/decide/undone-deactivation.ts";
import { operationsOf } from "../domain/operation.ts";
import { addMs, type Instant } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { othersEventsSince } from "../stores/events.ts";
import { latestRunsOf, type Run } from "../stores/runs.ts";

/** An event that no hook brought comes with the System Log, at the latest after so long. */
const HEARD_WITHIN_MS = 7 * 86_400_000;

/** Whether somebody deactivated the account while our latest run that activates worked on it. */
export async function wasDeactivatedMeanwhile(
  store: ItemStore,
  tenantId: string,
  personKey: string,
  now: Instant,
): Promise<boolean> {
  const runs = (await latestRunsOf(store, tenantId, personKey)).map(pastRun);
  const activating = runs.find(({ activated }) => activated);
  if (!activating || activating.startedAt < addMs(now, -HEARD_WITHIN_MS)) return false;
  const others = await othersEventsSince(store, tenantId, personKey, activating.startedAt);
  const byOktasClock = others.map((event) => ({ ...event, at: event.publishedAt ?? event.at }));
  return isDeactivationUndone(runs, byOktasClock, now);
}

function pastRun({ decision, status, startedAt, closedAt }: Run) {
  const operations = decision?.operations ?? [];
  return {
    startedAt,
    ...(closedAt ? { closedAt } : {}),
    activated: operationsOf(operations, "activate").length + operationsOf(operations, "reopen-account").length > 0,
    ended: decision?.flow === "leaver" && status === "succeeded",
  };
}
