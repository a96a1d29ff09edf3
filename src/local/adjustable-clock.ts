import { readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { type Instant, instantOf } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import type { LocalClock } from "./clock.ts";
import { replaceFile } from "./whole-file.ts";

/** Real time plus an offset: it runs like any clock, and the demo's days pass when somebody says so. */
export interface AdjustableClock extends LocalClock {
  /** Moves on by `ms` at once; whoever slept past that wakes. */
  advance(ms: number): void;
}

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** The offset is kept in `file`, since a store that has seen tomorrow must not wake up yesterday. */
export function createAdjustableClock(file: string): AdjustableClock {
  let offsetMs = readOffset(file);
  const sleepers = new Set<Sleeper>();
  const nowMs = (): number => Date.now() + offsetMs;

  const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const until = nowMs() + ms;
      let timer = setTimeout(() => check(), Math.min(ms, 2 ** 31 - 1));
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        sleepers.delete(sleeper);
        signal?.removeEventListener("abort", onAbort);
        settle();
      };
      const onAbort = (): void => end(() => reject(signal?.reason));
      const check = (): void => {
        clearTimeout(timer);
        const left = until - nowMs();
        if (left <= 0) end(resolve);
        else timer = setTimeout(() => check(), Math.min(left, 2 ** 31 - 1));
      };
      const sleeper: Sleeper = { until, wake: check };
      sleepers.add(sleeper);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  const clock: Clock = { now: (): Instant => instantOf(nowMs()), sleep };
  return {
    ...clock,
    background: clock,
    letOthersRun: () => setImmediate(),
    track: (work) => work(),
    busy: () => () => undefined,
    advance: (ms) => {
      offsetMs += ms;
      replaceFile(file, JSON.stringify({ offsetMs }));
      for (const sleeper of [...sleepers]) sleeper.wake();
    },
  };
}

function readOffset(file: string): number {
  try {
    const { offsetMs } = JSON.parse(readFileSync(file, "utf8")) as { offsetMs?: unknown };
    return typeof offsetMs === "number" ? offsetMs : 0;
  } catch {
    return 0;
  }
}
