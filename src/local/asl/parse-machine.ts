import { InvalidInput } from "../../domain/errors.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import type { Machine, State, StateSequence } from "./machine.ts";
import { BRANCH_FIELDS, checkFields, MACHINE_FIELDS, PROCESSOR_FIELDS, STATE_FIELDS } from "./parse/fields.ts";
import { checkPlaceholders } from "./parse/placeholders.ts";
import {
  below,
  isObject,
  optionalNumber,
  optionalString,
  type Place,
  problem,
  requiredString,
} from "./parse/problems.ts";
import { STATE_PARSERS } from "./parse/states.ts";

/**
 * Checks a definition and compiles its expressions.
 * @param source the file, for messages.
 * Errors: `InvalidInput` with every problem, each with its state.
 */
export function parseMachine(definition: unknown, source: string): Machine {
  const problems: string[] = [];
  const place: Place = { path: "", report: (message) => problems.push(message) };
  const json = definition as Json;
  const machine = isObject(json) ? parseTopLevel(json, source, place) : undefined;
  if (machine === undefined) problem(place, "a state machine is a JSON object");
  if (machine === undefined || problems.length > 0) {
    throw new InvalidInput(`${source} is not a state machine that can be run here:\n- ${problems.join("\n- ")}`);
  }
  return machine;
}

function parseTopLevel(definition: JsonObject, source: string, place: Place): Machine {
  checkPlaceholders(definition, place);
  checkFields(definition, MACHINE_FIELDS, place);
  const language = definition["QueryLanguage"] ?? "JSONPath";
  const names = new Set<string>();
  const body = parseSequence(definition, place, { language, names });
  const comment = optionalString(definition, "Comment", place);
  const timeoutSeconds = optionalNumber(
    definition,
    "TimeoutSeconds",
    place,
    "a positive integer",
    (value) => Number.isInteger(value) && value > 0,
  );
  return {
    source,
    body,
    ...(comment === undefined ? {} : { comment }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
  };
}

interface Surroundings {
  /** The machine's query language, which its states inherit. */
  readonly language: Json;
  /** Names of states so far: unique in the whole machine. */
  readonly names: Set<string>;
}

function parseSequence(definition: JsonObject, place: Place, surroundings: Surroundings): StateSequence {
  const startAt = requiredString(definition, "StartAt", place);
  const definitions = definition["States"];
  const states = new Map<string, State>();
  if (!isObject(definitions) || Object.keys(definitions).length === 0) {
    problem(place, "States must be a non-empty object");
    return { startAt, states };
  }
  for (const [name, state] of Object.entries(definitions)) {
    const at = below(place, `state ${JSON.stringify(name)}`);
    if (surroundings.names.has(name)) problem(at, "another state of the machine has the same name");
    surroundings.names.add(name);
    if (name.length > 80) problem(at, "a state's name has at most 80 characters");
    const parsed = isObject(state) ? parseState(state, name, at, surroundings) : problem(at, "must be an object");
    if (parsed !== undefined) states.set(name, parsed);
  }
  const known = new Set(Object.keys(definitions));
  if (startAt !== "" && !known.has(startAt))
    problem(place, `StartAt names ${JSON.stringify(startAt)}, which does not exist`);
  for (const state of states.values()) checkTargets(state, known, below(place, `state ${JSON.stringify(state.name)}`));
  return { startAt, states };
}

function parseState(object: JsonObject, name: string, place: Place, surroundings: Surroundings): State | undefined {
  const type = requiredString(object, "Type", place);
  const parse = STATE_PARSERS[type];
  const language = object["QueryLanguage"] ?? surroundings.language;
  if (language !== "JSONata") {
    problem(place, `its query language is ${language}; this engine runs JSONata only (set "QueryLanguage": "JSONata")`);
    return undefined;
  }
  if (parse === undefined) {
    if (type !== "") problem(place, `unknown type ${JSON.stringify(type)}`);
    return undefined;
  }
  checkPlaceholders(object, place);
  checkFields(object, STATE_FIELDS[type] ?? [], place);
  return parse({
    object,
    name,
    place,
    parseSequence: (definition, at, kind) => {
      checkFields(definition, kind === "branch" ? BRANCH_FIELDS : PROCESSOR_FIELDS, at);
      return parseSequence(definition, at, surroundings);
    },
  });
}

/** Next, Default and the like must name states of the same sequence. */
function checkTargets(state: State, known: ReadonlySet<string>, place: Place): void {
  const check = (field: string, target: string | undefined): void => {
    if (target === undefined || target === "" || known.has(target)) return;
    problem(place, `${field} names ${JSON.stringify(target)}, which does not exist`);
  };
  if ("next" in state) check("Next", state.next);
  if (state.type === "Choice") {
    check("Default", state.default);
    for (const [index, rule] of state.choices.entries()) check(`Choices[${index}]/Next`, rule.next);
  }
  if ("catch" in state)
    for (const [index, catcher] of state.catch.entries()) check(`Catch[${index}]/Next`, catcher.next);
}
