import { NotFound } from "../domain/errors.ts";
import type { Instant } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { auditWrites } from "../stores/audit.ts";
import { commit } from "../stores/commit.ts";
import { putMailbox, readMailbox, wanting } from "../stores/mailbox.ts";
import { readRun } from "../stores/runs.ts";
import { forTenant } from "../stores/tenant-store.ts";
import { askForAssessment } from "./ask-for-assessment.ts";
import type { ParsedInputOf } from "./contract.ts";
import { type RunAddress, readExecutionId } from "./execution-id.ts";
import type { OperatorDeps } from "./operator-deps.ts";

export interface Rerun {
  readonly tenantId: string;
  readonly personKey: string;
  /** An execution that still runs for this person: the new look follows when it ends. */
  readonly waitsFor?: string;
}

/** Decides afresh for the person of an execution: nothing of the old plan is repeated unless it is still needed. */
export async function rerunExecution(input: ParsedInputOf<"executions.rerun">, deps: OperatorDeps): Promise<Rerun> {
  const address = readExecutionId(input.execution);
  const { tenantId, personKey } = address;
  const store = forTenant(deps.store, tenantId);
  const run = await readRun(store, tenantId, personKey, address.seq);
  if (!run) throw new NotFound(`there is no execution ${input.execution}; see \`mastery executions list\``);
  const waitsFor = await wakeFor(input, address, { store, now: deps.clock.now() });
  await askForAssessment(deps, tenantId, personKey);
  return { tenantId, personKey, ...(waitsFor === undefined ? {} : { waitsFor }) };
}

/** One more wish to look, with who asked for it in the audit trail; says which execution holds the person meanwhile. */
function wakeFor(
  input: ParsedInputOf<"executions.rerun">,
  { tenantId, personKey }: RunAddress,
  { store, now }: { store: ItemStore; now: Instant },
): Promise<string | undefined> {
  const detail = { execution: input.execution };
  return commit<string | undefined>(store, async () => {
    const mailbox = await readMailbox(store, tenantId, personKey);
    const wish = { tenantId, personKey, priority: 0 as const, now };
    const entry = { at: now, kind: "rerun", by: input.requestedBy, detail };
    return {
      writes: [
        putMailbox(wanting(mailbox?.value, wish), mailbox),
        ...(await auditWrites(store, tenantId, personKey, entry)),
      ],
      result: mailbox?.value.lease?.execution,
    };
  });
}
