import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { type Measurement, median } from "./bench-measurement.ts";
import { bundleBudget } from "./bundle-budgets.ts";
import { bundleFunctions } from "./bundle-functions.ts";

const IMPORTS = 3;

/** What Lambda does before the first invocation is answered: read the bundle, and load the AWS composition root. */
const LOAD = `
  const started = performance.now();
  const { handler } = await import(process.argv[1]);
  await Promise.resolve(handler({}, {})).catch(() => undefined); // loads what it runs on, and finds no environment
  console.log(performance.now() - started);`;

/** Size of every function's bundle beside its budget, and how long a cold start spends on loading it. */
export async function measureBundles(): Promise<readonly Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), "mastery-bench-bundles-"));
  try {
    const measurements: Measurement[] = [];
    for (const { name, bytes, bytesAtStart } of await bundleFunctions(folder)) {
      const budget = bundleBudget(name);
      const of = (most: number): string => `budget ${Math.round(most / 1000)} kB`;
      const milliseconds: number[] = [];
      for (let n = 0; n < IMPORTS; n += 1) milliseconds.push(await importTime(join(folder, name, "index.mjs")));
      measurements.push(
        { what: `${name}, bundle`, value: bytes / 1000, unit: "kB", how: of(budget.bytes) },
        { what: `${name}, read at a cold start`, value: bytesAtStart / 1000, unit: "kB", how: of(budget.bytesAtStart) },
        {
          what: `${name}, import`,
          value: median(milliseconds),
          unit: "ms",
          how: `a new Node process on this machine, bundle and what it runs on; median of ${IMPORTS}`,
        },
      );
    }
    return measurements;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function importTime(file: string): Promise<number> {
  const args = ["--input-type=module", "--eval", LOAD, pathToFileURL(file).href];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: {} });
  return Number(stdout.trim().split("\n").at(-1));
}
