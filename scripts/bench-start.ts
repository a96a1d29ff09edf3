import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Measurement, median } from "./bench-measurement.ts";

const STARTS = 3;
const GIVE_UP_MS = 120_000;

/** From the command to the first joiner whose end was read back, as a person sees it who runs `npm start`. */
export async function measureStart(): Promise<readonly Measurement[]> {
  const seconds: number[] = [];
  for (let n = 0; n < STARTS; n += 1) seconds.push(await secondsToFirstJoiner());
  const how = `\`npm start -- --port 0\` with an empty data folder; the demo skips the 5 s for which the queue holds a change back; median of ${STARTS}`;
  return [{ what: "npm start to the first verified joiner", value: median(seconds), unit: "s", how }];
}

async function secondsToFirstJoiner(): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), "mastery-bench-"));
  const started = performance.now();
  // A group of its own, so that the signal reaches the process behind npm as well.
  const child = spawn("npm", ["start", "--", "--port", "0", "--data", dir], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const signal = (name: NodeJS.Signals): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, name);
  };
  const giveUp = setTimeout(() => signal("SIGKILL"), GIVE_UP_MS);
  let seconds: number | undefined;
  let output = "";
  child.stdout.setEncoding("utf8");
  for await (const text of child.stdout) {
    output += String(text);
    if (seconds !== undefined || !output.includes("joiner succeeded")) continue;
    seconds = (performance.now() - started) / 1000;
    signal("SIGINT");
  }
  await ended;
  clearTimeout(giveUp);
  rmSync(dir, { recursive: true, force: true });
  if (seconds === undefined) throw new Error(`npm start showed no finished joiner:\n${output}`);
  return seconds;
}
