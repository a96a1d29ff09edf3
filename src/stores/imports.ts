import * as z from "zod";
import { Instant } from "../domain/time.ts";
import type { FeedProblem, LastGood } from "../ports/feed-source.ts";
import type { ItemStore, Write } from "../ports/item-store.ts";
import { indexPartitions, keys } from "./keys.ts";
import { everyItem, parseItem, putRecord, readRecord, type Stored } from "./record.ts";

const Problem = z.strictObject({ line: z.int().optional(), column: z.string().optional(), what: z.string() });

export const ROW_OUTCOMES = ["new", "changed", "unchanged", "held back", "not in the file"] as const;

/** What became of one row, or of a worker who is in no row any more. No values: line, id and column say where to look. */
export const ImportRow = z.strictObject({
  line: z.int().optional(),
  workerId: z.string().optional(),
  outcome: z.enum(ROW_OUTCOMES),
  reason: z.string().optional(),
  personKey: z.string().optional(),
});
export type ImportRow = z.infer<typeof ImportRow>;

const Counts = z.strictObject({
  rows: z.int(),
  new: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  heldBack: z.int(),
  /** Known and still here, as far as we know, but not in a full file. Nobody leaves because of that. */
  absent: z.int(),
  /** Among the new and changed: who has left according to the file. */
  leavers: z.int(),
});

/** One version of a feed's file: processed once, and how. */
export const FeedImport = z.strictObject({
  schemaVersion: z.literal(1),
  tenantId: z.string(),
  feed: z.string(),
  version: z.string(),
  /** The file's name, for people. */
  file: z.string(),
  status: z.enum(["running", "accepted", "rejected"]),
  startedAt: Instant,
  finishedAt: Instant.optional(),
  by: z.string(),
  acceptedShrinkage: z.strictObject({ by: z.string(), reason: z.string() }).optional(),
  /** The version of the file whose rows were held back and are taken in here. */
  restOf: z.string().optional(),
  /** Chunks of rows that are done: a process that dies goes on behind them. */
  chunks: z.int(),
  counts: Counts,
  problems: z.array(Problem),
  moreProblems: z.int(),
});
export type FeedImport = z.infer<typeof FeedImport>;

/** What a feed's last accepted full file had. */
const Feed = z.strictObject({
  schemaVersion: z.literal(1),
  lastGood: z.strictObject({ rows: z.int(), fields: z.array(z.string()), version: z.string(), at: Instant }),
});

export function newImport(
  of: Pick<FeedImport, "tenantId" | "feed" | "version" | "file" | "startedAt" | "by" | "acceptedShrinkage" | "restOf">,
): FeedImport {
  const counts = { rows: 0, new: 0, changed: 0, unchanged: 0, heldBack: 0, absent: 0, leavers: 0 };
  return { schemaVersion: 1, ...of, status: "running", chunks: 0, counts, problems: [], moreProblems: 0 };
}

export function readImport(store: ItemStore, tenantId: string, feed: string, version: string) {
  return readRecord(store, keys.feedImport(tenantId, feed, version), FeedImport);
}

export function putImport(record: FeedImport, read: Stored<FeedImport> | undefined): Write {
  const { tenantId, feed, version, startedAt } = record;
  const listing = { partition: indexPartitions.imports(tenantId), sort: `${startedAt}#${version}` };
  return putRecord(keys.feedImport(tenantId, feed, version), record, read, { indexes: { listing } });
}

const Chunk = z.strictObject({ schemaVersion: z.literal(1), rows: z.array(ImportRow) });

/** The write that keeps the outcomes of the next rows. */
export async function importRowsWrite(
  store: ItemStore,
  { tenantId, feed, version, chunks }: FeedImport,
  rows: readonly ImportRow[],
): Promise<Write> {
  const key = keys.feedImportRows(tenantId, feed, version, chunks);
  // There is one already when the file was rejected in the middle, because the config had changed, and came again.
  return putRecord(key, { schemaVersion: 1, rows }, await readRecord(store, key, Chunk));
}

/** What became of every row so far, in the order of the file. */
export async function readImportRows(
  store: ItemStore,
  { tenantId, feed, version }: Pick<FeedImport, "tenantId" | "feed" | "version">,
): Promise<readonly ImportRow[]> {
  const { partition } = keys.feedImport(tenantId, feed, version);
  const rows: ImportRow[] = [];
  const range = { prefix: "ROWS#" };
  for await (const item of everyItem((after) =>
    store.query(partition, after === undefined ? range : { ...range, after }),
  ))
    rows.push(...parseItem(item, Chunk).rows);
  return rows;
}

/** The imports of a tenant, newest first. The index may lag. */
export async function* listImports(store: ItemStore, tenantId: string): AsyncIterable<FeedImport> {
  const range = { descending: true } as const;
  for await (const item of everyItem((after) =>
    store.queryIndex("listing", indexPartitions.imports(tenantId), after === undefined ? range : { ...range, after }),
  ))
    yield parseItem(item, FeedImport);
}

export async function readLastGood(
  store: ItemStore,
  tenantId: string,
  feed: string,
): Promise<(LastGood & { readonly version: string }) | undefined> {
  return (await readRecord(store, keys.feed(tenantId, feed), Feed))?.value.lastGood;
}

/** The write that makes an accepted full file the one that the next is compared with. */
export async function lastGoodWrite(
  store: ItemStore,
  { tenantId, feed, version }: FeedImport,
  lastGood: LastGood,
  at: Instant,
) {
  const key = keys.feed(tenantId, feed);
  const read = await readRecord(store, key, Feed);
  const listing = { partition: indexPartitions.feeds(tenantId), sort: feed };
  return putRecord(key, { schemaVersion: 1, lastGood: { ...lastGood, version, at } }, read, { indexes: { listing } });
}

/** A problem in words: where, and what. */
export function problemText({ line, column, what }: FeedProblem): string {
  const place = [line === undefined ? "" : `line ${line}`, column ?? ""].filter((part) => part !== "").join(", ");
  return place === "" ? what : `${place}: ${what}`;
}
