/** The command line: in a process of its own where that is what a test is about, else in the test's own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { COMMANDS } from "../../src/cli/commands/all.ts";

const fileOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const ROOT = fileOf("");

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `mastery <args>`, run to its end. */
export function mastery(...args: readonly string[]): Promise<Ended> {
  return masteryFed("", ...args);
}

/** `mastery <args>` with this text on its standard input. */
export async function masteryFed(input: string, ...args: readonly string[]): Promise<Ended> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const { MASTERY_STACK_OUTPUTS: _none, ...env } = process.env;
  const status = await runCommandLine(args, COMMANDS, {
    stdout: (text) => void stdout.push(`${text}\n`),
    stderr: (text) => void stderr.push(`${text}\n`),
    readStdin: async () => input,
    env,
  });
  return { status, stdout: stdout.join(""), stderr: stderr.join("") };
}

/** `mastery <args>` in a process of its own, run to its end. */
export function masteryProcess(...args: readonly string[]): Promise<Ended> {
  return toItsEnd(startMastery(...args));
}

/** `mastery <args>` in a process of its own, with this text piped into it. */
export function masteryProcessFed(input: string, ...args: readonly string[]): Promise<Ended> {
  const child = start("src/cli/main.ts", args, "pipe");
  child.stdin?.on("error", () => undefined); // a command that refuses at once reads nothing
  child.stdin?.end(input);
  return toItsEnd(child);
}

async function toItsEnd(child: ChildProcess): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  const status = await ended(child);
  return { status, stdout, stderr };
}

/** `mastery <args>`, still running. */
export function startMastery(...args: readonly string[]): ChildProcess {
  return start("src/cli/main.ts", args);
}

/** `npm start -- <args>`, still running. */
export function startLocalProcess(...args: readonly string[]): ChildProcess {
  return start("src/local/main.ts", args);
}

function start(entry: string, args: readonly string[], stdin: "ignore" | "pipe" = "ignore"): ChildProcess {
  const { MASTERY_STACK_OUTPUTS: _none, ...env } = process.env;
  return spawn(process.execPath, [fileOf(entry), ...args], { cwd: ROOT, env, stdio: [stdin, "pipe", "pipe"] });
}

export function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
}

/** What a process has printed once `pattern` matches it. Rejects when the process ends before. */
export function printed(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let text = "";
    const look = (chunk: Buffer): void => {
      text += chunk;
      const match = pattern.exec(text);
      if (match) resolve(match);
    };
    child.stdout?.on("data", look);
    child.stderr?.on("data", look);
    child.once("close", (status) => reject(new Error(`ended with ${status} after: ${text}`)));
  });
}

/** A folder of its own for a test, removed afterwards. */
export async function inFolder(work: (dir: string) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "mastery-cli-"));
  try {
    await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
