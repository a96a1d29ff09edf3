import { describe, expect, it } from "vitest";
import {
  addDays,
  addMs,
  type CalendarDate,
  calendarDateAt,
  endOfDay,
  parseInstant,
  startOfDay,
  TimeZone,
} from "../../../src/domain/time.ts";
import { at } from "./situations.ts";

const on = (date: string): CalendarDate => date as CalendarDate;

describe("a day in a zone", () => {
  it.each([
    ["2026-03-02", "UTC", "2026-03-02T00:00:00.000Z", "2026-03-03T00:00:00.000Z"],
    ["2026-03-02", "Pacific/Auckland", "2026-03-01T11:00:00.000Z", "2026-03-02T11:00:00.000Z"],
    ["2026-03-02", "America/New_York", "2026-03-02T05:00:00.000Z", "2026-03-03T05:00:00.000Z"],
    ["2026-03-02", "Asia/Kathmandu", "2026-03-01T18:15:00.000Z", "2026-03-02T18:15:00.000Z"],
    // Clocks go forward during the day: it has 23 hours.
    ["2026-03-29", "Europe/London", "2026-03-29T00:00:00.000Z", "2026-03-29T23:00:00.000Z"],
    // Clocks go back during the day: it has 25 hours.
    ["2026-04-05", "Pacific/Auckland", "2026-04-04T11:00:00.000Z", "2026-04-05T12:00:00.000Z"],
    // Clocks jump over midnight: the day begins at one o'clock.
    ["2026-09-06", "America/Santiago", "2026-09-06T04:00:00.000Z", "2026-09-07T03:00:00.000Z"],
  ])("%s in %s lasts from %s to %s", (date, zone, start, end) => {
    expect(startOfDay(on(date), zone)).toBe(start);
    expect(endOfDay(on(date), zone)).toBe(end);
    expect(calendarDateAt(at(start), zone)).toBe(date);
    expect(calendarDateAt(addMs(at(end), -1), zone)).toBe(date);
  });
  it("days are counted over the ends of months and years", () => {
    expect(addDays(on("2028-02-28"), 1)).toBe("2028-02-29");
    expect(addDays(on("2026-01-01"), -1)).toBe("2025-12-31");
  });
});

describe("an instant", () => {
  it.each([
    ["2026-03-02T09:00:00.000Z", "2026-03-02T09:00:00.000Z"],
    ["2026-03-02T09:00:00Z", "2026-03-02T09:00:00.000Z"],
    ["2026-03-02T09:00:00+13:00", "2026-03-01T20:00:00.000Z"],
    ["2026-03-02T09:00:00", undefined],
    ["2026-03-02", undefined],
    ["2026-13-02T09:00:00Z", undefined],
  ])("%s is read as %s", (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });
});

describe("a time zone", () => {
  it.each([
    ["Pacific/Auckland", true],
    ["Mars/Olympus", false],
    ["", false],
  ])("%s is known: %s", (zone, isKnown) => {
    expect(TimeZone.safeParse(zone).success).toBe(isKnown);
  });
});
