// Statuses of workers with any dates, at any time, in zones with and without daylight saving.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, type CalendarDate, type Instant, instantOf } from "../../src/domain/time.ts";
import { cutoffOf, STATUS_SIGNALS, statusAt, type WorkerRecord } from "../../src/domain/worker-record.ts";
import { workerInHr } from "../unit/domain/workers-in-hr.ts";

const RUNS = { numRuns: 500 };
const FIRST = "2026-01-01" as CalendarDate;

const day = fc.option(
  fc.integer({ min: 0, max: 500 }).map((days) => addDays(FIRST, days)),
  { nil: undefined },
);
const zone = fc.constantFrom("UTC", "Pacific/Auckland", "Europe/London", "America/Santiago", "Asia/Kathmandu");
const now = fc.integer({ min: Date.parse("2025-12-01"), max: Date.parse("2027-08-01") }).map(instantOf);
const record = fc
  .record({
    statusSignal: fc.constantFrom(...STATUS_SIGNALS),
    dates: fc.record({ hire: day, firstDayOfWork: day, termination: day, lastDayWorked: day, contractEnd: day }),
    workerType: fc.constantFrom("employee" as const, "contingent" as const),
    timeZone: fc.option(zone, { nil: undefined }),
  })
  .map(workerInHr);

const withoutDates = (known: WorkerRecord): WorkerRecord =>
  workerInHr({ statusSignal: known.statusSignal, dates: { hire: undefined } });

describe("the status of any worker", () => {
  it("never turns back: who has left stays so while nothing new is sent", () => {
    fc.assert(
      fc.property(record, zone, now, now, (worker, timeZone, one, other) => {
        const [earlier, later] = [one, other].toSorted() as [Instant, Instant];
        const before = statusAt(worker, { now: earlier, timeZone });
        const after = statusAt(worker, { now: later, timeZone });
        if (before === "terminated") expect(after).toBe("terminated");
        if (after === "prehire") expect(before).toBe("prehire");
      }),
      RUNS,
    );
  });
  it("is that of a leaver only by a word of the source or a date that has passed", () => {
    fc.assert(
      fc.property(record, zone, now, (worker, timeZone, at) => {
        if (statusAt(worker, { now: at, timeZone }) !== "terminated") return;
        const cutoff = cutoffOf(worker, timeZone);
        expect(worker.statusSignal === "terminated" || (cutoff !== undefined && cutoff <= at)).toBe(true);
      }),
      RUNS,
    );
  });
  it("is the source's own word when there are no dates", () => {
    fc.assert(
      fc.property(record, zone, now, (worker, timeZone, at) => {
        expect(statusAt(withoutDates(worker), { now: at, timeZone })).toBe(worker.statusSignal);
      }),
      RUNS,
    );
  });
});
