import type { JsonObject } from "../../../domain/json.ts";
import type { ChoiceRule, State, StateSequence } from "../machine.ts";
import { parseTimestamp } from "../timestamp.ts";
import { CHOICE_RULE_FIELDS, checkFields } from "./fields.ts";
import { leavingFields, template, transition, typedTemplate } from "./leaving.ts";
import { below, isObject, objectsOf, optionalString, type Place, problem, requiredString } from "./problems.ts";
import { parseCatch, parseRetry } from "./recovery.ts";
import { parseResource } from "./resource.ts";

// One parser per type of state.

/** Parses the states inside a Parallel or Map state. */
type ParseSequence = (definition: JsonObject, place: Place, kind: "branch" | "processor") => StateSequence;

interface StateDefinition {
  readonly object: JsonObject;
  readonly name: string;
  readonly place: Place;
  readonly parseSequence: ParseSequence;
}

/** Leaves out members that are undefined, as exactOptionalPropertyTypes wants it. */
type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
function defined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}

function named({ object, name, place }: StateDefinition): { name: string; comment?: string } {
  const comment = optionalString(object, "Comment", place);
  return { name, ...(comment === undefined ? {} : { comment }) };
}

function recovery({ object, place }: StateDefinition): Pick<State & { type: "Task" }, "retry" | "catch"> {
  return { retry: parseRetry(object, place), catch: parseCatch(object, place) };
}

function leaving({ object, place }: StateDefinition): ReturnType<typeof leavingFields> & { next?: string } {
  return { ...leavingFields(object, place), ...transition(object, place) };
}

function parseTask(state: StateDefinition): State {
  const { object, place } = state;
  const fields = {
    arguments: template(object, "Arguments", place),
    timeoutSeconds: typedTemplate(object, "TimeoutSeconds", "positive integer", place),
    heartbeatSeconds: typedTemplate(object, "HeartbeatSeconds", "positive integer", place),
  };
  const resource = requiredString(object, "Resource", place);
  return {
    type: "Task",
    ...named(state),
    ...leaving(state),
    ...recovery(state),
    resource: parseResource(resource, place),
    ...defined(fields),
  };
}

function parseChoice(state: StateDefinition): State {
  const { object, place } = state;
  const rules = objectsOf(object, "Choices", place);
  if (rules.length === 0) problem(place, "Choices must be a non-empty array");
  const choices = rules.map((rule, index): ChoiceRule => {
    const at = below(place, `Choices[${index}]`);
    const prefix = `Choices[${index}]/`;
    checkFields(rule, CHOICE_RULE_FIELDS, at);
    const condition = typedTemplate(rule, "Condition", "boolean", at, prefix);
    if (condition === undefined) problem(at, "Condition is missing");
    return {
      ...leavingFields(rule, at, prefix),
      condition: condition ?? { kind: "constant", location: `${prefix}Condition`, value: false },
      next: requiredString(rule, "Next", at),
    };
  });
  const fallback = optionalString(object, "Default", place);
  return {
    type: "Choice",
    ...named(state),
    ...leavingFields(object, place),
    choices,
    ...(fallback === undefined ? {} : { default: fallback }),
  };
}

function parseWait(state: StateDefinition): State {
  const { object, place } = state;
  if ((object["Seconds"] === undefined) === (object["Timestamp"] === undefined)) {
    problem(place, "exactly one of Seconds and Timestamp is needed");
  }
  const seconds = typedTemplate(object, "Seconds", "integer", place);
  const timestamp = typedTemplate(object, "Timestamp", "string", place);
  if (timestamp?.kind === "constant" && parseTimestamp(String(timestamp.value)) === undefined) {
    problem(place, "Timestamp must be an ISO 8601 date and time with an offset");
  }
  return { type: "Wait", ...named(state), ...leaving(state), ...defined({ seconds, timestamp }) };
}

function parseFail(state: StateDefinition): State {
  const { object, place } = state;
  const error = typedTemplate(object, "Error", "string", place);
  const cause = typedTemplate(object, "Cause", "string", place);
  return { type: "Fail", ...named(state), ...defined({ error, cause }) };
}

function parseParallel(state: StateDefinition): State {
  const { object, place } = state;
  const definitions = objectsOf(object, "Branches", place);
  if (definitions.length === 0) problem(place, "Branches must be a non-empty array");
  const branches = definitions.map((branch, index) =>
    state.parseSequence(branch, below(place, `Branches[${index}]`), "branch"),
  );
  const args = template(object, "Arguments", place);
  return {
    type: "Parallel",
    ...named(state),
    ...leaving(state),
    ...recovery(state),
    branches,
    ...defined({ arguments: args }),
  };
}

function parseMap(state: StateDefinition): State {
  const { object, place } = state;
  const processor = object["ItemProcessor"];
  if (!isObject(processor)) problem(place, "ItemProcessor must be an object");
  const definition: JsonObject = isObject(processor) ? processor : { StartAt: "", States: {} };
  const config = definition["ProcessorConfig"];
  const fields = {
    items: typedTemplate(object, "Items", "array", place),
    itemSelector: template(object, "ItemSelector", place),
    maxConcurrency: typedTemplate(object, "MaxConcurrency", "integer", place),
    toleratedFailureCount: typedTemplate(object, "ToleratedFailureCount", "integer", place),
    toleratedFailurePercentage: typedTemplate(object, "ToleratedFailurePercentage", "number", place),
  };
  return {
    type: "Map",
    ...named(state),
    ...leaving(state),
    ...recovery(state),
    distributed: isObject(config) && config["Mode"] === "DISTRIBUTED",
    processor: state.parseSequence(definition, below(place, "ItemProcessor"), "processor"),
    ...defined(fields),
  };
}

export const STATE_PARSERS: Readonly<Record<string, (state: StateDefinition) => State>> = {
  Task: parseTask,
  Pass: (state) => ({ type: "Pass", ...named(state), ...leaving(state) }),
  Choice: parseChoice,
  Wait: parseWait,
  Succeed: (state) => ({ type: "Succeed", ...named(state), ...leavingFields(state.object, state.place) }),
  Fail: parseFail,
  Parallel: parseParallel,
  Map: parseMap,
};
