/**
 * What needs AWS, against the local emulator: the adapters under the contracts of their ports, then the real stacks by
 * the real CDK CLI. AWS_ENDPOINT_URL names another endpoint; MASTERY_AWS=real means the account of the environment,
 * where the stacks are left out, because the emulated Okta org cannot be reached from there.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startAwsEmulator } from "./aws-emulator.ts";

const ROOT = join(import.meta.dirname, "..");

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Suite {
  readonly title: string;
  readonly config: string;
}

const ADAPTERS: Suite = { title: "adapters under their contracts", config: "test/aws/vitest.config.ts" };
const STACKS: Suite = { title: "stacks deployed by the CDK CLI", config: "test/aws/deploy/vitest.config.ts" };

/** Runs a suite; one that breaks before its tests is a failure of its own. */
async function run({ title, config }: Suite, env: NodeJS.ProcessEnv): Promise<Counts> {
  console.log(`\n${title} (${config})`);
  const folder = mkdtempSync(join(tmpdir(), "mastery-test-aws-"));
  const report = join(folder, "report.json");
  try {
    const reporters = ["--reporter=verbose", "--reporter=json", `--outputFile.json=${report}`];
    const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
    const child = spawn(process.execPath, [vitest, "run", "--config", config, ...reporters], {
      cwd: ROOT,
      env,
      stdio: "inherit",
    });
    const [code] = await once(child, "exit");
    const counts = countsIn(report);
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function countsIn(report: string): Counts {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, "utf8"));
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

async function runAll(): Promise<Counts> {
  const isReal = process.env["MASTERY_AWS"] === "real";
  if (isReal) {
    console.log("stacks deployed by the CDK CLI: skipped, an account cannot reach the emulated Okta org");
    const adapters = await run(ADAPTERS, process.env);
    return { ...adapters, skipped: adapters.skipped + 1 };
  }
  if (process.env["AWS_ENDPOINT_URL"]) return sum([await run(ADAPTERS, process.env), await run(STACKS, process.env)]);
  const emulator = await startAwsEmulator();
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: emulator.endpoint,
    AWS_REGION: emulator.region,
    AWS_DEFAULT_REGION: emulator.region,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  };
  try {
    return sum([await run(ADAPTERS, env), await run(STACKS, env)]);
  } finally {
    await emulator.stop();
  }
}

function sum(all: readonly Counts[]): Counts {
  const of = (member: keyof Counts) => all.reduce((total, counts) => total + counts[member], 0);
  return { passed: of("passed"), failed: of("failed"), skipped: of("skipped") };
}

const { passed, failed, skipped } = await runAll();
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
