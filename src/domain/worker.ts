import type { Account, Profile } from "./account.ts";
import { type DateReading, readDate } from "./decide/dates.ts";
import { standingLeaveOrder } from "./decide/orders.ts";
import type { Person } from "./person.ts";
import type { MatchAttribute, Policy } from "./policy.ts";
import { type CalendarDate, endOfDay, type Instant, startOfDay } from "./time.ts";

/** What a worker's record comes down to; `unknown` is held and never acted on. */
export type WorkerStatus = "prehire" | "active" | "leave" | "suspended" | "terminated" | "rescinded" | "unknown";

/** The record in the source, whichever system that is. An absent field is empty there. */
export interface Worker {
  readonly source: { readonly system: "okta"; readonly sourceWorkerId: string };
  readonly workerType: "employee" | "contingent" | "intern" | "other";
  readonly status: WorkerStatus;
  /** Verbatim, for the audit. */
  readonly sourceStatus: string;
  readonly name: { readonly given?: string; readonly family?: string; readonly display?: string };
  readonly contact: { readonly workEmail?: string; readonly personalEmail?: string; readonly mobilePhone?: string };
  readonly job: {
    readonly title?: string;
    readonly department?: string;
    readonly division?: string;
    readonly company?: string;
    readonly location?: string;
    readonly manager?: string;
  };
  readonly dates: { readonly firstDayOfWork?: CalendarDate; readonly contractEnd?: CalendarDate };
}

/** The profile's value of an attribute as trimmed text; empty when there is none. */
export function textOf(profile: Profile, attribute: string): string {
  const value = profile[attribute];
  return value === undefined || value === null || typeof value === "object" ? "" : String(value).trim();
}

/** The value of a worker attribute, read from the profile attribute that the policy names for it. */
export function matchValue(profile: Profile, policy: Policy, attribute: MatchAttribute): string {
  return textOf(profile, policy.attributes[attribute]);
}

/** The worker of an Okta-mastered tenant: the Okta profile, and our own record of what was ordered. */
export function workerFromAccount(account: Account, person: Person, policy: Policy, now: Instant): Worker {
  const { profile } = account;
  const { attributes, timeZone } = policy;
  const start = readDate(profile, attributes.startDate);
  const end = readDate(profile, attributes.endDate);
  const text = (attribute: string) => textOf(profile, attribute) || undefined;
  const accountStatus = account.transitioningTo ?? account.status;
  const orderedToLeave = standingLeaveOrder(person, now) !== undefined;
  return {
    source: { system: "okta", sourceWorkerId: account.id },
    workerType: workerTypeOf(textOf(profile, attributes.workerType)),
    status: workerStatus({ accountStatus, orderedToLeave, start, end, timeZone, now }),
    sourceStatus: account.status,
    name: known({ given: text("firstName"), family: text("lastName"), display: text("displayName") }),
    contact: known({
      workEmail: text("email"),
      personalEmail: text(attributes.personalEmail),
      mobilePhone: text("mobilePhone"),
    }),
    job: known({
      title: text(attributes.title),
      department: text(attributes.department),
      division: text(attributes.division),
      company: text(attributes.company),
      location: text(attributes.location),
      manager: text(attributes.manager),
    }),
    dates: known({ firstDayOfWork: dateOf(start), contractEnd: dateOf(end) }),
  };
}

/** What the status of a worker is derived from. */
export interface StatusSigns {
  readonly accountStatus: Account["status"];
  readonly orderedToLeave: boolean;
  readonly start: DateReading;
  readonly end: DateReading;
  readonly timeZone: string;
  readonly now: Instant;
}

/** The first sign that holds wins: left (or never came), unreadable dates, not yet started, suspended, active. */
export function workerStatus(signs: StatusSigns): WorkerStatus {
  const { accountStatus, orderedToLeave, timeZone, now } = signs;
  const [start, end] = [dateOf(signs.start), dateOf(signs.end)];
  const hasStarted = start === undefined || startOfDay(start, timeZone) <= now;
  const hasEnded = end !== undefined && endOfDay(end, timeZone) <= now;
  if (accountStatus === "DEPROVISIONED" || orderedToLeave || hasEnded) return hasStarted ? "terminated" : "rescinded";
  if (signs.start === "malformed" || signs.end === "malformed") return "unknown";
  if (!hasStarted) return "prehire";
  return accountStatus === "SUSPENDED" ? "suspended" : "active";
}

const WORKER_TYPES: readonly (readonly [Worker["workerType"], RegExp])[] = [
  ["contingent", /contract|contingent|consult|temp|vendor|freelance|agency|external/],
  ["intern", /\bintern\b|internship|trainee|apprentice|student/],
  ["employee", /^$|employee|full.?time|part.?time|permanent|regular|staff/],
];

function workerTypeOf(text: string): Worker["workerType"] {
  const lower = text.toLowerCase();
  return WORKER_TYPES.find(([, pattern]) => pattern.test(lower))?.[0] ?? "other";
}

function dateOf(reading: DateReading): CalendarDate | undefined {
  return reading === "malformed" ? undefined : reading;
}

type Known<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function known<T extends object>(fields: T): Known<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Known<T>;
}
