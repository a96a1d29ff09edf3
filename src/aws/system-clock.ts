import { setTimeout as sleepFor } from "node:timers/promises";
import { instantOf } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";

/** The system's clock. */
export const systemClock: Clock = {
  now: () => instantOf(Date.now()),
  sleep: async (ms, signal) => {
    await sleepFor(ms, undefined, signal ? { signal } : {});
  },
};
