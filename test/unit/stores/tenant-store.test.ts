import { expect, it } from "vitest";
import type { Instant } from "../../../src/domain/time.ts";
import { openSqliteItemStore } from "../../../src/local/sqlite-item-store.ts";
import type { ItemContent, ItemStore, Write } from "../../../src/ports/item-store.ts";
import { indexPartitions, keys } from "../../../src/stores/keys.ts";
import { forTenant } from "../../../src/stores/tenant-store.ts";

const NOW = "2026-03-02T09:00:00.000Z" as Instant;
const open = (): ItemStore => openSqliteItemStore({ path: ":memory:", now: () => NOW });
const put = (partition: string, content: ItemContent = { value: {} }): Write => ({
  kind: "put",
  key: { partition, sort: "S" },
  content,
  when: "absent",
});

const OUTSIDE = [
  "TENANT#zenith#PERSON#p-1",
  "TENANT#acme2#PERSON#p-1",
  "TENANT#acm#PERSON#p-1",
  "TENANT#acme",
  "tenant#acme#PERSON#p-1",
  " TENANT#acme#PERSON#p-1",
  "SYSTEM#SWEEP",
  "",
];

it.each(OUTSIDE)("refuses to read, query and write partition %j for tenant acme", async (partition) => {
  const store = open();
  const acme = forTenant(store, "acme");
  const refused = { name: "InvalidInput" };
  await expect(acme.get({ partition, sort: "S" })).rejects.toMatchObject(refused);
  await expect(acme.query(partition)).rejects.toMatchObject(refused);
  await expect(acme.queryIndex("ready", partition)).rejects.toMatchObject(refused);
  await expect(acme.transact([put("TENANT#acme#X"), put(partition)])).rejects.toMatchObject(refused);
  const key = { partition, sort: "S" };
  await expect(acme.transact([{ kind: "check", key, when: "absent" }])).rejects.toMatchObject(refused);
  await expect(acme.transact([{ kind: "delete", key, when: { version: 1 } }])).rejects.toMatchObject(refused);
  expect(await store.get({ partition: "TENANT#acme#X", sort: "S" })).toBeUndefined(); // all or nothing
});

it("refuses the index partitions that every tenant shares, and those of another tenant", async () => {
  const acme = forTenant(open(), "acme");
  for (const partition of [
    indexPartitions.tenants(),
    indexPartitions.due("2026-03-02"),
    indexPartitions.ready("zenith"),
  ])
    await expect(acme.queryIndex("due", partition)).rejects.toMatchObject({ name: "InvalidInput" });
});

it("refuses an item of its own that would be listed under another tenant's index", async () => {
  const store = open();
  const acme = forTenant(store, "acme");
  for (const partition of [indexPartitions.ready("zenith"), indexPartitions.tenants(), "SYSTEM#SWEEP"]) {
    const write = put("TENANT#acme#X", { value: {}, indexes: { ready: { partition, sort: "1" } } });
    await expect(acme.transact([write])).rejects.toMatchObject({ name: "InvalidInput" });
  }
  expect((await store.queryIndex("ready", indexPartitions.ready("zenith"))).items).toEqual([]);
});

it("lets a tenant's own items through, due items in the shared index included", async () => {
  const acme = forTenant(open(), "acme");
  const indexes = {
    ready: { partition: indexPartitions.ready("acme"), sort: "1" },
    due: { partition: indexPartitions.due("2026-03-02"), sort: "1" },
  };
  const key = keys.person("acme", "p-1");
  expect(await acme.transact([{ kind: "put", key, content: { value: { n: 1 }, indexes }, when: "absent" }])).toEqual({
    outcome: "committed",
  });
  expect((await acme.get(key))?.value).toEqual({ n: 1 });
  expect((await acme.query(key.partition)).items).toHaveLength(1);
  expect((await acme.queryIndex("ready", indexPartitions.ready("acme"))).items).toHaveLength(1);
});
