/** What every HR feed promises, whatever system it reads. */
import { describe, expect, it } from "vitest";
import type { Instant } from "../../src/domain/time.ts";
import { SentWorker } from "../../src/domain/worker-record.ts";
import type { FeedReading, FeedSource } from "../../src/ports/feed-source.ts";

/** A worker as the contract needs one; the opener writes it as its system would. */
export interface FedWorker {
  readonly id: string;
  readonly given: string;
  readonly family: string;
  readonly status: "active" | "leave" | "terminated" | "a word that nobody mapped";
  /** Null: sent empty. Undefined: the source does not send it of anybody. */
  readonly title?: string | null;
  readonly hire?: string;
  readonly termination?: string | null;
}

export type OpenFeed = (workers: readonly FedWorker[]) => FeedSource;

const LOOK = { observedAt: "2026-03-02T09:00:00.000Z" as Instant, acceptShrinkage: false };
const ana: FedWorker = { id: "1", given: "Ana", family: "Silva", status: "active", title: "Lead", hire: "2020-01-01" };
const bo: FedWorker = { ...ana, id: "2", given: "Bo", family: "Tane" };

export function feedSourceContract(name: string, open: OpenFeed): void {
  const read = (...workers: readonly FedWorker[]): Promise<FeedReading> => open(workers).read(LOOK);
  const records = async (...workers: readonly FedWorker[]): Promise<readonly SentWorker[]> => {
    const reading = await read(...workers);
    if (reading.verdict === "rejected") throw new Error(reading.problems.map(({ what }) => what).join("; "));
    return reading.rows.flatMap((row) => (row.kind === "worker" ? [row.record] : []));
  };

  describe(`${name} as a feed`, () => {
    it("gives every worker once, as a canonical record of this feed", async () => {
      const source = open([ana, bo]);
      const found = await records(ana, bo);
      expect(found.map(({ source: { sourceWorkerId } }) => sourceWorkerId).sort()).toEqual(["1", "2"]);
      for (const record of found) {
        expect(SentWorker.safeParse(record).success).toBe(true);
        expect(record.source).toMatchObject({ connectionId: source.name, observedAt: LOOK.observedAt });
      }
    });
    it("reads the same again: reading changes nothing", async () => {
      const source = open([ana, bo]);
      expect(await source.read(LOOK)).toEqual(await source.read(LOOK));
    });
    it("has one version for the same content, and another for other content", () => {
      expect(open([ana]).version).toBe(open([ana]).version);
      expect(open([ana]).version).not.toBe(open([bo]).version);
    });
    it("has the same hash for the same worker at another time, and another hash for a change", async () => {
      const later = { ...LOOK, observedAt: "2026-03-03T09:00:00.000Z" as Instant };
      const again = await open([ana]).read(later);
      const [first] = await records(ana);
      expect(again).toMatchObject({ rows: [{ record: { source: { rawHash: first!.source.rawHash } } }] });
      const [changed] = await records({ ...ana, title: "Head" });
      expect(changed!.source.rawHash).not.toBe(first!.source.rawHash);
    });
    it("tells what was sent empty from what was not sent", async () => {
      const [empty] = await records({ ...ana, title: null });
      const { title: _title, ...untitled } = ana;
      const [absent] = await records(untitled);
      expect(empty!.job.title).toBeNull();
      expect(absent!.job.title).toBeUndefined();
    });
    it("passes dates on as calendar dates and statuses as signals", async () => {
      const [leaver] = await records({ ...ana, status: "terminated", termination: "2026-03-31" });
      expect(leaver).toMatchObject({
        statusSignal: "terminated",
        dates: { hire: "2020-01-01", termination: "2026-03-31" },
      });
    });
    it("holds a worker back whose status nobody mapped, and lets the others through", async () => {
      const reading = await read(ana, { ...bo, status: "a word that nobody mapped" });
      expect(reading).toMatchObject({
        rows: [
          { kind: "worker", workerId: "1" },
          { kind: "held-back", workerId: "2" },
        ],
      });
    });
    it("rejects a reading of nobody", async () => {
      expect(await read()).toMatchObject({ verdict: "rejected", problems: [{}] });
    });
    it("rejects a reading that has one worker twice", async () => {
      expect((await read(ana, bo, ana)).verdict).toBe("rejected");
    });
    it("rejects a full reading of much fewer than before, unless a named operator says so", async () => {
      const lastGood = { rows: 10, fields: [] };
      expect((await open([ana]).read({ ...LOOK, lastGood })).verdict).toBe("rejected");
      expect((await open([ana]).read({ ...LOOK, lastGood, acceptShrinkage: true })).verdict).toBe("accepted");
    });
    it("names no worker in a problem", async () => {
      const reading = await read({ ...ana, hire: "the day when Zaphod came" }, ana, ana);
      const said = JSON.stringify(reading.verdict === "rejected" ? reading.problems : "accepted");
      expect(said).not.toMatch(/accepted|Zaphod|Ana|Silva/);
    });
  });
}
