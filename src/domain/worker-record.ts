/**
 * The canonical record of a worker, whichever HR system it comes from. Three states everywhere: undefined was not sent,
 * null is explicitly empty, the rest is a value. Birth dates, national ids, pay and home addresses have no place in it.
 */
import * as z from "zod";
import { CalendarDate, endOfDay, Instant, startOfDay, TimeZone } from "./time.ts";
import type { WorkerStatus } from "./worker.ts";

const Text = z.string().min(1).max(500).nullish();
const Day = CalendarDate.nullish();

/** What the source says of somebody's standing, after the tenant's value map. What is true at a time is `statusAt`. */
export const STATUS_SIGNALS = ["active", "leave", "suspended", "terminated", "rescinded", "unknown"] as const;
export const StatusSignal = z.enum(STATUS_SIGNALS);
export type StatusSignal = z.infer<typeof StatusSignal>;

export const WorkerType = z.enum(["employee", "contingent", "intern", "other"]);
export type WorkerType = z.infer<typeof WorkerType>;

export const WorkerRecord = z.strictObject({
  schemaVersion: z.literal(1),
  source: z.strictObject({
    system: z.enum(["csv"]),
    /** Name of the feed. */
    connectionId: z.string().min(1).max(30),
    /** Immutable id of the employment. */
    sourceWorkerId: z.string().min(1).max(90),
    /** Survives a rehire and a conversion. */
    sourcePersonId: z.string().min(1).max(90).nullish(),
    observedAt: Instant,
    /** Of everything that was sent, without the time: the same content has the same hash. */
    rawHash: z.string().min(1).max(100),
  }),
  workerNumber: Text,
  workerType: WorkerType,
  /** Verbatim, for the audit. */
  sourceStatus: z.string().max(500),
  statusSignal: StatusSignal,
  name: z.strictObject({
    legalGiven: z.string().min(1).max(200),
    legalFamily: z.string().min(1).max(200),
    legalMiddle: Text,
    preferredGiven: Text,
    display: Text,
  }),
  contact: z.strictObject({ workEmail: Text, personalEmail: Text, workPhone: Text, mobilePhone: Text }),
  job: z.strictObject({
    title: Text,
    department: Text,
    division: Text,
    costCenter: Text,
    company: Text,
    location: Text,
    managerSourceWorkerId: Text,
    managerEmail: Text,
  }),
  dates: z.strictObject({
    originalHire: Day,
    hire: Day,
    firstDayOfWork: Day,
    termination: Day,
    lastDayWorked: Day,
    contractEnd: Day,
  }),
  termination: z
    .strictObject({ kind: z.enum(["voluntary", "involuntary", "unknown"]), immediate: z.boolean() })
    .nullish(),
  timeZone: TimeZone.nullish(),
  custom: z.record(z.string(), z.string().nullable()),
});
export type WorkerRecord = z.infer<typeof WorkerRecord>;

/** What a source sent of a worker: without a word on the type, what was known of it stays. */
export const SentWorker = WorkerRecord.extend({ workerType: WorkerType.optional() });
export type SentWorker = z.infer<typeof SentWorker>;

/** The first record of a worker: whoever is not called otherwise is an employee. */
export function newWorker(sent: SentWorker): WorkerRecord {
  return { ...sent, workerType: sent.workerType ?? "employee" };
}

/** When a worker's time begins: the start of the first day in the worker's own zone, or else in the tenant's. */
export function startOf({ dates, timeZone: own }: SentWorker, timeZone: string): Instant | undefined {
  const first = dates.firstDayOfWork ?? dates.hire;
  return first ? startOfDay(first, own ?? timeZone) : undefined;
}

/**
 * When a worker's access ends: the end of the last working day, or at once. A contract's end counts only for who is no
 * employee, since HR systems keep outdated ones of employees. Undefined while nothing says that it ends.
 */
export function cutoffOf(record: SentWorker, timeZone: string): Instant | "at-once" | undefined {
  const { dates, termination, workerType, statusSignal } = record;
  if (termination?.immediate) return "at-once";
  const ofContract = (workerType ?? "employee") === "employee" ? undefined : dates.contractEnd;
  // Whoever the source calls terminated, without a day, does not stay until a contract would have ended.
  const last = dates.lastDayWorked ?? dates.termination ?? (statusSignal === "terminated" ? undefined : ofContract);
  if (last) return endOfDay(last, record.timeZone ?? timeZone);
  return statusSignal === "terminated" ? "at-once" : undefined;
}

/**
 * What is true of a worker at a time; the first line that holds wins:
 * 1. rescinded by the source;
 * 2. an end before the first day: unknown, somebody has to look;
 * 3. the cutoff has come: terminated, or rescinded if the first day has not;
 * 4. the first day is still to come: prehire;
 * 5. terminated, but the last day is not over: active until then;
 * 6. what the source says; a word that it did not map stays unknown, which is held and never acted on.
 */
export function statusAt(record: SentWorker, at: { now: Instant; timeZone: string }): WorkerStatus {
  const { statusSignal } = record;
  if (statusSignal === "rescinded") return "rescinded";
  const start = startOf(record, at.timeZone);
  const cutoff = cutoffOf(record, at.timeZone);
  if (start !== undefined && cutoff !== undefined && cutoff !== "at-once" && cutoff <= start) return "unknown";
  const hasStarted = start === undefined || start <= at.now;
  if (cutoff === "at-once" || (cutoff !== undefined && cutoff <= at.now))
    return hasStarted ? "terminated" : "rescinded";
  if (!hasStarted) return "prehire";
  return statusSignal === "terminated" ? "active" : statusSignal;
}

/** What was sent replaces what was known; what was not sent says nothing, so that what was known of it stays. */
export function mergeWorker(known: WorkerRecord, sent: SentWorker): WorkerRecord {
  return {
    ...over<Omit<WorkerRecord, "workerType">>(known, sent),
    workerType: sent.workerType ?? known.workerType,
    source: over(known.source, sent.source),
    name: over(known.name, sent.name),
    contact: over(known.contact, sent.contact),
    job: over(known.job, sent.job),
    dates: over(known.dates, sent.dates),
    custom: over(known.custom, sent.custom),
  };
}

function over<T extends object>(known: T, sent: T): T {
  return { ...known, ...Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)) };
}
