import type { Instant } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { auditWrites } from "../stores/audit.ts";
import { commit } from "../stores/commit.ts";
import { putRun, readRun } from "../stores/runs.ts";

/** How a run ended that did not reach its verified end. */
export interface Ending {
  readonly status: "failed" | "superseded";
  readonly error: string;
  readonly cause: string;
}

/** Closes a run that is still open, with an audit entry; a closed one stays as it is. Says whether it was open. */
export function closeRun(
  store: ItemStore,
  at: { tenantId: string; personKey: string; seq: number; execution: string; now: Instant },
  ending: Ending,
): Promise<boolean> {
  const { tenantId, personKey, seq, execution, now } = at;
  return commit<boolean>(store, async () => {
    const read = await readRun(store, tenantId, personKey, seq);
    if (!read || read.value.closedAt !== undefined || read.value.execution !== execution)
      return { writes: [], result: false };
    const detail = { execution, error: ending.error };
    const entry = { at: now, kind: ending.status, by: "mastery", detail };
    return {
      writes: [
        putRun({ ...read.value, ...ending, closedAt: now }, read),
        ...(await auditWrites(store, tenantId, personKey, entry)),
      ],
      result: true,
    };
  });
}
