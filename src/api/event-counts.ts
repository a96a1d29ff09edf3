import { addMs, epochMsOf, type Instant, parseInstant } from "../domain/time.ts";
import { HOOK_GRACE_MS } from "../lambda/poll-pace.ts";
import type { EventRecord } from "../stores/events.ts";

/** A hook that has been silent for so long while the log went on is called silent. */
const SILENCE_MS = 10 * 60_000;

/** By which ways events came, counted over their records: exact, since every event has one record. */
export interface EventCounts {
  readonly events: number;
  /** The log will show these too, once it is read. */
  readonly hookOnly: number;
  readonly logOnly: number;
  readonly both: number;
  /** Of `logOnly`: a hook should have brought them by now. */
  readonly missed: number;
  /** Caused by ourselves. */
  readonly own: number;
  /** From the event to its delivery, by hook. */
  readonly hookLag?: { readonly p50Ms: number; readonly p95Ms: number };
  readonly lastHookAt?: Instant;
  /** The log has gone on for longer than ten minutes after the last delivery. */
  readonly isHookSilent: boolean;
}

/** Counts the records of a window. */
export async function countEvents(
  window: AsyncIterable<EventRecord>,
  /** What happened before `onboardedAt` is nothing that a hook could have told. */
  at: { readonly onboardedAt: Instant; readonly now: Instant },
): Promise<EventCounts> {
  const records: EventRecord[] = [];
  for await (const record of window) records.push(record);
  const count = (is: (record: EventRecord) => boolean): number => records.filter(is).length;
  const hooked = records.filter(({ hookAt }) => hookAt !== undefined);
  const missed = records.filter((record) => isMissed(record, at));
  const lastHookAt = latest(hooked.map(({ hookAt }) => hookAt));
  const lastMissedAt = latest(missed.map(occurredAt));
  const isHookSilent =
    lastMissedAt !== undefined && (lastHookAt === undefined || lastMissedAt > addMs(lastHookAt, SILENCE_MS));
  return {
    events: records.length,
    hookOnly: count(({ hookAt, loggedAt }) => hookAt !== undefined && loggedAt === undefined),
    logOnly: count(({ hookAt, loggedAt }) => hookAt === undefined && loggedAt !== undefined),
    both: count(({ hookAt, loggedAt }) => hookAt !== undefined && loggedAt !== undefined),
    missed: missed.length,
    own: count(({ own }) => own),
    ...lagOf(hooked),
    ...(lastHookAt === undefined ? {} : { lastHookAt }),
    isHookSilent,
  };
}

const latest = (instants: readonly (Instant | undefined)[]): Instant | undefined =>
  instants
    .filter((at) => at !== undefined)
    .sort()
    .at(-1);

function occurredAt({ publishedAt, loggedAt }: EventRecord): Instant | undefined {
  return parseInstant(publishedAt ?? "") ?? loggedAt;
}

/** Our own changes are left out: a hook may be told not to send them. */
function isMissed(record: EventRecord, { onboardedAt, now }: { onboardedAt: Instant; now: Instant }): boolean {
  const { hookAt, hookable, own } = record;
  const at = occurredAt(record);
  const isDue = at !== undefined && at > onboardedAt && addMs(at, HOOK_GRACE_MS) <= now;
  return hookAt === undefined && hookable === true && !own && isDue;
}

function lagOf(hooked: readonly EventRecord[]): Pick<EventCounts, "hookLag"> {
  const lags = hooked.flatMap(({ hookAt, publishedAt }) => {
    const published = parseInstant(publishedAt ?? "");
    return hookAt === undefined || !published ? [] : [Math.max(0, epochMsOf(hookAt) - epochMsOf(published))];
  });
  if (lags.length === 0) return {};
  lags.sort((a, b) => a - b);
  const at = (share: number): number => lags[Math.ceil(share * lags.length) - 1] ?? 0;
  return { hookLag: { p50Ms: at(0.5), p95Ms: at(0.95) } };
}
