/** One person may have several employments with a customer: two jobs, a contract that becomes a job, a rehire. */
import { addDays, type Instant, startOfDay } from "./time.ts";
import { cutoffOf, statusAt, type WorkerRecord } from "./worker-record.ts";

interface Moment {
  readonly now: Instant;
  /** For workers whose record names none. */
  readonly timeZone: string;
  /** An employment counts from so many days before its first day. */
  readonly leadDays: number;
}

interface Ranked {
  readonly worker: WorkerRecord;
  readonly rank: number;
  readonly from: string;
  readonly until: string;
}

const [IN_FORCE, AWAY, AHEAD, UNCLEAR, COMING, ENDED, CALLED_OFF] = [0, 1, 2, 3, 4, 5, 6];

/**
 * The employment that speaks for a person now: of those at work the one that began last, then one from which they are
 * away, then one whose lead days have begun; a leaver only when all have ended. Between two, the former one decides while
 * there is access to end, be it that it ended or was called off, and the coming one afterwards.
 * @param accessSince since when the person has what a leaver would take away: an employment that ended before is history.
 */
export function employmentInForce(
  workers: readonly WorkerRecord[],
  at: Moment & { readonly accessSince?: Instant },
): WorkerRecord | undefined {
  const ranked = workers.map((worker) => rankedAt(worker, at));
  const [first] = ranked.toSorted((a, b) => a.rank - b.rank || preferred(a, b));
  const { accessSince } = at;
  if (first?.rank !== COMING || accessSince === undefined) return first?.worker;
  const [former] = ranked.filter(({ rank, until }) => rank === ENDED && until > accessSince).toSorted(preferred);
  const [calledOff] = ranked
    .filter(({ rank, worker }) => rank === CALLED_OFF && gaveAccess(worker, accessSince, at))
    .toSorted(preferred);
  return (former ?? calledOff ?? first).worker;
}

/** Access that began between the lead days and the first day of a hire was given for it. */
function gaveAccess(worker: WorkerRecord, accessSince: Instant, at: Moment): boolean {
  const from = countsFrom(worker, at);
  const until = countsFrom(worker, { ...at, leadDays: -1 });
  return from !== undefined && until !== undefined && from <= accessSince && accessSince < until;
}

/** When another of a person's employments begins to count or ends, the soonest. Undefined for who has one. */
export function nextEmploymentChange(workers: readonly WorkerRecord[], at: Moment): Instant | undefined {
  if (workers.length < 2) return undefined;
  const [next] = workers
    .flatMap((worker) => [
      countsFrom(worker, at),
      countsFrom(worker, { ...at, leadDays: 0 }),
      cutoffOf(worker, at.timeZone),
    ])
    .filter((moment): moment is Instant => moment !== undefined && moment !== "at-once" && moment > at.now)
    .toSorted();
  return next;
}

/** When the last of a person's other employments ended, as far as a day was named. */
export function formerEmploymentEnded(
  workers: readonly WorkerRecord[],
  present: WorkerRecord,
  { now, timeZone }: Moment,
): Instant | undefined {
  return workers
    .filter((worker) => worker !== present && statusAt(worker, { now, timeZone }) === "terminated")
    .map((worker) => cutoffOf(worker, timeZone))
    .filter((cutoff): cutoff is Instant => cutoff !== undefined && cutoff !== "at-once")
    .toSorted()
    .at(-1);
}

/** Two records with the same person id agree when they name the same person, or the same address. */
export function namesSamePerson(one: Pick<WorkerRecord, "name" | "contact">, other: typeof one): boolean {
  const same = (a: string | null | undefined, b: string | null | undefined): boolean =>
    a !== undefined && a !== null && a.trim() !== "" && a.trim().toLowerCase() === b?.trim().toLowerCase();
  const hasSameName =
    same(one.name.legalGiven, other.name.legalGiven) && same(one.name.legalFamily, other.name.legalFamily);
  return (
    hasSameName ||
    same(one.contact.workEmail, other.contact.workEmail) ||
    same(one.contact.personalEmail, other.contact.personalEmail)
  );
}

function rankedAt(worker: WorkerRecord, at: Moment): Ranked {
  const cutoff = cutoffOf(worker, at.timeZone);
  return {
    worker,
    rank: rankOf(worker, at),
    from: countsFrom(worker, at) ?? "",
    until: cutoff === "at-once" ? at.now : (cutoff ?? ""),
  };
}

function rankOf(worker: WorkerRecord, at: Moment): number {
  const status = statusAt(worker, at);
  if (status === "terminated") return ENDED;
  if (status === "rescinded") return CALLED_OFF;
  if (status === "unknown") return UNCLEAR;
  if (status === "active") return IN_FORCE;
  if (status !== "prehire") return AWAY;
  return (countsFrom(worker, at) ?? at.now) <= at.now ? AHEAD : COMING;
}

/** The latest first, but of those to come the soonest; the id decides between equals. */
function preferred(a: Ranked, b: Ranked): number {
  const isLater = a.rank === ENDED ? a.until.localeCompare(b.until) : a.from.localeCompare(b.from);
  const order = a.rank === COMING ? isLater : -isLater;
  return order || a.worker.source.sourceWorkerId.localeCompare(b.worker.source.sourceWorkerId);
}

function countsFrom({ dates, timeZone: own }: WorkerRecord, { timeZone, leadDays }: Moment): Instant | undefined {
  const first = dates.firstDayOfWork ?? dates.hire;
  return first ? startOfDay(addDays(first, -leadDays), own ?? timeZone) : undefined;
}
