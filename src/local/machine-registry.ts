import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { InvalidInput } from "../domain/errors.ts";
import { type Machine, parseMachine } from "./asl/index.ts";
import { placeholderOf } from "./function-registry.ts";

const SUFFIX = ".asl.json";

/**
 * Every state machine file, with its placeholders substituted as the CDK does it in AWS.
 * @throws InvalidInput naming the file and the state when one cannot run.
 */
export function loadMachines(folder: string, functionNames: Iterable<string>): ReadonlyMap<string, Machine> {
  const values = new Map([["Partition", "aws"]]);
  for (const name of functionNames) values.set(placeholderOf(name), name);
  const files = readdirSync(folder).filter((name) => name.endsWith(SUFFIX));
  if (files.length === 0) throw new InvalidInput(`${folder} holds no state machine`);
  return new Map(files.map((file) => [basename(file, SUFFIX), loadMachine(join(folder, file), values)]));
}

function loadMachine(path: string, values: ReadonlyMap<string, string>): Machine {
  // Unknown placeholders stay, so that parseMachine names them with their state.
  const text = readFileSync(path, "utf8").replace(/\$\{(\w+)\}/g, (whole, name: string) => values.get(name) ?? whole);
  return parseMachine(parseJson(text, path), path);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInput(`${path} is not JSON: ${error instanceof Error ? error.message : "unreadable"}`);
  }
}
