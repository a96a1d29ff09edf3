/**
 * One thread of time for everything: whoever touches the store, a queue or Okta waits for a turn, and a seed decides whose
 * turn is next. Nothing happens beside it, so that the same seed gives the same interleaving, and a process can die
 * between any two of its turns.
 */
import { type Instant, instantOf } from "../../src/domain/time.ts";
import type { LocalClock } from "../../src/local/clock.ts";
import type { Random } from "./random.ts";

/** A process, or the world outside, which never dies. */
export interface Life {
  alive: boolean;
}

/** What a turn does to the world, for those who count such points; reads have none. */
export type Effect = string | undefined;

/** Where a process dies: around its n-th effect, counted from 1. */
export interface Death {
  readonly effect: number;
  readonly when: "before" | "after";
}

export interface Simulation {
  now(): Instant;
  nowMs(): number;
  clockOf(life: Life): LocalClock;
  turn<T>(life: Life, effect: Effect, work: () => T | Promise<T>): Promise<T>;
  /** An effect that cannot wait for a turn; says whether it may happen. */
  effectNow(life: Life, effect: string, write: () => void): void;
  /** Goes on until nothing is left to do, the turns are spent, time reaches `untilMs`, or a process died. */
  run(limits?: { readonly turns?: number; readonly untilMs?: number }): Promise<"idle" | "spent" | "time" | "died">;
  /** The process dies now. */
  kill(life: Life): void;
  /** The process will die there; what its effects were called so far is in `effects`. */
  doom(life: Life, death: Death): void;
  readonly effects: readonly string[];
  turns(): number;
}

interface Task {
  readonly life: Life;
  readonly effect: Effect;
  readonly go: () => Promise<(() => void) | undefined>;
}

interface Sleeper {
  readonly at: number;
  readonly life: Life;
  readonly wake: () => void;
}

/** A module that is loaded on demand takes a few rounds of the event loop although it is there already. */
const TRIES = 3;

/** @param longestTurnMs how slow the world is: a turn takes up to that long. */
export function createSimulation(startMs: number, random: Random, longestTurnMs: number): Simulation {
  let now = startMs;
  let taken = 0;
  let ready: Task[] = [];
  let sleepers: Sleeper[] = [];
  let doomed: { readonly life: Life; readonly death: Death } | undefined;
  let died = false;
  const effects: string[] = [];

  const kill = (life: Life): void => {
    life.alive = false;
    died = true;
    ready = ready.filter((task) => task.life.alive);
    sleepers = sleepers.filter((sleeper) => sleeper.life.alive);
  };
  /** Counts an effect; says whether the process dies before or after it. */
  const fate = (life: Life, effect: Effect): Death["when"] | undefined => {
    if (effect === undefined) return undefined;
    effects.push(effect);
    const isThere = doomed?.life === life && doomed.death.effect === effects.length;
    return isThere ? doomed?.death.when : undefined;
  };
  const sleep =
    (life: Life) =>
    (ms: number, signal?: AbortSignal): Promise<void> =>
      new Promise((resolve, reject) => {
        if (!life.alive) return;
        if (signal?.aborted) return reject(signal.reason);
        const wake = (): void => {
          signal?.removeEventListener("abort", abort);
          resolve();
        };
        const sleeper: Sleeper = { at: now + Math.max(0, ms), life, wake };
        const abort = (): void => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(signal?.reason);
        };
        signal?.addEventListener("abort", abort, { once: true });
        sleepers.push(sleeper);
      });
  const wakeWhoIsDue = (): boolean => {
    const due = sleepers.filter(({ at }) => at <= now);
    if (due.length === 0) return false;
    sleepers = sleepers.filter(({ at }) => at > now);
    for (const { wake } of due.toSorted((a, b) => a.at - b.at)) wake();
    return true;
  };
  const takeTurn = async (): Promise<void> => {
    const index = random.int(ready.length);
    const [task] = ready.splice(index, 1);
    if (!task) return;
    taken += 1;
    now += random.int(longestTurnMs);
    const end = fate(task.life, task.effect);
    if (end === "before") return kill(task.life);
    const answer = await task.go();
    if (end === "after") return kill(task.life);
    answer?.();
  };

  /** Nobody can do anything now: time moves on to the next who sleeps. */
  const passTime = (untilMs: number): "idle" | "time" | undefined => {
    const next = Math.min(...sleepers.map(({ at }) => at));
    if (next > untilMs) {
      now = Math.max(now, untilMs);
      return "time";
    }
    if (sleepers.length === 0) return "idle";
    now = next;
    return undefined;
  };

  /** Until somebody can take a turn, or says why nobody can. */
  const becomeReady = async (untilMs: number): Promise<"died" | "idle" | "time" | undefined> => {
    for (let tries = 0; ; ) {
      await new Promise((resolve) => setImmediate(resolve)); // everything that can go on has come to its next turn
      if (died) {
        died = false;
        return "died";
      }
      if (wakeWhoIsDue()) continue;
      if (ready.length > 0) return undefined;
      if (tries < TRIES) {
        tries += 1;
        continue;
      }
      tries = 0;
      const end = passTime(untilMs);
      if (end !== undefined) return end;
    }
  };

  return {
    now: () => instantOf(now),
    nowMs: () => now,
    clockOf: (life) => {
      const clock = { now: () => instantOf(now), sleep: sleep(life) };
      return {
        ...clock,
        background: clock,
        track: (work) => work(),
        busy: () => () => undefined,
        letOthersRun: async () => undefined,
      };
    },
    turn: (life, effect, work) =>
      new Promise((resolve, reject) => {
        if (!life.alive) return;
        const go: Task["go"] = async () => {
          try {
            const result = await work();
            return () => resolve(result);
          } catch (error) {
            return () => reject(error);
          }
        };
        ready.push({ life, effect, go });
      }),
    effectNow: (life, effect, write) => {
      if (!life.alive) return;
      const end = fate(life, effect);
      if (end !== "before") write();
      if (end !== undefined) kill(life);
    },
    run: async ({ turns = Number.POSITIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY } = {}) => {
      for (let left = turns; ; left -= 1) {
        const end = await becomeReady(untilMs);
        if (end !== undefined) return end;
        if (left <= 0) return "spent";
        await takeTurn();
      }
    },
    kill,
    doom: (life, death) => {
      doomed = { life, death };
    },
    effects,
    turns: () => taken,
  };
}
