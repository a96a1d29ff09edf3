import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { InvalidInput } from "../domain/errors.ts";
import { replaceFile } from "./whole-file.ts";

/** The files of one data folder: everything that the local runtime knows. */
export interface DataFolder {
  readonly dir: string;
  readonly store: string;
  readonly queue: string;
  readonly executions: string;
  readonly key: string;
  readonly emulator: string;
  readonly emulatorPort: string;
  readonly clock: string;
  /** How far the demo's story has been told. */
  readonly demo: string;
  readonly mail: string;
  /** Where HR files are dropped. */
  readonly feeds: string;
  readonly operator: string;
}

/** How the command line reaches the process that runs on a data folder. */
export const OperatorFile = z.object({ url: z.string(), token: z.string(), pid: z.int() });

/** Makes the folder if need be. @throws InvalidInput in one clear line when it cannot be written. */
export function openDataFolder(dir: string): DataFolder {
  const file = (name: string): string => join(dir, name);
  try {
    makeFolder(resolve(dir));
    writeFileSync(file(".writable"), "");
    rmSync(file(".writable"));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new InvalidInput(`the data folder ${dir} cannot be written (${code}); choose another with --data DIR`);
  }
  return {
    dir,
    store: file("store.sqlite"),
    queue: file("queue.sqlite"),
    executions: file("executions.sqlite"),
    key: file("data.key"),
    emulator: file("okta-emulator.json"),
    emulatorPort: file("okta-emulator.port"),
    clock: file("clock.json"),
    demo: file("demo.json"),
    mail: file("mail"),
    feeds: file("feeds"),
    operator: file("operator.json"),
  };
}

/** Not `recursive`: Node never returns from that where a parent says ENOENT to every new folder, as /proc does. */
function makeFolder(dir: string): void {
  if (existsSync(dir)) return;
  makeFolder(dirname(dir));
  mkdirSync(dir, { mode: 0o700 });
}

/**
 * Keeps a second process off the folder. The lock is SQLite's on a file, so that the system drops it with the process,
 * however that dies. @throws InvalidInput when another process holds it.
 */
export function lockDataFolder(folder: DataFolder): () => void {
  const lock = new DatabaseSync(join(folder.dir, "lock.sqlite"), { timeout: 0 });
  try {
    lock.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS held (by INTEGER)");
  } catch {
    lock.close();
    const holder = readOperatorFile(folder);
    const by = holder ? ` (process ${holder.pid} at ${holder.url})` : "";
    throw new InvalidInput(
      `another process${by} runs on the data folder ${folder.dir}; stop it, or choose another folder with --data DIR`,
    );
  }
  return () => lock.close();
}

export function readOperatorFile(folder: DataFolder): z.infer<typeof OperatorFile> | undefined {
  try {
    return OperatorFile.parse(JSON.parse(readFileSync(folder.operator, "utf8")));
  } catch {
    return undefined; // missing, or half written by a process that was killed
  }
}

export function writeOperatorFile(folder: DataFolder, content: z.infer<typeof OperatorFile>): void {
  replaceFile(folder.operator, JSON.stringify(content));
}
