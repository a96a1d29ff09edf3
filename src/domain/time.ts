import * as z from "zod";

/** A point in time: ISO 8601 in UTC with milliseconds, so that text order is time order. */
export const Instant = z.iso.datetime({ precision: 3 }).brand<"Instant">();
export type Instant = z.infer<typeof Instant>;

/** A day in a calendar, without zone or time of day. Never compared with an `Instant`. */
export const CalendarDate = z.iso.date().brand<"CalendarDate">();
export type CalendarDate = z.infer<typeof CalendarDate>;

/** An IANA zone that this runtime knows. */
export const TimeZone = z.string().refine(isTimeZone, { error: "is not an IANA time zone such as Europe/London" });

/** @param epochMs milliseconds since 1970-01-01T00:00Z. */
export function instantOf(epochMs: number): Instant {
  return new Date(epochMs).toISOString() as Instant;
}

/** Milliseconds since 1970-01-01T00:00Z. */
export function epochMsOf(instant: Instant): number {
  return Date.parse(instant);
}

/** Reads any ISO 8601 instant with an offset (Okta writes milliseconds, other systems do not). */
export function parseInstant(text: string): Instant | undefined {
  if (!/T.*(?:Z|[+-]\d\d:?\d\d)$/.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : instantOf(ms);
}

export function addMs(instant: Instant, ms: number): Instant {
  return instantOf(epochMsOf(instant) + ms);
}

/** The first instant of a calendar date in a zone (after a daylight-saving gap at midnight: the first that exists). */
export function startOfDay(date: CalendarDate, timeZone: string): Instant {
  const utcMidnight = Date.parse(`${date}T00:00:00.000Z`);
  let guess = utcMidnight - offsetMs(utcMidnight, timeZone);
  guess = utcMidnight - offsetMs(guess, timeZone);
  // In a gap both offsets disagree: step forward to the first instant that bears this date.
  while (calendarDateAt(instantOf(guess), timeZone) < date) guess += 15 * 60_000;
  return instantOf(guess);
}

/** The first instant after a calendar date in a zone. */
export function endOfDay(date: CalendarDate, timeZone: string): Instant {
  return startOfDay(addDays(date, 1), timeZone);
}

export function addDays(date: CalendarDate, days: number): CalendarDate {
  const moved = new Date(Date.parse(`${date}T00:00:00.000Z`) + days * 86_400_000);
  return moved.toISOString().slice(0, 10) as CalendarDate;
}

/** The day that clocks in `timeZone` show at `instant`. */
export function calendarDateAt(instant: Instant, timeZone: string): CalendarDate {
  const local = epochMsOf(instant) + offsetMs(epochMsOf(instant), timeZone);
  return new Date(local).toISOString().slice(0, 10) as CalendarDate;
}

function offsetMs(epochMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(epochMs);
  const at = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(at("year"), at("month") - 1, at("day"), at("hour"), at("minute"), at("second"));
  return local - Math.floor(epochMs / 1000) * 1000;
}

/** Asking costs a tenth of a millisecond, and every read of a tenant's config asks. */
const knownZones = new Set<string>();

function isTimeZone(zone: string): boolean {
  if (knownZones.has(zone)) return true;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone });
    knownZones.add(zone);
    return true;
  } catch {
    return false;
  }
}
