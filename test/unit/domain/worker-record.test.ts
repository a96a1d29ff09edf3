import { describe, expect, it } from "vitest";
import type { CalendarDate, Instant } from "../../../src/domain/time.ts";
import type { WorkerStatus } from "../../../src/domain/worker.ts";
import { cutoffOf, mergeWorker, startOf, statusAt, type WorkerRecord } from "../../../src/domain/worker-record.ts";
import { on, workerInHr } from "./workers-in-hr.ts";

type Signal = WorkerRecord["statusSignal"];
type Day = string | undefined;

const dated = (signal: Signal, hire: Day, termination: Day, lastDayWorked: Day): WorkerRecord =>
  workerInHr({
    statusSignal: signal,
    dates: {
      hire: hire as CalendarDate | undefined,
      termination: termination as CalendarDate | undefined,
      lastDayWorked: lastDayWorked as CalendarDate | undefined,
    },
  });

describe("the status of a worker on 2 March 2026, 09:00 in UTC", () => {
  const now = "2026-03-02T09:00:00.000Z" as Instant;
  // biome-ignore format: a table
  it.each<[Signal, Day, Day, Day, WorkerStatus, string]>([
    // the source says | first day  | termination  | last day worked | status | in words
    ["active",     "2020-07-10", undefined,    undefined,    "active",     "works here"],
    ["active",     undefined,    undefined,    undefined,    "active",     "works here, since nobody knows when"],
    ["active",     "2026-03-02", undefined,    undefined,    "active",     "starts today"],
    ["active",     "2026-03-03", undefined,    undefined,    "prehire",    "starts tomorrow"],
    ["leave",      "2020-07-10", undefined,    undefined,    "leave",      "is on leave"],
    ["leave",      "2026-03-03", undefined,    undefined,    "prehire",    "would be on leave, starts tomorrow"],
    ["suspended",  "2020-07-10", undefined,    undefined,    "suspended",  "is suspended"],
    ["rescinded",  "2026-03-03", undefined,    undefined,    "rescinded",  "never comes"],
    ["rescinded",  "2020-07-10", "2026-03-31", undefined,    "rescinded",  "never came, whatever the dates say"],
    ["terminated", "2020-07-10", undefined,    undefined,    "terminated", "left, nobody says when: at once"],
    ["terminated", "2026-03-03", undefined,    undefined,    "rescinded",  "left before the first day"],
    ["terminated", "2020-07-10", "2026-03-01", undefined,    "terminated", "left yesterday"],
    ["terminated", "2020-07-10", "2026-03-02", undefined,    "active",     "works the last day"],
    ["terminated", "2020-07-10", "2026-03-31", undefined,    "active",     "has been given notice"],
    ["active",     "2020-07-10", "2026-03-01", undefined,    "terminated", "left yesterday, the status lags behind"],
    ["active",     "2020-07-10", "2026-03-31", undefined,    "active",     "leaves at the end of the month"],
    ["leave",      "2020-07-10", "2026-03-31", undefined,    "leave",      "is on leave until the end"],
    ["terminated", "2020-07-10", "2026-03-31", "2026-03-01", "terminated", "paid on, but worked the last day yesterday"],
    ["terminated", "2020-07-10", "2026-02-15", "2026-03-02", "active",     "terminated on paper, works the last day"],
    ["active",     "2026-03-10", "2026-03-05", undefined,    "unknown",    "would end before the first day"],
    ["terminated", "2026-03-10", "2026-02-01", undefined,    "unknown",    "ended before the first day"],
    ["active",     "2026-03-02", "2026-03-02", undefined,    "active",     "works one day"],
    ["unknown",    "2020-07-10", undefined,    undefined,    "unknown",    "has a status that nobody mapped"],
    ["unknown",    "2020-07-10", "2026-03-01", undefined,    "terminated", "has an unmapped status and a date that passed"],
  ])("%s, first day %s, termination %s, last day worked %s: %s (%s)", (signal, hire, end, last, status) => {
    expect(statusAt(dated(signal, hire, end, last), { now, timeZone: "UTC" })).toBe(status);
  });
  it("is terminated when the termination is immediate, whatever the date", () => {
    const record = workerInHr({
      termination: { kind: "involuntary", immediate: true },
      dates: { termination: on("2026-03-31") },
    });
    expect(statusAt(record, { now, timeZone: "UTC" })).toBe("terminated");
  });
  it.each([
    ["contingent", "terminated"],
    ["intern", "terminated"],
    ["employee", "active"],
  ] as const)("of type %s whose contract has run out is %s", (workerType, status) => {
    const record = workerInHr({ workerType, dates: { contractEnd: on("2026-03-01") } });
    expect(statusAt(record, { now, timeZone: "UTC" })).toBe(status);
  });
  it("counts from the first day of work, when that is not the day of the contract", () => {
    const record = workerInHr({ dates: { hire: on("2026-03-01"), firstDayOfWork: on("2026-03-09") } });
    expect(statusAt(record, { now, timeZone: "UTC" })).toBe("prehire");
  });
});

