/** Small files that a process that is killed at any moment leaves whole: the old content or the new. */
import { linkSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** Replaces the file as a whole; readable by its owner only. */
export function replaceFile(path: string, content: string): void {
  writeFileSync(`${path}.new`, content, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Makes the file unless there is one. */
export function createFile(path: string, content: Uint8Array): void {
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, content, { mode: 0o600 });
  try {
    linkSync(mine, path);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    rmSync(mine);
  }
}
