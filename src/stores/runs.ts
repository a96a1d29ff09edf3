import * as z from "zod";
import { fingerprintOf, type RecentDecision } from "../domain/decide/contested.ts";
import { Decision } from "../domain/decision.ts";
import { Flow } from "../domain/flow.ts";
import { Instant } from "../domain/time.ts";
import type { ItemStore, Write } from "../ports/item-store.ts";
import { indexPartitions, keys, sequence } from "./keys.ts";
import { everyItem, parseItem, putRecord, readRecord, type Stored } from "./record.ts";

export const RUN_STATUSES = ["unchanged", "held", "running", "succeeded", "failed", "superseded"] as const;
export const RunStatus = z.enum(RUN_STATUSES);

/** Something that was expected of the target and not read back. */
export const Unmet = z.strictObject({ operation: z.string(), expected: z.string(), found: z.string() });

/** One look at a person: what was decided, which execution carried it out, and how it ended. */
export const Run = z.strictObject({
  schemaVersion: z.literal(1),
  tenantId: z.string(),
  personKey: z.string(),
  seq: z.int(),
  execution: z.string(),
  machine: Flow.optional(),
  status: RunStatus,
  startedAt: Instant,
  closedAt: Instant.optional(),
  /** Immutable id of the account that the plan is about. */
  accountId: z.string().optional(),
  decision: Decision.optional(),
  verification: z.strictObject({ at: Instant, unmet: z.array(Unmet) }).optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  /** Where an operator looks at the execution. */
  link: z.string().optional(),
});
export type Run = z.infer<typeof Run>;

export function readRun(store: ItemStore, tenantId: string, personKey: string, seq: number) {
  return readRecord(store, keys.run(tenantId, personKey, seq), Run);
}

export function putRun(run: Run, read: Stored<Run> | undefined): Write {
  const sort = `${run.startedAt}#${run.personKey}#${sequence(run.seq)}`;
  const left = run.machine === "leaver" && run.decision?.flow === "leaver";
  const indexes = {
    runs: { partition: indexPartitions.runs(run.tenantId), sort },
    ...(left ? { listing: { partition: indexPartitions.leavers(run.tenantId), sort } } : {}),
  };
  return putRecord(keys.run(run.tenantId, run.personKey, run.seq), run, read, { indexes });
}

/** The runs of a tenant, newest first. The index may lag. */
export async function* listRuns(store: ItemStore, tenantId: string): AsyncIterable<Run> {
  const range = { descending: true } as const;
  for await (const item of everyItem((after) =>
    store.queryIndex("runs", indexPartitions.runs(tenantId), after === undefined ? range : { ...range, after }),
  ))
    yield parseItem(item, Run);
}

/** The runs of one person, oldest first. */
export async function listRunsOf(store: ItemStore, tenantId: string, personKey: string): Promise<readonly Run[]> {
  const runs: Run[] = [];
  const range = { prefix: "RUN#" } as const;
  for await (const item of everyItem((after) =>
    store.query(keys.personPartition(tenantId, personKey), after === undefined ? range : { ...range, after }),
  ))
    runs.push(parseItem(item, Run));
  return runs;
}

/** Different people for whom a leaver was started at or after `since`, without `except`. The index may lag. */
export async function leaversSince(
  store: ItemStore,
  tenantId: string,
  since: Instant,
  except: string,
): Promise<number> {
  const page = await store.queryIndex("listing", indexPartitions.leavers(tenantId), { from: since });
  const people = new Set(page.items.map((item) => parseItem(item, Run).personKey));
  people.delete(except);
  return people.size;
}

/** A person is not worked on more often than this in a day without a hold. */
const MOST_RUNS = 50;

/** The latest runs of one person, newest first. */
export async function latestRunsOf(store: ItemStore, tenantId: string, personKey: string): Promise<readonly Run[]> {
  const range = { prefix: "RUN#", descending: true, limit: MOST_RUNS };
  const page = await store.query(keys.personPartition(tenantId, personKey), range);
  return page.items.map((item) => parseItem(item, Run));
}

/** What was decided about this person at or after `since`, newest first. */
export async function decisionsSince(
  store: ItemStore,
  tenantId: string,
  personKey: string,
  since: Instant,
): Promise<readonly RecentDecision[]> {
  const runs = (await latestRunsOf(store, tenantId, personKey)).filter(({ startedAt }) => startedAt >= since);
  return runs.map(({ status, decision, startedAt }) => ({
    at: startedAt,
    carriedOut: status === "succeeded" ? (decision?.operations.map(fingerprintOf) ?? []) : [],
    ...(decision?.standing ? { facts: decision.standing.profile } : {}),
  }));
}