describe("a last working day", () => {
  const last = (date: string, own?: string) =>
    workerInHr({ statusSignal: "terminated", dates: { lastDayWorked: on(date) }, ...(own ? { timeZone: own } : {}) });
  // biome-ignore format: a table
  it.each<[string, string, string | undefined, string, string]>([
    // last day   | tenant's zone     | own zone           | ends at                      | in words
    ["2026-03-02", "Pacific/Auckland", undefined,           "2026-03-02T11:00:00.000Z", "Auckland in summer is 13 hours ahead"],
    ["2026-07-01", "Pacific/Auckland", undefined,           "2026-07-01T12:00:00.000Z", "Auckland in winter is 12 hours ahead"],
    ["2026-04-05", "Pacific/Auckland", undefined,           "2026-04-05T12:00:00.000Z", "a day of 25 hours: clocks go back"],
    ["2026-09-27", "Pacific/Auckland", undefined,           "2026-09-27T11:00:00.000Z", "a day of 23 hours: clocks go forward"],
    ["2026-03-29", "Europe/London",    undefined,           "2026-03-29T23:00:00.000Z", "a day of 23 hours"],
    ["2026-03-02", "Pacific/Auckland", "America/New_York",  "2026-03-03T05:00:00.000Z", "the worker's own zone wins"],
    ["2026-09-05", "America/Santiago", undefined,           "2026-09-06T04:00:00.000Z", "midnight does not exist: clocks jump over it"],
  ])("%s in %s (own zone: %s) ends at %s: %s", (date, timeZone, own, end) => {
    const record = last(date, own);
    expect(cutoffOf(record, timeZone)).toBe(end);
    const before = new Date(Date.parse(end) - 1).toISOString() as Instant;
    expect(statusAt(record, { now: before, timeZone })).toBe("active");
    expect(statusAt(record, { now: end as Instant, timeZone })).toBe("terminated");
  });
});

describe("a first day", () => {
  it("begins in the worker's own zone", () => {
    const record = workerInHr({ timeZone: "Pacific/Auckland", dates: { hire: on("2026-03-02") } });
    expect(startOf(record, "UTC")).toBe("2026-03-01T11:00:00.000Z");
  });
  it("is unknown when the source has sent none", () => {
    expect(startOf(workerInHr({ dates: { hire: null } }), "UTC")).toBeUndefined();
  });
});

describe("what is sent later", () => {
  it("replaces what was sent, empties what is sent empty, and leaves what is not sent", () => {
    const known = workerInHr({ job: { title: "Lead", department: "Sales", division: "West" }, custom: { badge: "7" } });
    const sent = workerInHr({ job: { title: "Head", department: null, division: undefined } });
    expect(mergeWorker(known, sent).job).toEqual({ title: "Head", department: null, division: "West" });
    expect(mergeWorker(known, sent).custom).toEqual({ badge: "7" });
  });
  it("cancels a termination by sending its date empty, not by not sending it", () => {
    const leaving = workerInHr({ dates: { termination: on("2026-03-31") } });
    expect(cutoffOf(mergeWorker(leaving, workerInHr()), "UTC")).toBe("2026-04-01T00:00:00.000Z");
    expect(cutoffOf(mergeWorker(leaving, workerInHr({ dates: { termination: null } })), "UTC")).toBeUndefined();
  });
});
