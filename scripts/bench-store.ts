import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealClock } from "../src/local/clock.ts";
import { openSqliteItemStore } from "../src/local/sqlite-item-store.ts";
import type { Write } from "../src/ports/item-store.ts";
import { type Measurement, ratePerSecond } from "./bench-measurement.ts";

const VALUE = { schemaVersion: 1, text: "x".repeat(500) };

/** The SQLite store in a temporary folder, as the local runtime opens it. */
export async function measureStore(): Promise<readonly Measurement[]> {
  const dir = mkdtempSync(join(tmpdir(), "mastery-bench-"));
  const store = openSqliteItemStore({ path: join(dir, "store.sqlite"), now: createRealClock().now });
  let n = 0;
  const transact = async (writes: readonly Write[]): Promise<void> => {
    const { outcome } = await store.transact(writes);
    if (outcome !== "committed") throw new Error(`a transaction of the bench ended as ${outcome}`);
  };
  const insertTwo = async (): Promise<void> => {
    n += 1;
    const partition = `TENANT#bench#PERSON#${n}`;
    const ready = { partition: "TENANT#bench#READY", sort: String(n) };
    const content = { value: VALUE, indexes: { ready } };
    await transact([
      { kind: "put", key: { partition, sort: "MAILBOX" }, content, when: "absent" },
      { kind: "put", key: { partition, sort: "RUN#000001" }, content: { value: VALUE }, when: "absent" },
    ]);
  };
  const swap = async (): Promise<void> => {
    const key = { partition: "TENANT#bench#PERSON#swap", sort: "MAILBOX" };
    const read = await store.get(key);
    await transact([
      { kind: "put", key, content: { value: VALUE }, when: read ? { version: read.version } : "absent" },
    ]);
  };
  try {
    const inserts = await ratePerSecond(insertTwo);
    const swaps = await ratePerSecond(swap);
    const disk = "on disk, one after the other";
    return [
      {
        what: "SQLite ItemStore, transactions",
        value: inserts,
        unit: "transactions/s",
        how: `two new items of 0.5 KB each, one of them indexed; ${disk}`,
      },
      {
        what: "SQLite ItemStore, read and swap",
        value: swaps,
        unit: "swaps/s",
        how: `get, then put if unchanged; ${disk}`,
      },
    ];
  } finally {
    store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
