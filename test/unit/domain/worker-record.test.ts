import { describe, expect, it } from "vitest";
import type { CalendarDate, Instant } from "../../../src/domain/time.ts";
import {
  cutoffOf,
  mergeWorker,
  newWorker,
  startOf,
  statusAt,
  type WorkerRecord,
} from "../../../src/domain/worker-record.ts";
import { on, workerInHr } from "./workers-in-hr.ts";

const STATUSES = `
  says       | first day  | termination | last worked | status     | in words
  active     | 2020-07-10 |             |             | active     | works here
  active     |            |             |             | active     | works here, nobody knows since when
  active     | 2026-03-02 |             |             | active     | starts today
  active     | 2026-03-03 |             |             | prehire    | starts tomorrow
  leave      | 2020-07-10 |             |             | leave      | is on leave
  leave      | 2026-03-03 |             |             | prehire    | will be on leave, and starts tomorrow
  suspended  | 2020-07-10 |             |             | suspended  | is suspended
  rescinded  | 2026-03-03 |             |             | rescinded  | never comes
  rescinded  | 2020-07-10 | 2026-03-31  |             | rescinded  | never came, whatever the dates say
  terminated | 2020-07-10 |             |             | terminated | left, nobody says when: at once
  terminated | 2026-03-03 |             |             | rescinded  | left before the first day
  terminated | 2020-07-10 | 2026-03-01  |             | terminated | left yesterday
  terminated | 2020-07-10 | 2026-03-02  |             | active     | works the last day
  terminated | 2020-07-10 | 2026-03-31  |             | active     | has been given notice
  active     | 2020-07-10 | 2026-03-01  |             | terminated | left yesterday, the status lags behind
  active     | 2020-07-10 | 2026-03-31  |             | active     | leaves at the end of the month
  leave      | 2020-07-10 | 2026-03-31  |             | leave      | is on leave until the end
  terminated | 2020-07-10 | 2026-03-31  | 2026-03-01  | terminated | paid on, but worked the last day yesterday
  terminated | 2020-07-10 | 2026-02-15  | 2026-03-02  | active     | terminated on paper, works the last day
  active     | 2026-03-10 | 2026-03-05  |             | unknown    | would end before the first day
  terminated | 2026-03-10 | 2026-02-01  |             | unknown    | ended before the first day
  active     | 2026-03-02 | 2026-03-02  |             | active     | works one day
  unknown    | 2020-07-10 |             |             | unknown    | has a status that nobody mapped
  unknown    | 2020-07-10 | 2026-03-01  |             | terminated | has an unmapped status, and a date that passed
`;

const LAST_DAYS = `
  last day   | tenant's zone    | own zone         | ends at                  | in words
  2026-03-02 | Pacific/Auckland |                  | 2026-03-02T11:00:00.000Z | in summer Auckland is 13 hours ahead
  2026-07-01 | Pacific/Auckland |                  | 2026-07-01T12:00:00.000Z | in winter Auckland is 12 hours ahead
  2026-04-05 | Pacific/Auckland |                  | 2026-04-05T12:00:00.000Z | a day of 25 hours: clocks go back
  2026-09-27 | Pacific/Auckland |                  | 2026-09-27T11:00:00.000Z | a day of 23 hours: clocks go forward
  2026-03-29 | Europe/London    |                  | 2026-03-29T23:00:00.000Z | a day of 23 hours
  2026-03-02 | Pacific/Auckland | America/New_York | 2026-03-03T05:00:00.000Z | the worker's own zone wins
  2026-09-05 | America/Santiago |                  | 2026-09-06T04:00:00.000Z | clocks jump over midnight
`;

/** Lines of a table without its head, each as its cells; the last cell says it in words and comes first. */
const rows = (table: string): string[][] =>
  table
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .map((cells) => [cells.at(-1) as string, ...cells.slice(0, -1)]);
const day = (cell: string | undefined): CalendarDate | undefined => (cell ? on(cell) : undefined);

describe("the status on 2 March 2026, 09:00 in UTC, of a worker who", () => {
  const now = "2026-03-02T09:00:00.000Z" as Instant;
  it.each(rows(STATUSES))("%s (%s, first day %s, termination %s, last day worked %s): %s", (...cells) => {
    const [, signal, hire, termination, lastDayWorked, status] = cells;
    const dates = { hire: day(hire), termination: day(termination), lastDayWorked: day(lastDayWorked) };
    const record = workerInHr({ statusSignal: signal as WorkerRecord["statusSignal"], dates });
    expect(statusAt(record, { now, timeZone: "UTC" })).toBe(status);
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
  it.each(rows(LAST_DAYS))("%s (%s in %s, own zone %s): ends at %s", (...cells) => {
    const [, date, timeZone = "", own, end = ""] = cells;
    const record = workerInHr({
      statusSignal: "terminated",
      dates: { lastDayWorked: day(date) },
      ...(own ? { timeZone: own } : {}),
    });
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
  it("leaves the type of a contractor, of which a file without that column says nothing", () => {
    const contractor = workerInHr({ workerType: "contingent" });
    const { workerType: _unsaid, ...sent } = workerInHr({ job: { title: "Lead" } });
    expect(mergeWorker(contractor, sent)).toMatchObject({ workerType: "contingent", job: { title: "Lead" } });
    expect(newWorker(sent)).toMatchObject({ workerType: "employee" });
  });
  it("cancels a termination by sending its date empty, not by not sending it", () => {
    const leaving = workerInHr({ dates: { termination: on("2026-03-31") } });
    expect(cutoffOf(mergeWorker(leaving, workerInHr()), "UTC")).toBe("2026-04-01T00:00:00.000Z");
    expect(cutoffOf(mergeWorker(leaving, workerInHr({ dates: { termination: null } })), "UTC")).toBeUndefined();
  });
});
