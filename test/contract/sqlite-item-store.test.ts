import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { StoreUnavailable } from "../../src/domain/errors.ts";
import { instantOf } from "../../src/domain/time.ts";
import { openSqliteItemStore } from "../../src/local/sqlite-item-store.ts";
import type { ItemKey, Write } from "../../src/ports/item-store.ts";
import { itemStoreContract } from "./item-store.contract.ts";
import { sqliteSubject } from "./sqlite-subject.ts";

itemStoreContract("SQLite", sqliteSubject);

describe("the SQLite ItemStore", () => {
  let folder: string;
  let path: string;
  let ms = 0;
  const now = () => instantOf(ms);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mastery-store-"));
    path = join(folder, "store.db");
    ms = 1_000_000;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const key: ItemKey = { partition: "TENANT#t#p", sort: "x" };
  const indexed = (n: number, when: Write["when"]): Write => ({
    kind: "put",
    key,
    content: { value: { n }, indexes: { ready: { partition: "r", sort: `${n}` } } },
    when,
  });

  test("keeps its items when it is closed and opened again", async () => {
    const first = openSqliteItemStore({ path, now });
    await first.transact([indexed(1, "absent")]);
    first.close();
    const second = openSqliteItemStore({ path, now });
    expect((await second.get(key))?.value).toEqual({ n: 1 });
    expect((await second.queryIndex("ready", "r")).items).toHaveLength(1);
    second.close();
  });

  test("with a lag, index reads show the state of that long ago while base reads are fresh", async () => {
    const store = openSqliteItemStore({ path, now, indexLagMs: 500 });
    const ready = async () => (await store.queryIndex("ready", "r")).items.map((item) => item.value["n"]);
    await store.transact([indexed(1, "absent")]);
    expect((await store.get(key))?.value).toEqual({ n: 1 });
    expect(await ready()).toEqual([]);
    ms += 499;
    expect(await ready()).toEqual([]);
    await store.transact([indexed(2, { version: 1 })]);
    ms += 1;
    expect(await ready()).toEqual([1]);
    await store.transact([{ kind: "delete", key, when: { version: 2 } }]);
    ms += 499;
    expect(await ready()).toEqual([2]);
    ms += 1;
    expect(await ready()).toEqual([]);
    store.close();
  });

  test("without a lag, a write is never undone by an older one that was still to become visible", async () => {
    const lagging = openSqliteItemStore({ path, now, indexLagMs: 500 });
    const direct = openSqliteItemStore({ path, now });
    await lagging.transact([indexed(1, "absent")]);
    await direct.transact([indexed(2, { version: 1 })]);
    ms += 1000;
    expect((await direct.queryIndex("ready", "r")).items.map((item) => item.value["n"])).toEqual([2]);
    lagging.close();
    direct.close();
  });

  test("says StoreUnavailable when its folder is missing, and when it was closed", async () => {
    expect(() => openSqliteItemStore({ path: join(folder, "none", "store.db"), now })).toThrow(StoreUnavailable);
    const store = openSqliteItemStore({ path, now });
    store.close();
    await expect(store.get(key)).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(store.transact([indexed(1, "absent")])).rejects.toBeInstanceOf(StoreUnavailable);
  });
});
