/**
 * The indexes of the SQLite ItemStore. Like DynamoDB's they hold copies of whole items; with a lag, a copy becomes
 * visible only that long after its write, so that nothing can come to rely on fresh index reads.
 */
import { INDEX_NAMES, type Item, type ItemKey } from "../ports/item-store.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

export const INDEX_SCHEMA = `
  CREATE TABLE IF NOT EXISTS item_index (
    index_name TEXT NOT NULL, index_partition TEXT NOT NULL, index_sort TEXT NOT NULL,
    partition TEXT NOT NULL, sort TEXT NOT NULL, item TEXT NOT NULL, expires_at INTEGER,
    PRIMARY KEY (index_name, index_partition, index_sort, partition, sort)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS item_index_by_item ON item_index (partition, sort);
  CREATE TABLE IF NOT EXISTS item_index_pending (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, visible_at INTEGER NOT NULL,
    partition TEXT NOT NULL, sort TEXT NOT NULL, item TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS item_index_pending_by_item ON item_index_pending (partition, sort)`;

/** Records the item's new state (undefined: deleted) within the caller's transaction. */
export function writeToIndexes(
  database: SqliteDatabase,
  key: ItemKey,
  item: Item | undefined,
  visible: { readonly atMs: number; readonly lagMs: number },
): void {
  if (visible.lagMs > 0) {
    database.run(
      "INSERT INTO item_index_pending (visible_at, partition, sort, item) VALUES (?, ?, ?, ?)",
      visible.atMs + visible.lagMs,
      key.partition,
      key.sort,
      item === undefined ? null : JSON.stringify(item),
    );
    return;
  }
  database.run("DELETE FROM item_index_pending WHERE partition = ? AND sort = ?", key.partition, key.sort);
  replaceEntries(database, key, item);
}

/** Makes visible what is due; call it before reading an index. */
export function settleIndexes(database: SqliteDatabase, nowMs: number): void {
  const due = "FROM item_index_pending WHERE visible_at <= ? ORDER BY sequence LIMIT 1";
  if (database.first(`SELECT 1 ${due}`, nowMs) === undefined) return;
  database.immediately(() => {
    for (const row of database.all("SELECT * FROM item_index_pending WHERE visible_at <= ? ORDER BY sequence", nowMs)) {
      const item = row["item"] === null ? undefined : (JSON.parse(String(row["item"])) as Item);
      replaceEntries(database, { partition: String(row["partition"]), sort: String(row["sort"]) }, item);
      database.run("DELETE FROM item_index_pending WHERE sequence = ?", Number(row["sequence"]));
    }
  });
}

function replaceEntries(database: SqliteDatabase, key: ItemKey, item: Item | undefined): void {
  database.run("DELETE FROM item_index WHERE partition = ? AND sort = ?", key.partition, key.sort);
  if (item === undefined) return;
  for (const index of INDEX_NAMES) {
    const at = item.indexes?.[index];
    if (at === undefined) continue;
    database.run(
      "INSERT INTO item_index VALUES (?, ?, ?, ?, ?, ?, ?)",
      index,
      at.partition,
      at.sort,
      key.partition,
      key.sort,
      JSON.stringify(item),
      item.expiresAt ?? null,
    );
  }
}
