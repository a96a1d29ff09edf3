/** Runs the real `npm start` process, on a free port and a folder of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const ENTRY = fileURLToPath(new URL("../../src/local/main.ts", import.meta.url));
export interface LocalProcess {
  readonly pid: number;
  /** What it has written to stdout and stderr so far. */
  readonly output: () => string;
  /** Resolves once the output matches. Rejects when the process ends before. */
  readonly printed: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly url: () => Promise<string>;
  /** Sends the signal and resolves with the exit status. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
  readonly ended: Promise<number | null>;
}

/** Killed after the test. */
export function startProcess(...args: readonly string[]): LocalProcess {
  const started = launch(...args);
  onTestFinished(async () => void (await started.stop("SIGKILL")));
  return started;
}

/** For `beforeAll`, which has to stop it. */
export function launch(...args: readonly string[]): LocalProcess {
  const child = spawn(process.execPath, [ENTRY, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output += chunk;
    });
  const started: LocalProcess = {
    pid: child.pid ?? 0,
    output: () => output,
    printed: (pattern) => untilPrinted(child, () => output, pattern),
    url: async () => (await started.printed(/Mastery runs at (http:\S+)/))[1] ?? "",
    stop: (signal = "SIGINT") => {
      child.kill(signal);
      return ended;
    },
    ended,
  };
  return started;
}

function untilPrinted(child: ChildProcess, output: () => string, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const match = pattern.exec(output());
      if (match) resolve(match);
    };
    child.stdout?.on("data", look);
    child.stderr?.on("data", look);
    child.once("close", (status) => reject(new Error(`ended with ${status} after: ${output()}`)));
    look();
  });
}

/** Runs to its end: the status, and the lines of both streams. */
export async function run(...args: readonly string[]): Promise<{ status: number | null; lines: readonly string[] }> {
  const started = startProcess(...args);
  const status = await started.ended;
  return { status, lines: started.output().trimEnd().split("\n") };
}

/** An empty folder, removed after the test. */
export function freshFolder(): string {
  const folder = makeFolder();
  onTestFinished(() => removeFolder(folder));
  return folder;
}

/** For `beforeAll`, which has to remove it. */
export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), "mastery-local-"));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
