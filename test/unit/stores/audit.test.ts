import { expect, it } from "vitest";
import type { Instant } from "../../../src/domain/time.ts";
import { openSqliteItemStore } from "../../../src/local/sqlite-item-store.ts";
import { type AuditEntry, auditWrites, firstBrokenEntry, readAudit } from "../../../src/stores/audit.ts";
import { commit } from "../../../src/stores/commit.ts";

const NOW = "2026-03-02T09:00:00.000Z" as Instant;

async function trail(count: number): Promise<AuditEntry[]> {
  const store = openSqliteItemStore({ path: ":memory:", now: () => NOW });
  const append = (n: number) =>
    commit<void>(store, async () => {
      const entry = { at: NOW, kind: "decided", by: "mastery", detail: { n, more: { b: 1, a: [n] } } };
      return { writes: await auditWrites(store, "acme", "p-1", entry), result: undefined };
    });
  await Promise.all(Array.from({ length: count }, (_, n) => append(n)));
  return [...(await readAudit(store, "acme", "p-1"))];
}

it("numbers and chains entries that are written at the same time, and loses none", async () => {
  const entries = await trail(12);
  expect(entries.map(({ number }) => number)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
  expect(entries.map(({ detail }) => detail["n"]).toSorted((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: 12 }, (_, n) => n),
  );
  expect(firstBrokenEntry(entries)).toBeUndefined();
});

it("does not depend on the order in which a store gives an entry's members back", async () => {
  const entries = await trail(3);
  const reordered = entries.map((entry) => Object.fromEntries(Object.entries(entry).reverse()) as AuditEntry);
  expect(firstBrokenEntry(reordered)).toBeUndefined();
});

it.each<[string, (entries: AuditEntry[]) => AuditEntry[], number]>([
  ["a changed detail", (all) => all.with(2, { ...all[2]!, detail: { n: 99 } }), 3],
  ["a changed author", (all) => all.with(2, { ...all[2]!, by: "somebody else" }), 3],
  ["a changed time", (all) => all.with(0, { ...all[0]!, at: "2026-03-02T09:00:00.001Z" as Instant }), 1],
  ["an entry that was taken out", (all) => all.toSpliced(2, 1), 4],
  ["the first entry taken out", (all) => all.slice(1), 2],
  ["two entries that changed places", (all) => [all[0]!, all[2]!, all[1]!, ...all.slice(3)], 3],
  ["an entry that was put in twice", (all) => all.toSpliced(2, 0, all[1]!), 2],
])("finds %s", async (_what, tamper, broken) => {
  expect(firstBrokenEntry(tamper(await trail(5)))).toBe(broken);
});
