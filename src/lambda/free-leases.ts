import { addMs } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { heldLeases, type Mailbox, releaseLease } from "../stores/mailbox.ts";
import { readRun } from "../stores/runs.ts";
import { type Ending, endRun } from "./close-run.ts";
import type { Deps } from "./deps.ts";

/** No function may run longer; a function of a closed execution may still be writing for this long. */
export const LONGEST_FUNCTION_SECONDS = 120;

/** The error with which the local runtime closes what was in flight when it was killed. */
export const RESTARTED = "Mastery.Restarted";

/** How a run ends whose execution ended with this error; cut short is no failure: its person is looked at again. */
export function endingOf(error: string): Ending["status"] {
  return error === "Superseded" || error === RESTARTED ? "superseded" : "failed";
}

/**
 * Frees the leases whose execution is known to have closed, or never to have started, once the longest function time-out
 * has passed as well. Says how many.
 */
export async function freeLeases(store: ItemStore, tenantId: string, deps: Deps): Promise<number> {
  let freed = 0;
  for (const mailbox of await heldLeases(store, tenantId)) if (await freeLease(store, mailbox, deps)) freed += 1;
  return freed;
}

async function freeLease(store: ItemStore, mailbox: Mailbox, deps: Deps): Promise<boolean> {
  const { tenantId, personKey, lease } = mailbox;
  if (!lease) return false;
  const now = deps.clock.now();
  const run = (await readRun(store, tenantId, personKey, lease.seq))?.value;
  const execution = run?.machine && (await deps.executions.describe(run.machine, lease.execution));
  if (execution?.status === "RUNNING") return false;
  const quietSince = execution?.stoppedAt ?? lease.takenAt;
  const wasKilled = execution?.error === RESTARTED;
  if (!wasKilled && addMs(quietSince, LONGEST_FUNCTION_SECONDS * 1000) > now) return false;
  const at = { tenantId, personKey, seq: lease.seq, execution: lease.execution, now };
  const error = execution?.error ?? execution?.status ?? "NeverStarted";
  const status = wasKilled || !execution ? "superseded" : "failed";
  await endRun(at, { status, error, cause: execution?.cause ?? "closed by the minute's sweep" }, deps);
  // What was cut short is looked at again at once; what failed by itself, after a while.
  const as = status === "superseded" ? "look-again" : { failed: run?.machine ?? ("look" as const) };
  const { released } = await releaseLease(store, at, as);
  deps.log.warn("lease freed", { tenantId, personKey, execution: lease.execution, error });
  return released;
}
