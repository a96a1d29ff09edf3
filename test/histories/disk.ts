/** What outlives our process: the store, the queues and the executions, in memory. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ExecutionArchive, openExecutionArchive } from "../../src/local/execution-archive.ts";
import { createLocalDataKeys } from "../../src/local/local-data-keys.ts";
import { openSqliteItemStore } from "../../src/local/sqlite-item-store.ts";
import { openSqliteQueue, type SqliteQueue } from "../../src/local/sqlite-queue.ts";
import type { DataKeys } from "../../src/ports/data-keys.ts";
import type { Ids } from "../../src/ports/ids.ts";
import type { ItemStore } from "../../src/ports/item-store.ts";
import type { Random } from "./random.ts";
import type { Simulation } from "./simulation.ts";

export interface Disk {
  readonly store: ItemStore;
  readonly queues: { readonly intake: SqliteQueue; readonly assessments: SqliteQueue };
  readonly archive: ExecutionArchive;
  readonly dataKeys: DataKeys;
  readonly ids: Ids;
  close(): void;
}

const MAX_RECEIVES = 5;
let dataKeys: DataKeys | undefined;
let disks = 0;

export function openDisk(simulation: Simulation, random: Random, indexLagMs: number): Disk {
  dataKeys ??= createLocalDataKeys(join(mkdtempSync(join(tmpdir(), "mastery-histories-")), "key"));
  disks += 1;
  const ids = createSeededIds(random);
  const clock = { now: simulation.now };
  const path = `file:histories-${disks}?mode=memory&cache=shared`;
  const open = (name: string): SqliteQueue => openSqliteQueue({ path, name, clock, ids, maxReceives: MAX_RECEIVES });
  const store = openSqliteItemStore({ path: ":memory:", now: simulation.now, indexLagMs });
  const queues = { intake: open("intake"), assessments: open("assessments") };
  const archive = openExecutionArchive(":memory:");
  return {
    store,
    queues,
    archive,
    dataKeys,
    ids,
    close: () => {
      for (const file of [store, ...Object.values(queues)]) file.close();
      archive.dispose();
    },
  };
}

function createSeededIds(random: Random): Ids {
  const text = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet[random.int(alphabet.length)]).join("");
  const hex = (bytes: number): string => text("0123456789abcdef", bytes * 2);
  return {
    personKey: () => `p-${text("0123456789abcdefghjkmnpqrstvwxyz", 26)}`,
    hex,
    uuid: () => `${hex(4)}-${hex(2)}-4${hex(2).slice(1)}-8${hex(2).slice(1)}-${hex(6)}`,
  };
}
