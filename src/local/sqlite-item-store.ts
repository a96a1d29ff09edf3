/** ItemStore on SQLite: the local runtime's store. Writers exclude each other, so its answer is never `conflict`. */
import { randomUUID } from "node:crypto";
import { epochMsOf, type Instant } from "../domain/time.ts";
import type {
  Condition,
  Item,
  ItemContent,
  ItemKey,
  ItemStore,
  Page,
  Range,
  TransactResult,
  Write,
} from "../ports/item-store.ts";
import { requireTransactable } from "../stores/item-rules.ts";
import { type Bounds, boundsOf, indexMarkOf, limitOf, markOf, readIndexMark, readMark } from "../stores/page.ts";
import { openSqliteDatabase, type Row, type SqliteDatabase } from "./sqlite-database.ts";
import { INDEX_SCHEMA, settleIndexes, writeToIndexes } from "./sqlite-item-index.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS item (
    partition TEXT NOT NULL, sort TEXT NOT NULL, version INTEGER NOT NULL, writer_id TEXT NOT NULL,
    item TEXT NOT NULL, expires_at INTEGER, PRIMARY KEY (partition, sort)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS item_by_expiry ON item (expires_at) WHERE expires_at IS NOT NULL;
  ${INDEX_SCHEMA}`;

const UNEXPIRED = "(expires_at IS NULL OR expires_at > ?)";
/** Expired items that each transaction deletes on the way; reads skip them anyway. */
const EXPIRED_PER_TRANSACTION = 20;

export interface SqliteItemStoreOptions {
  /** A file; several processes may open the same one. */
  readonly path: string;
  readonly now: () => Instant;
  /** How long index reads stay behind, as DynamoDB's may; default 0. */
  readonly indexLagMs?: number;
  /** Called between a commit and its answer: crash tests end the process here, or throw to lose the answer. */
  readonly afterCommit?: () => void;
}

interface Access {
  readonly database: SqliteDatabase;
  readonly options: SqliteItemStoreOptions;
  readonly nowMs: () => number;
  readonly nowSeconds: () => number;
}

/** What a transaction committed survives the end of the process, but not always a loss of power. */
export function openSqliteItemStore(options: SqliteItemStoreOptions): ItemStore & { close(): void } {
  const database = openSqliteDatabase({ path: options.path, schema: SCHEMA, durability: "process-kill" });
  const nowMs = (): number => epochMsOf(options.now());
  const access: Access = { database, options, nowMs, nowSeconds: () => Math.floor(nowMs() / 1000) };
  return {
    get: async (key) => get(access, key),
    query: async (partition, range = {}) => query(access, partition, range),
    queryIndex: async (index, partition, range = {}) => queryIndex(access, index, partition, range),
    transact: async (writes) => transact(access, writes),
    close: () => database.close(),
  };
}

function get({ database, nowSeconds }: Access, key: ItemKey): Item | undefined {
  const row = database.first(
    `SELECT item FROM item WHERE partition = ? AND sort = ? AND ${UNEXPIRED}`,
    key.partition,
    key.sort,
    nowSeconds(),
  );
  return row && itemOf(row);
}

function query({ database, nowSeconds }: Access, partition: string, range: Range): Page {
  const limit = limitOf(range);
  const after = range.after === undefined ? undefined : readMark(range.after);
  const bounds = boundsOf(range);
  if (bounds === undefined) return { items: [] };
  const { where, values } = within("sort", bounds);
  const rows = database.all(
    `SELECT item FROM item WHERE partition = ? ${where} ${after === undefined ? "" : `AND sort ${beyond(range)} ?`}
      AND ${UNEXPIRED} ORDER BY sort ${direction(range)} LIMIT ?`,
    partition,
    ...values,
    ...(after === undefined ? [] : [after]),
    nowSeconds(),
    limit + 1,
  );
  return pageOf(rows.map(itemOf), limit, markOf);
}

function queryIndex(access: Access, index: string, partition: string, range: Range): Page {
  const limit = limitOf(range);
  const after = range.after === undefined ? undefined : readIndexMark(range.after);
  const bounds = boundsOf(range);
  if (bounds === undefined) return { items: [] };
  settleIndexes(access.database, access.nowMs());
  const { where, values } = within("index_sort", bounds);
  const order = direction(range);
  const rows = access.database.all(
    `SELECT item, index_sort FROM item_index WHERE index_name = ? AND index_partition = ? ${where}
      ${after === undefined ? "" : `AND (index_sort, partition, sort) ${beyond(range)} (?, ?, ?)`}
      AND ${UNEXPIRED} ORDER BY index_sort ${order}, partition ${order}, sort ${order} LIMIT ?`,
    index,
    partition,
    ...values,
    ...(after === undefined ? [] : [after.indexSort, after.partition, after.sort]),
    access.nowSeconds(),
    limit + 1,
  );
  const sorts = new Map(rows.map((row) => [itemOf(row), String(row["index_sort"])]));
  return pageOf([...sorts.keys()], limit, (item) => indexMarkOf(item, sorts.get(item) ?? ""));
}

function transact(access: Access, writes: readonly Write[]): TransactResult {
  requireTransactable(writes);
  if (writes.length === 0) return { outcome: "committed" };
  const { database, options } = access;
  const writerId = randomUUID();
  try {
    const failed = database.immediately(() => {
      const refused = writes.flatMap((write, position) => (holds(access, write.key, write.when) ? [] : [position]));
      if (refused.length === 0) apply(access, writes, writerId);
      return refused;
    });
    if (failed.length > 0) return { outcome: "condition-failed", failed };
    options.afterCommit?.();
    return { outcome: "committed" };
  } catch (error) {
    if (wasWritten(database, writes, writerId)) return { outcome: "committed" };
    throw error;
  }
}

function holds({ database, nowSeconds }: Access, key: ItemKey, when: Condition): boolean {
  const row = database.first(
    `SELECT version FROM item WHERE partition = ? AND sort = ? AND ${UNEXPIRED}`,
    key.partition,
    key.sort,
    nowSeconds(),
  );
  return when === "absent" ? row === undefined : row !== undefined && row["version"] === when.version;
}

function apply(access: Access, writes: readonly Write[], writerId: string): void {
  const { database, options } = access;
  const visible = { atMs: access.nowMs(), lagMs: options.indexLagMs ?? 0 };
  for (const write of writes) {
    if (write.kind === "check") continue;
    const { partition, sort } = write.key;
    if (write.kind === "delete") {
      database.run("DELETE FROM item WHERE partition = ? AND sort = ?", partition, sort);
      writeToIndexes(database, write.key, undefined, visible);
      continue;
    }
    const item = itemFrom(write.key, write.content, write.when === "absent" ? 1 : write.when.version + 1);
    database.run(
      "INSERT OR REPLACE INTO item (partition, sort, version, writer_id, item, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
      partition,
      sort,
      item.version,
      writerId,
      JSON.stringify(item),
      item.expiresAt ?? null,
    );
    writeToIndexes(database, write.key, item, visible);
  }
  deleteExpired(access);
}

function deleteExpired({ database, nowSeconds }: Access): void {
  const expired = "SELECT partition, sort FROM item WHERE expires_at <= ? LIMIT ?";
  for (const row of database.all(expired, nowSeconds(), EXPIRED_PER_TRANSACTION)) {
    const key = { partition: String(row["partition"]), sort: String(row["sort"]) };
    database.run("DELETE FROM item WHERE partition = ? AND sort = ?", key.partition, key.sort);
    writeToIndexes(database, key, undefined, { atMs: 0, lagMs: 0 });
  }
}

/** Whether a transaction whose answer was lost had been committed. */
function wasWritten(database: SqliteDatabase, writes: readonly Write[], writerId: string): boolean {
  const put = writes.find((write) => write.kind === "put");
  if (put === undefined) return false;
  const { partition, sort } = put.key;
  const row = database.first("SELECT writer_id FROM item WHERE partition = ? AND sort = ?", partition, sort);
  return row?.["writer_id"] === writerId;
}

function itemFrom(key: ItemKey, { value, indexes = {}, expiresAt }: ItemContent, version: number): Item {
  return {
    partition: key.partition,
    sort: key.sort,
    version,
    value,
    ...(Object.values(indexes).some((at) => at !== undefined) && { indexes }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

function itemOf(row: Row): Item {
  return JSON.parse(String(row["item"])) as Item;
}

function pageOf(items: readonly Item[], limit: number, mark: (item: Item) => string): Page {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return items.length > limit && last !== undefined ? { items: shown, next: mark(last) } : { items: shown };
}

function within(column: string, { from, to }: Bounds): { where: string; values: string[] } {
  return {
    where: `${from === undefined ? "" : `AND ${column} >= ?`} ${to === undefined ? "" : `AND ${column} <= ?`}`,
    values: [from, to].filter((bound) => bound !== undefined),
  };
}

function direction(range: Range): "ASC" | "DESC" {
  return range.descending ? "DESC" : "ASC";
}

function beyond(range: Range): "<" | ">" {
  return range.descending ? "<" : ">";
}
