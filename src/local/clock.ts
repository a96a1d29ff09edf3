import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate as immediately } from "node:timers/promises";
import { epochMsOf, type Instant, instantOf } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";

// One clock for the whole process: real, or a virtual one that jumps to the next sleeper as soon as nobody works.

/** A clock that is told about real work (I/O, Lambda handlers), so that a virtual one does not skip over it. */
export interface LocalClock extends Clock {
  /** Runs work during which time stands still, except while the work itself sleeps on this clock. */
  track<T>(work: () => Promise<T>): Promise<T>;
  /** Time stands still until the returned function is called. Calling that twice is harmless. */
  busy(): () => void;
  /** Open connections have their turn. A virtual clock has none that waits: there it would only tear work apart. */
  letOthersRun(): Promise<void>;
  /** The same time, for periodic chores: a sleep here never makes a virtual clock jump, it only ends when others do. */
  readonly background: Clock;
}

/** A virtual clock; it moves only by jumps. */
export interface SkippingClock extends LocalClock {
  /** Moves on by `ms`, waking everybody on the way in order, background sleepers included. */
  advance(ms: number): Promise<void>;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The system's clock. */
export function createRealClock(): LocalClock {
  const clock: Clock = { now: cachedInstant(Date.now), sleep: sleepForReal };
  const idle = { track: <T>(work: () => Promise<T>) => work(), busy: () => () => undefined };
  return { ...clock, ...idle, letOthersRun: () => immediately(), background: clock };
}

/** Formats an instant once: many are asked for in the same millisecond. */
function cachedInstant(epochMs: () => number): () => Instant {
  let at = epochMs();
  let instant = instantOf(at);
  return () => {
    const now = epochMs();
    if (now !== at) [at, instant] = [now, instantOf(now)];
    return instant;
  };
}

async function sleepForReal(ms: number, signal?: AbortSignal): Promise<void> {
  for (let left = ms; ; left -= LONGEST_TIMER_MS) {
    await timer(Math.min(Math.max(left, 0), LONGEST_TIMER_MS), signal);
    if (left <= LONGEST_TIMER_MS) return;
  }
}

function timer(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = (): void => {
      clearTimeout(handle);
      reject(signal?.reason);
    };
    const handle = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

interface Sleeper {
  readonly at: number;
  readonly background: boolean;
  wake(): void;
}

/** Work that was announced with `track`; it is idle while it sleeps on the clock itself. */
interface Work {
  sleeping: number;
  ended: boolean;
  holding: boolean;
}

/** A clock that starts at `start` and jumps to the earliest sleeper when no registered work is busy. */
export function createSkippingClock(start: Instant): SkippingClock {
  const timeline = createTimeline(epochMsOf(start));
  const current = new AsyncLocalStorage<Work>();
  const settle = (work: Work): void => {
    const holding = !work.ended && work.sleeping === 0;
    if (holding === work.holding) return;
    work.holding = holding;
    timeline.hold(holding ? 1 : -1);
  };
  const sleepAs =
    (background: boolean): Clock["sleep"] =>
    async (ms, signal) => {
      const work = current.getStore();
      if (work === undefined) return timeline.sleep(ms, background, signal);
      work.sleeping += 1;
      settle(work);
      const awake = (): void => {
        work.sleeping -= 1;
        settle(work);
      };
      return timeline.sleep(ms, background, signal, awake);
    };
  const now = cachedInstant(timeline.now);
  return {
    now,
    sleep: sleepAs(false),
    background: { now, sleep: sleepAs(true) },
    busy() {
      const work: Work = { sleeping: 0, ended: false, holding: false };
      settle(work);
      return () => {
        work.ended = true;
        settle(work);
      };
    },
    async track(run) {
      const work: Work = { sleeping: 0, ended: false, holding: false };
      settle(work);
      try {
        return await current.run(work, run);
      } finally {
        work.ended = true;
        settle(work);
      }
    },
    letOthersRun: async () => undefined,
    advance: timeline.advance,
  };
}

interface Timeline {
  now(): number;
  /** Counts work that keeps time still. */
  hold(change: 1 | -1): void;
  /** `onEnd` is called in the same step that ends the sleep, so that nothing is skipped in between. */
  sleep(ms: number, background: boolean, signal?: AbortSignal, onEnd?: () => void): Promise<void>;
  advance(ms: number): Promise<void>;
}

function createTimeline(start: number): Timeline {
  let now = start;
  let holds = 0;
  let jumpPlanned = false;
  const sleepers: Sleeper[] = [];

  const planJump = (): void => {
    if (jumpPlanned || holds > 0 || sleepers.length === 0) return;
    jumpPlanned = true;
    // After the microtasks of everything that can run now: who has not gone to sleep by then waits for a sleeper.
    setImmediate(() => {
      jumpPlanned = false;
      const [next] = sleepers;
      if (holds > 0 || next === undefined || sleepers.every((sleeper) => sleeper.background)) return;
      wakeUntil(next.at);
      planJump();
    });
  };
  const wakeUntil = (at: number): void => {
    now = Math.max(now, at);
    const later = sleepers.findIndex((sleeper) => sleeper.at > now);
    for (const sleeper of sleepers.splice(0, later === -1 ? sleepers.length : later)) sleeper.wake();
  };
  return {
    now: () => now,
    hold(change) {
      holds += change;
      planJump();
    },
    sleep: (ms, background, signal, onEnd) =>
      new Promise((resolve, reject) => {
        const end = (settle: () => void): void => {
          signal?.removeEventListener("abort", onAbort);
          onEnd?.();
          settle();
        };
        const sleeper = { at: now + Math.max(ms, 0), background, wake: () => end(resolve) };
        const onAbort = (): void => {
          const index = sleepers.indexOf(sleeper);
          if (index >= 0) sleepers.splice(index, 1);
          end(() => reject(signal?.reason));
        };
        if (signal?.aborted) return onAbort();
        signal?.addEventListener("abort", onAbort, { once: true });
        insert(sleepers, sleeper);
        planJump();
      }),
    async advance(ms) {
      const until = now + ms;
      for (let next = sleepers[0]; next !== undefined && next.at <= until; next = sleepers[0]) {
        wakeUntil(next.at);
        await new Promise((resolve) => setImmediate(resolve));
      }
      now = Math.max(now, until);
    },
  };
}

/** Keeps the list in order of time; equal times in order of arrival. */
function insert(sleepers: Sleeper[], sleeper: Sleeper): void {
  let low = 0;
  let high = sleepers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sleepers[middle]?.at ?? 0) <= sleeper.at) low = middle + 1;
    else high = middle;
  }
  sleepers.splice(low, 0, sleeper);
}
