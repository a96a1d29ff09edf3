import { ticketOf } from "../domain/decide/ticket.ts";
import type { Instant } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { auditWrites } from "../stores/audit.ts";
import { commit } from "../stores/commit.ts";
import { readMailbox } from "../stores/mailbox.ts";
import { readPerson } from "../stores/people.ts";
import { putRun, readRun } from "../stores/runs.ts";
import { forTenant } from "../stores/tenant-store.ts";
import { readTenant } from "../tenants/tenant-records.ts";
import type { Deps } from "./deps.ts";
import { tellOperators } from "./tell-operators.ts";

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

/** Closes a run and, where it failed, tells the operators with a link to the execution. Says whether it was open. */
export async function endRun(
  at: { tenantId: string; personKey: string; seq: number; execution: string },
  ending: Ending,
  deps: Deps,
): Promise<boolean> {
  const store = forTenant(deps.store, at.tenantId);
  const closed = await closeRun(store, { ...at, now: deps.clock.now() }, ending);
  if (!closed || ending.status !== "failed") return closed;
  await tellFailure(at, ending, deps);
  return closed;
}

/** A person who keeps failing is told of at the first, the fifth and then every 24th time. */
const TELL_AT = (failures: number): boolean => failures === 0 || failures === 4 || failures % 24 === 23;

/** Tells the operators of a failure, with the link and the command that decides afresh. */
export async function tellFailure(
  at: { tenantId: string; personKey: string; seq: number; execution: string },
  ending: Ending,
  deps: Deps,
): Promise<void> {
  const { tenantId, personKey, seq, execution } = at;
  const store = forTenant(deps.store, tenantId);
  const failures = (await readMailbox(store, tenantId, personKey))?.value.failures ?? 0;
  if (!TELL_AT(failures)) return;
  const page = (await readRun(store, tenantId, personKey, seq))?.value.link ?? "";
  const person = (await readPerson(store, tenantId, personKey))?.value;
  const ticket = person ? ticketOf(person, deps.clock.now()) : "";
  const { error, cause } = ending;
  const values = { error, cause, page, person: personKey, execution, ticket };
  await tellOperators(
    await readTenant(store, tenantId),
    { template: "run-failed", key: `${execution}/failed`, values },
    deps,
  );
}
