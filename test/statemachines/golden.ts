// The comparison of an execution's history with the golden one that is kept beside the tests.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { Flow } from "../../src/domain/flow.ts";
import type { Run } from "../../src/stores/runs.ts";
import type { World } from "../stories/world.ts";

/** Where the golden histories lie, a folder for each machine. */
export const GOLDEN = fileURLToPath(new URL("./golden", import.meta.url));

/** "TaskStateEntered Add groups", "LambdaFunctionFailed RateLimited" …: no ids, no times. */
async function historyOf(world: World, { machine, execution }: Run): Promise<readonly string[]> {
  const events = await world.runtime.executions.history(machine!, execution);
  return events.map(({ type, stateName, details }) =>
    [type, stateName, details["error"]].filter((part) => typeof part === "string").join(" "),
  );
}

/** Compares the first run of the machine with its golden history, or writes that anew. */
export async function compare(world: World, machine: Flow, userId: string, story: string): Promise<Run> {
  const run = (await world.runs(userId)).find((known) => known.machine === machine)!;
  const file = join(GOLDEN, machine, `${story}.history.json`);
  const history = await historyOf(world, run);
  if (process.env["UPDATE_GOLDEN"] === "1") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(history, null, 2)}\n`);
  }
  expect(existsSync(file), `${file} is missing; UPDATE_GOLDEN=1 writes it`).toBe(true);
  expect(history).toEqual(JSON.parse(readFileSync(file, "utf8")));
  return run;
}
