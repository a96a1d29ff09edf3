import type { Profile } from "../account.ts";
import { CalendarDate } from "../time.ts";

/** A calendar date as a profile carries it: absent, readable, or something else. */
export type DateReading = CalendarDate | "malformed" | undefined;

/** Reads the calendar date that `attribute` carries, if the policy names one. */
export function readDate(profile: Profile, attribute: string | undefined): DateReading {
  if (attribute === undefined) return undefined;
  const value = profile[attribute] ?? "";
  if (value === "") return undefined;
  const parsed = CalendarDate.safeParse(typeof value === "string" ? value.trim() : value);
  return parsed.success ? parsed.data : "malformed";
}
