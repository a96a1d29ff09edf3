import { readFile } from "node:fs/promises";
import * as z from "zod";
import { InvalidInput } from "../../domain/errors.ts";
import type { Json } from "../../domain/json.ts";
import { Surroundings } from "./conformance/cases.ts";
import { type Simulation, simulate } from "./conformance/simulate.ts";
import { flatEvent } from "./history.ts";

// `asl run`: one execution of a definition file, with mocked functions, shown as text or JSON.

interface RunOptions {
  readonly mocks: string | undefined;
  /** `NAME=VALUE` for each placeholder `${NAME}`. */
  readonly substitutions: readonly string[];
  readonly json: boolean;
  readonly realTime: boolean;
}

/** Status 0 when the execution succeeded, 1 when it did not. */
export async function runDefinition(
  definitionFile: string,
  inputFile: string,
  options: RunOptions,
): Promise<{ text: string; status: number }> {
  const mocks = options.mocks === undefined ? {} : await readJson(options.mocks);
  const surroundings = Surroundings.safeParse(mocks);
  if (!surroundings.success) {
    throw new InvalidInput(`${options.mocks} is not a file of mocks: ${z.prettifyError(surroundings.error)}`);
  }
  const simulation = await simulate({
    definition: substitute(await readJson(definitionFile), options.substitutions),
    source: definitionFile,
    input: await readJson(inputFile),
    surroundings: surroundings.data,
    realTime: options.realTime,
  });
  const status = simulation.outcome.status === "SUCCEEDED" ? 0 : 1;
  return { text: options.json ? asJson(simulation) : asText(simulation), status };
}

/** What deployment does with `DefinitionSubstitutions`. */
function substitute(definition: Json, substitutions: readonly string[]): Json {
  let text = JSON.stringify(definition);
  for (const substitution of substitutions) {
    const at = substitution.indexOf("=");
    if (at < 1) throw new InvalidInput(`--set ${substitution}: expected NAME=VALUE`);
    text = text.replaceAll(`\${${substitution.slice(0, at)}}`, JSON.stringify(substitution.slice(at + 1)).slice(1, -1));
  }
  return JSON.parse(text);
}

async function readJson(file: string): Promise<Json> {
  const text = await readFile(file, "utf8");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInput(`${file} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function asJson({ outcome, events }: Simulation): string {
  const history = events.map((event) => ({
    id: event.id,
    previousEventId: event.previousEventId,
    timestamp: event.at,
    ...flatEvent(event),
  }));
  return JSON.stringify({ ...outcome, events: history }, null, 2);
}

function asText({ outcome, events }: Simulation): string {
  const { status, ...result } = outcome;
  const lines = events.map((event) => {
    const { name: _, ...details } = event.details;
    const id = String(event.id).padStart(4);
    const shown = Object.keys(details).length === 0 ? "" : ` ${JSON.stringify(details)}`;
    return `${id}  ${event.at}  ${event.type}${event.stateName === undefined ? "" : ` "${event.stateName}"`}${shown}`;
  });
  return [...lines, "", `${status} ${JSON.stringify("output" in result ? result.output : result)}`].join("\n");
}
