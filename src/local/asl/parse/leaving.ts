import type { Json, JsonObject } from "../../../domain/json.ts";
import { compileTemplate, type Template } from "../template.ts";
import { isObject, type Place, problem } from "./problems.ts";

// Output, Assign and other fields that hold JSONata.

const VARIABLE_NAME = /^[\p{ID_Start}_][\p{ID_Continue}]{0,79}$/u;

/** Compiles a member; `prefix` is its place inside the state, as EvaluationFailed shows it. */
export function template(object: JsonObject, key: string, place: Place, prefix = ""): Template | undefined {
  const value = object[key];
  return value === undefined ? undefined : compileTemplate(value, `${prefix}${key}`, (text) => problem(place, text));
}

/** `Output` and `Assign`. */
export function leavingFields(object: JsonObject, place: Place, prefix = ""): { output?: Template; assign?: Template } {
  const output = template(object, "Output", place, prefix);
  const assign = template(object, "Assign", place, prefix);
  checkAssign(object["Assign"], place);
  return { ...(output === undefined ? {} : { output }), ...(assign === undefined ? {} : { assign }) };
}

function checkAssign(assign: Json | undefined, place: Place): void {
  if (assign === undefined) return;
  if (!isObject(assign)) problem(place, "Assign must be an object");
  for (const name of isObject(assign) ? Object.keys(assign) : []) {
    if (name === "states") problem(place, "Assign: the name states is reserved");
    else if (!VARIABLE_NAME.test(name)) problem(place, `Assign: ${JSON.stringify(name)} is not a name for a variable`);
  }
}

/** `Next` or `End: true`, exactly one of them. */
export function transition(object: JsonObject, place: Place): { next?: string } {
  const { Next: next, End: end } = object;
  if (end !== undefined && typeof end !== "boolean") problem(place, "End must be a boolean");
  if (next !== undefined && typeof next !== "string") problem(place, "Next must be a string");
  if (next === undefined && end !== true) problem(place, "Next or End is missing");
  if (next !== undefined && end === true) problem(place, "Next and End exclude each other");
  return typeof next === "string" ? { next } : {};
}

const JSON_TYPES = {
  integer: (value: Json) => typeof value === "number" && Number.isInteger(value) && value >= 0,
  "positive integer": (value: Json) => typeof value === "number" && Number.isInteger(value) && value > 0,
  string: (value: Json) => typeof value === "string",
  boolean: (value: Json) => typeof value === "boolean",
  array: (value: Json) => Array.isArray(value),
  number: (value: Json) => typeof value === "number",
};

/** A field that is an expression or a literal of one type. */
export function typedTemplate(
  object: JsonObject,
  key: string,
  type: keyof typeof JSON_TYPES,
  place: Place,
  prefix = "",
): Template | undefined {
  const compiled = template(object, key, place, prefix);
  if (compiled?.kind === "constant" && !JSON_TYPES[type](compiled.value)) {
    problem(place, `${key} must be ${/^[aeiou]/.test(type) ? "an" : "a"} ${type} or a JSONata expression`);
  }
  return compiled;
}
