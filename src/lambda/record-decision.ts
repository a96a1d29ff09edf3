import { effectsAfter } from "../domain/decide/decide.ts";
import type { Decision } from "../domain/decision.ts";
import type { Flow } from "../domain/flow.ts";
import { operationKey } from "../domain/operation.ts";
import type { Person } from "../domain/person.ts";
import type { Instant } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { auditWrites } from "../stores/audit.ts";
import { commit } from "../stores/commit.ts";
import { dueItemWrites } from "../stores/due-items.ts";
import { type Lease, leaseCheck } from "../stores/mailbox.ts";
import { putPerson, readPerson } from "../stores/people.ts";
import { putRun, type Run, readRun } from "../stores/runs.ts";
import { withEffects } from "./plan-effects.ts";
import { reachPhase } from "./reach-phase.ts";

/** Writes a decision down in one transaction: run record, person, due items, audit. @throws Superseded */
export function recordDecision(
  store: ItemStore,
  at: {
    tenantId: string;
    personKey: string;
    lease: Lease;
    now: Instant;
    accountId?: string;
    link?: string;
    label?: string;
  },
  decision: Decision,
): Promise<Run> {
  const { tenantId, personKey, lease, now, accountId, link } = at;
  return commit<Run>(store, async () => {
    const check = await leaseCheck(store, tenantId, personKey, lease.execution);
    const [person, before] = await Promise.all([
      readPerson(store, tenantId, personKey),
      readRun(store, tenantId, personKey, lease.seq),
    ]);
    if (!person) throw new Error(`person ${personKey} vanished while its lease was held`);
    const run: Run = {
      schemaVersion: 1,
      tenantId,
      personKey,
      seq: lease.seq,
      execution: lease.execution,
      ...statusOf(decision, now),
      startedAt: lease.takenAt,
      ...(accountId === undefined ? {} : { accountId }),
      ...(link === undefined ? {} : { link }),
      decision,
    };
    const detail = auditDetail(decision, lease.execution);
    return {
      writes: [
        check,
        putRun(run, before),
        putPerson(
          tenantId,
          { ...personAfter(person.value, decision, now), ...(at.label ? { label: at.label } : {}) },
          person,
        ),
        ...(await dueItemWrites(store, tenantId, personKey, decision.due)),
        ...(await auditWrites(store, tenantId, personKey, { at: now, kind: "decided", by: "mastery", detail })),
      ],
      result: run,
    };
  });
}

function startsRun(decision: Decision): decision is Decision & { flow: Flow } {
  return decision.operations.length > 0 && decision.flow !== "none";
}

function statusOf(decision: Decision, now: Instant): Pick<Run, "status" | "machine" | "closedAt"> {
  if (startsRun(decision)) return { status: "running", machine: decision.flow };
  return { status: decision.hold ? "held" : "unchanged", closedAt: now };
}

function personAfter(person: Person, decision: Decision, now: Instant): Person {
  const { hold: former, ...rest } = person;
  const since = former?.code === decision.hold?.code ? (former?.since ?? now) : now;
  const hold = decision.hold && { hold: { ...decision.hold, since } };
  // What has nothing left to do is at its end already.
  const isPending = startsRun(decision) || decision.hold !== undefined;
  const phase = isPending ? decision.phaseNow : decision.phaseAfter;
  const standing = decision.standing && !isPending ? { standing: decision.standing } : {};
  const kept = effectsAfter(person, decision);
  const effects = isPending ? kept : withEffects(kept, decision, now);
  return { ...reachPhase(rest, phase, now), effects, ...standing, ...hold };
}

const MOST_IN_AUDIT = 200;

function auditDetail(decision: Decision, execution: string): Record<string, unknown> {
  const { situation, flow, reason, refused, due, hold } = decision;
  // Keys, not whys: the run record has them, and a leaver of a thousand groups has to fit into an item.
  const operations = decision.operations.slice(0, MOST_IN_AUDIT).map(operationKey);
  const more = decision.operations.length - operations.length;
  const codes = [...new Set(refused.map(({ code }) => code))];
  return {
    execution,
    situation,
    flow,
    reason,
    operations,
    more,
    refused: codes,
    due,
    ...(hold ? { hold: hold.code } : {}),
  };
}
