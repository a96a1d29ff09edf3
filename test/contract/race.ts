/** Several processes that do the same on one store at the same moment. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { JsonObject } from "../../src/domain/json.ts";

/** A module that exports `open(options): ItemStore`, and what to call it with. */
export interface ChildStore {
  readonly module: string;
  readonly options: JsonObject;
}

export interface RaceTask {
  readonly kind: "increment" | "lease" | "unique";
  readonly partition: string;
  readonly times: number;
}

export interface RaceResult {
  readonly racer: number;
  readonly won: readonly string[];
}

export function race(count: number, store: ChildStore, task: RaceTask): Promise<RaceResult[]> {
  return raceOf(count, new URL("./racer.ts", import.meta.url), { store, task });
}

/** Starts the processes, waits until all are ready, lets them go and gathers what each one won. */
export async function raceOf(count: number, script: URL, job: object): Promise<RaceResult[]> {
  const racers = Array.from({ length: count }, (_, racer) =>
    fork(script, [JSON.stringify({ racer, ...job })], { execArgv: [] }),
  );
  try {
    await Promise.all(racers.map((racer) => messageFrom(racer)));
    const results = racers.map((racer) => messageFrom(racer));
    for (const racer of racers) racer.send("go");
    return (await Promise.all(results)) as RaceResult[];
  } finally {
    for (const racer of racers) racer.kill();
  }
}

async function messageFrom(racer: ChildProcess): Promise<unknown> {
  const ended = once(racer, "exit").then(([code]) => Promise.reject(new Error(`a racer ended early with ${code}`)));
  ended.catch(() => undefined); // it ends normally after its last message
  const [message] = await Promise.race([once(racer, "message"), ended]);
  return message;
}
