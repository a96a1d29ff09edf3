import { describe, expect, it } from "vitest";
import { addMs, type Instant } from "../../../src/domain/time.ts";
import { openSqliteItemStore } from "../../../src/local/sqlite-item-store.ts";
import type { ItemStore } from "../../../src/ports/item-store.ts";
import { firstBrokenEntry, readAudit } from "../../../src/stores/audit.ts";
import { readMailbox, releaseLease, takeLease } from "../../../src/stores/mailbox.ts";
import { readPerson, resolvePerson } from "../../../src/stores/people.ts";
import { createRandomIds } from "../../../src/stores/random-ids.ts";
import { readWorkers } from "../../../src/stores/stored-worker.ts";
import { listWorkers, recordWorker } from "../../../src/stores/workers.ts";
import { OBSERVED, on, workerInHr } from "../domain/workers-in-hr.ts";

const ACME = "acme";
const freshKey = createRandomIds().personKey;
const LATER = addMs(OBSERVED, 60_000);

async function withStore(work: (store: ItemStore) => Promise<void>): Promise<void> {
  const store = openSqliteItemStore({ path: ":memory:", now: () => OBSERVED });
  try {
    await work(store);
  } finally {
    store.close();
  }
}
const record = (store: ItemStore, worker: ReturnType<typeof workerInHr>, now: Instant = OBSERVED) =>
  recordWorker(store, ACME, worker, { now, freshKey });
const look = async (store: ItemStore, personKey: string) => {
  const lease = await takeLease(store, ACME, personKey, LATER);
  await releaseLease(store, { tenantId: ACME, personKey, execution: lease!.execution, now: LATER }, "seen");
};

describe("recording a worker", () => {
  it("makes a provisional person who is ready, linked to the feed's worker", () =>
    withStore(async (store) => {
      const { personKey, change } = await record(store, workerInHr());
      expect(change).toBe("new");
      expect((await readPerson(store, ACME, personKey))?.value).toMatchObject({
        phase: "provisional",
        links: [{ provider: "csv", id: "hr:1513" }],
      });
      expect((await readMailbox(store, ACME, personKey))?.value).toMatchObject({ wanted: 1, seen: 0, priority: 1 });
      expect((await readWorkers(store, ACME, personKey))[0]?.value).toMatchObject({ personKey, record: workerInHr() });
    }));
  it("finds the person again by the feed and the worker's id", () =>
    withStore(async (store) => {
      const { personKey } = await record(store, workerInHr());
      const again = await record(store, workerInHr({ source: { rawHash: "h2" }, job: { title: "Head" } }));
      expect(again).toEqual({ personKey, change: "changed" });
      expect(await resolvePerson(store, ACME, { provider: "csv", id: "hr:1513" }, freshKey)).toBe(personKey);
    }));
  it("takes the same worker id of another feed for somebody else", () =>
    withStore(async (store) => {
      const { personKey } = await record(store, workerInHr());
      const other = await record(store, workerInHr({ source: { connectionId: "subsidiary" } }));
      expect(other.change).toBe("new");
      expect(other.personKey).not.toBe(personKey);
    }));
  it("wakes nobody for the same content", () =>
    withStore(async (store) => {
      const { personKey } = await record(store, workerInHr());
      await look(store, personKey);
      const again = await record(store, workerInHr({ source: { observedAt: LATER } }), LATER);
      expect(again.change).toBe("unchanged");
      expect((await readMailbox(store, ACME, personKey))?.value).toMatchObject({ wanted: 1, seen: 1 });
    }));
  it.each([
    ["a termination date", { dates: { termination: on("2026-03-31") } }],
    ["the word terminated", { statusSignal: "terminated" as const }],
    ["the word rescinded", { statusSignal: "rescinded" as const }],
  ])("puts who has %s before the others", (_what, parts) =>
    withStore(async (store) => {
      const { personKey } = await record(store, workerInHr(parts));
      expect((await readMailbox(store, ACME, personKey))?.value.priority).toBe(0);
    }),
  );
  it("keeps what a later file does not send", () =>
    withStore(async (store) => {
      const { personKey } = await record(store, workerInHr({ dates: { termination: on("2026-03-31") } }));
      await record(store, workerInHr({ source: { rawHash: "h2" } }), LATER);
      const stored = (await readWorkers(store, ACME, personKey))[0]!.value;
      expect(stored.record.dates.termination).toBe("2026-03-31");
      expect(stored.changedAt).toBe(LATER);
    }));
  it("audits which fields changed, and no value", () =>
    withStore(async (store) => {
      const { personKey } = await record(store, workerInHr());
      const next = { source: { rawHash: "h2" }, job: { title: "Head", department: "Product" } };
      await record(store, workerInHr(next), LATER);
      const entries = await readAudit(store, ACME, personKey);
      expect(firstBrokenEntry(entries)).toBeUndefined();
      expect(entries.at(-1)).toMatchObject({ by: "feed hr", detail: { change: "changed", fields: ["job.title"] } });
      expect(JSON.stringify(entries)).not.toMatch(/Ginnie|Fadiman|acme\.example|Head/);
    }));
  it("makes one person of two that arrive at the same time", () =>
    withStore(async (store) => {
      const both = await Promise.all([record(store, workerInHr()), record(store, workerInHr())]);
      expect(new Set(both.map(({ personKey }) => personKey)).size).toBe(1);
      expect(both.map(({ change }) => change)).toEqual(["new", "new"]); // the same call twice
    }));
});

describe("the workers of a feed", () => {
  it("are listed without those of another feed", () =>
    withStore(async (store) => {
      for (const sourceWorkerId of ["20", "10"]) await record(store, workerInHr({ source: { sourceWorkerId } }));
      await record(store, workerInHr({ source: { connectionId: "hr-2" } }));
      const ids: string[] = [];
      for await (const { record: worker } of listWorkers(store, ACME, "hr")) ids.push(worker.source.sourceWorkerId);
      expect(ids).toEqual(["10", "20"]);
    }));
});
