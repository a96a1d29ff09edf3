import { loginOf } from "../domain/decide/correlate.ts";
import { effectsAfter, takesOtherAccount } from "../domain/decide/effects-after.ts";
import type { Decision } from "../domain/decision.ts";
import { Conflict } from "../domain/errors.ts";
import type { Flow } from "../domain/flow.ts";
import { operationKey, operationsOf } from "../domain/operation.ts";
import type { Person, Standing } from "../domain/person.ts";
import { reachPhase } from "../domain/reach-phase.ts";
import type { Instant } from "../domain/time.ts";
import type { ItemStore, Write } from "../ports/item-store.ts";
import { auditWrites } from "../stores/audit.ts";
import { commit } from "../stores/commit.ts";
import { dueItemWrites } from "../stores/due-items.ts";
import { keys } from "../stores/keys.ts";
import { type Lease, leaseCheck } from "../stores/mailbox.ts";
import { personWhoTook, putPerson, readPerson } from "../stores/people.ts";
import { PersonLink, putLink } from "../stores/person-link.ts";
import { readRecord } from "../stores/record.ts";
import { putRun, type Run, readRun } from "../stores/runs.ts";
import { withEffects } from "./plan-effects.ts";

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
    /** Who has given up the login that the plan takes. */
    freedBy?: string;
  },
  decision: Decision,
): Promise<Run> {
  const { tenantId, personKey, lease, now, accountId, link, freedBy } = at;
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
    const aliases = await aliasWrites(store, { tenantId, personKey, freedBy }, decision);
    return {
      writes: [
        check,
        putRun(run, before),
        putPerson(
          tenantId,
          { ...withLink(personAfter(person.value, decision, now), decision), ...(at.label ? { label: at.label } : {}) },
          person,
        ),
        ...aliases,
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
  const { hold: former, ...rest } = takesOtherAccount(person, decision) ? withoutFormerAccount(person) : person;
  const since = former?.code === decision.hold?.code ? (former?.since ?? now) : now;
  const hold = decision.hold && { hold: { ...decision.hold, since } };
  // What has nothing left to do is at its end already.
  const isPending = startsRun(decision) || decision.hold !== undefined;
  const phase = isPending ? decision.phaseNow : decision.phaseAfter;
  const kept = effectsAfter(person, decision);
  const noted = Object.fromEntries((decision.noted ?? []).map((name) => [name, now]));
  const effects = { ...(isPending ? kept : withEffects(kept, decision, now)), ...noted };
  const isReopened = operationsOf(decision.operations, "reopen-account").length > 0;
  const back = isReopened ? { ...rest, backSince: now } : rest;
  const reached = reachPhase(back, { phase, now, callsOffLeaver: decision.callsOffLeaver });
  const standing = isPending ? standingMeanwhile(reached, decision, now) : decision.standing;
  return { ...reached, effects, ...(standing ? { standing } : {}), ...hold };
}

/**
 * What stands while a plan is carried out, which may be cut short: the groups that it adds are ours from now on. A later
 * plan that does not give them takes them back, where it would otherwise believe that somebody granted them by hand.
 */
function standingMeanwhile(person: Person, { operations, standing }: Decision, now: Instant): Standing | undefined {
  const before = person.standing ?? standing;
  if (!before) return undefined;
  const known = new Set(before.losing.map(({ groupId }) => groupId));
  const added = operationsOf(operations, "add-group").filter(({ groupId }) => !known.has(groupId));
  const losing = added.map(({ groupId, groupName }) => ({ groupId, groupName, at: now }));
  return { ...before, losing: [...before.losing, ...losing] };
}

/** When somebody joined with the former account, and what that rested on, says nothing about the new one. */
function withoutFormerAccount(former: Person): Person {
  const { joinedAt: _joined, adoptedAt: _adopted, standing: _rested, ...person } = former;
  return person;
}

function withLink(person: Person, { link }: Decision): Person {
  const isKnown = link === undefined || person.links.some(({ provider, id }) => provider === "okta" && id === link);
  return isKnown ? person : { ...person, links: [...person.links, { provider: "okta", id: link }] };
}

/**
 * The link to an account that was found, and the login of one that will be made: nobody else may take either.
 * @throws Conflict when somebody else has done so since the look; the next look sees it.
 */
async function aliasWrites(
  store: ItemStore,
  at: { readonly tenantId: string; readonly personKey: string; readonly freedBy: string | undefined },
  { link, operations }: Decision,
): Promise<readonly Write[]> {
  const { tenantId, personKey } = at;
  const [creation] = operationsOf(operations, "create-account");
  const wanted = [
    ...(link === undefined ? [] : [keys.link(tenantId, "okta", link)]),
    ...(creation ? [keys.link(tenantId, "login", loginOf(creation.profile))] : []),
  ];
  const writes: Write[] = [];
  for (const key of wanted) {
    const alias = await readRecord(store, key, PersonLink);
    const taker = alias && (await personWhoTook(store, tenantId, key));
    if (taker?.key === personKey) continue;
    if (taker && taker.key !== at.freedBy)
      throw new Conflict(`person ${taker.key} has taken the same account or login meanwhile`);
    writes.push(putLink(tenantId, key, personKey, alias));
  }
  return writes;
}

const MOST_IN_AUDIT = 200;

function auditDetail(decision: Decision, execution: string): Record<string, unknown> {
  const { situation, flow, reason, refused, due, hold, phaseNow: phase } = decision;
  // Keys, not whys: the run record has them, and a leaver of a thousand groups has to fit into an item.
  const operations = decision.operations.slice(0, MOST_IN_AUDIT).map(operationKey);
  const more = decision.operations.length - operations.length;
  const codes = [...new Set(refused.map(({ code }) => code))];
  return {
    execution,
    situation,
    flow,
    reason,
    phase,
    operations,
    more,
    refused: codes,
    due,
    ...(hold ? { hold: hold.code } : {}),
  };
}
