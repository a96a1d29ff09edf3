import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Measurement } from "./bench-measurement.ts";

/** From the command to the templates, bundling included. */
export async function measureSynth(): Promise<readonly Measurement[]> {
  const started = performance.now();
  await promisify(execFile)("npm", ["run", "-s", "synth"]);
  const value = (performance.now() - started) / 1000;
  return [{ what: "npm run synth", value, unit: "s", how: "every function bundled, both stacks; once" }];
}
