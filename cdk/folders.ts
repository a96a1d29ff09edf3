/** The folders that say what is deployed; their files are referred to by path and never imported. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const FUNCTIONS = join(ROOT, "functions");
const MACHINES = join(ROOT, "statemachines");
/** Where scripts/bundle-functions.ts puts a folder for each function. */
export const BUNDLES = join(ROOT, "dist", "functions");

const namesIn = (folder: string, ending: string): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();

export const functionNames = (): readonly string[] => namesIn(FUNCTIONS, ".ts");

export interface MachineFile {
  readonly name: string;
  readonly path: string;
  /** Names of the functions that its placeholders stand for. */
  readonly functions: readonly string[];
}

/** `clear-sessions` is `${ClearSessionsFunction}` in a state machine. */
export const placeholderOf = (functionName: string): string => `${pascalCase(functionName)}Function`;

export const pascalCase = (name: string): string =>
  name.replaceAll(/(?:^|-)([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());

/** @throws Error for a placeholder that no function answers to. */
export function machineFiles(functions: readonly string[] = functionNames()): readonly MachineFile[] {
  const byPlaceholder = new Map(functions.map((name) => [placeholderOf(name), name]));
  return namesIn(MACHINES, ".asl.json").map((name) => {
    const path = join(MACHINES, `${name}.asl.json`);
    const found = readFileSync(path, "utf8").matchAll(/\$\{(?<placeholder>[^}]+)\}/g);
    const placeholders = new Set(Array.from(found, ({ groups }) => groups?.["placeholder"] ?? ""));
    placeholders.delete("Partition");
    const used = [...placeholders].map((placeholder) => {
      const functionName = byPlaceholder.get(placeholder);
      if (functionName === undefined) throw new Error(`${path}: no function is \${${placeholder}}`);
      return functionName;
    });
    return { name, path, functions: used };
  });
}

/** @throws Error when the functions were not bundled. */
export function bundleOf(bundles: string, functionName: string): string {
  const folder = join(bundles, functionName);
  if (existsSync(folder)) return folder;
  throw new Error(`${folder} is missing; run \`node scripts/bundle-functions.ts\` (cdk.json does so by itself)`);
}
