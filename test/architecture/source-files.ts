// What the architecture tests judge: the files as they lie in the tree, tracked or not yet.
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Paths relative to the root, with forward slashes, sorted. */
export function filesMatching(...patterns: readonly string[]): string[] {
  return globSync([...patterns], { cwd: ROOT, exclude: (name) => IGNORED.has(String(name)) })
    .map((path) => path.replaceAll("\\", "/"))
    .sort();
}

const IGNORED = new Set(["node_modules", ".git", "cdk.out", "dist", "coverage", ".mastery", ".aws-emulator"]);

/** The text of a file named as `filesMatching` names it. */
export function textOf(path: string): string {
  return readFileSync(new URL(path, new URL("../../", import.meta.url)), "utf8");
}
