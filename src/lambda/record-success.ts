import type { Decision } from "../domain/decision.ts";
import { VerificationFailed } from "../domain/errors.ts";
import type { Person } from "../domain/person.ts";
import { reachPhase } from "../domain/reach-phase.ts";
import type { Instant } from "../domain/time.ts";
import { auditWrites } from "../stores/audit.ts";
import { commit } from "../stores/commit.ts";
import { leaseCheck } from "../stores/mailbox.ts";
import { putPerson, readPerson } from "../stores/people.ts";
import { putRun, readRun } from "../stores/runs.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { Deps } from "./deps.ts";
import type { RunInput } from "./open-run.ts";
import { withEffects } from "./plan-effects.ts";

/** @throws VerificationFailed when the run was not verified; Superseded when its lease is gone. */
export async function recordSuccess(input: RunInput, deps: Deps): Promise<{ status: "succeeded" }> {
  const { tenantId, personKey, seq, execution } = input;
  const store = forTenant(deps.store, tenantId);
  return commit<{ status: "succeeded" }>(store, async () => {
    const [run, person] = await Promise.all([
      readRun(store, tenantId, personKey, seq),
      readPerson(store, tenantId, personKey),
    ]);
    const result = { status: "succeeded" as const };
    if (run?.value.status === "succeeded") return { writes: [], result };
    const decision = run?.value.decision;
    if (!run || !person || !decision || run.value.verification?.unmet.length !== 0)
      throw new VerificationFailed(`execution ${execution} has not been verified`);
    const check = await leaseCheck(store, tenantId, personKey, execution);
    const now = deps.clock.now();
    const verifiedAt = run.value.verification.at;
    const readBack = decision.operations.length;
    const detail = { execution, flow: decision.flow, phase: decision.phaseAfter, readBack, readAt: verifiedAt };
    return {
      writes: [
        check,
        putRun({ ...run.value, status: "succeeded", closedAt: now }, run),
        putPerson(tenantId, personAfterSuccess(person.value, decision, { now, verifiedAt }), person),
        ...(await auditWrites(store, tenantId, personKey, { at: now, kind: "verified", by: "mastery", detail })),
      ],
      result,
    };
  });
}

/** A leaver ends when its end was read: an order that was given since then does not belong to it. */
function personAfterSuccess(
  person: Person,
  decision: Decision,
  { now, verifiedAt }: { readonly now: Instant; readonly verifiedAt: Instant },
): Person {
  const effects = withEffects(person.effects, decision, now);
  const standing = decision.standing ? { standing: decision.standing } : {};
  const reachedAt = decision.flow === "leaver" ? verifiedAt : now;
  return { ...reachPhase({ ...person, effects }, { phase: decision.phaseAfter, now: reachedAt }), ...standing };
}
