import { MasteryError } from "../domain/errors.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { auditWrites } from "../stores/audit.ts";
import { commit } from "../stores/commit.ts";
import { type Lease, leaseCheck } from "../stores/mailbox.ts";
import { putRun, readRun } from "../stores/runs.ts";
import { tellFailure } from "./close-run.ts";
import type { Deps } from "./deps.ts";

/** A look that could not be taken is a failed run: lists show it, the audit trail has it, and the operators are told. */
export async function recordFailedLook(
  at: { readonly tenantId: string; readonly personKey: string; readonly lease: Lease; readonly store: ItemStore },
  error: unknown,
  deps: Deps,
): Promise<void> {
  const { tenantId, personKey, lease, store } = at;
  const { seq, execution } = lease;
  const now = deps.clock.now();
  const name = error instanceof Error ? error.name : "unknown";
  // Only the family's messages are known to hold no personal data.
  const cause = error instanceof MasteryError ? error.message : "an unexpected failure";
  const ending = { status: "failed" as const, error: name, cause };
  await commit<void>(store, async () => {
    const check = await leaseCheck(store, tenantId, personKey, execution);
    const before = await readRun(store, tenantId, personKey, seq);
    const begun = before?.value ?? {
      schemaVersion: 1 as const,
      tenantId,
      personKey,
      seq,
      execution,
      startedAt: lease.takenAt,
    };
    const entry = { at: now, kind: "failed", by: "mastery", detail: { execution, error: name } };
    const audit = await auditWrites(store, tenantId, personKey, entry);
    return { writes: [check, putRun({ ...begun, ...ending, closedAt: now }, before), ...audit], result: undefined };
  });
  deps.log.error("a look failed", { tenantId, personKey, execution, error: name });
  await tellFailure({ tenantId, personKey, seq, execution }, ending, deps);
}
