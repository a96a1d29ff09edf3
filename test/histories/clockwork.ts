import type { setTimeout as realSetTimeout } from "node:timers";
import type { Life, Simulation } from "./simulation.ts";

/** While `work` runs, what waits in real time (contention in the store) waits in the simulation's time instead. */
export async function withoutRealTime<T>(simulation: Simulation, work: () => Promise<T>): Promise<T> {
  const outside: Life = { alive: true };
  const { sleep } = simulation.clockOf(outside);
  const before = globalThis.setTimeout;
  const pretended = (call: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    void sleep(ms).then(() => call(...args));
    return { ref: () => undefined, unref: () => undefined, hasRef: () => false };
  };
  globalThis.setTimeout = pretended as unknown as typeof realSetTimeout;
  try {
    return await work();
  } finally {
    globalThis.setTimeout = before;
  }
}
