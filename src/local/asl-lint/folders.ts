import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Surroundings } from "./problem.ts";

/** A definition as committed. */
export interface DefinitionFile {
  /** `leaver.asl.json` */
  readonly name: string;
  readonly text: string;
  readonly definition: unknown;
}

/** The `.asl.json` files of a folder, by name. Throws on a file that is not JSON as committed. */
export function readDefinitions(folder: string): readonly DefinitionFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".asl.json"))
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      return { name, text, definition: parse(text, join(folder, name)) };
    });
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} is not JSON as committed; placeholders belong inside strings`, { cause });
  }
}

/** What definitions may refer to, read from the folder with one file per Lambda function. */
export function readSurroundings(functionsFolder: string): Surroundings {
  const files = readdirSync(functionsFolder).filter((name) => name.endsWith(".ts"));
  return { functionNames: new Set(files.map((name) => name.slice(0, -".ts".length))) };
}
