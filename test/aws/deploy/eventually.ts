import { setTimeout as sleep } from "node:timers/promises";

/** The first defined answer. What runs in another process gives no sign but its results, so they are asked for. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined>, withinMs = 90_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${withinMs / 1000} s in vain: ${what}`);
    await sleep(250);
  }
}
