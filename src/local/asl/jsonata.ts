import jsonata from "jsonata";
import type { Json } from "../../domain/json.ts";
import {
  type EvaluationPorts,
  type FunctionPorts,
  PORTS_BINDING,
  registerStepFunctionsFunctions,
} from "./functions.ts";
import { plainJson } from "./plain-json.ts";

// Compiles and evaluates JSONata as Step Functions does: no input document, variables and $states as bindings.

export interface CompiledExpression {
  readonly text: string;
  readonly program: jsonata.Expression;
}

/** What an expression sees. */
export interface EvaluationScope {
  readonly variables: Readonly<Record<string, Json>>;
  readonly states: Readonly<Record<string, Json>>;
  readonly ports: FunctionPorts;
}

/** An expression that gave nothing, a wrong type or an error; `message` is Step Functions' text without its prefix. */
export class ExpressionFailed extends Error {
  override readonly name = "ExpressionFailed";
  readonly location: string | undefined;

  constructor(location: string | undefined, message: string) {
    super(message);
    this.location = location;
  }
}

/** An expression that never ends must not stop the whole process. */
const GUARDS = { timeout: 10_000, stack: 1_000, sequence: 1_000_000 };

/** Compiles an expression, or says what is wrong with it. */
export function compileExpression(text: string): { expression: CompiledExpression } | { error: string } {
  try {
    const program = jsonata(text, GUARDS);
    registerStepFunctionsFunctions(program);
    return { expression: { text, program } };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

/** The value of an expression as plain JSON. */
export async function evaluateExpression(
  expression: CompiledExpression,
  location: string,
  scope: EvaluationScope,
): Promise<Json> {
  const bindings = {
    ...scope.variables,
    states: scope.states,
    [PORTS_BINDING]: { ports: scope.ports } satisfies EvaluationPorts,
  };
  let value: unknown;
  try {
    value = await expression.program.evaluate(undefined, bindings);
  } catch (error) {
    throw new ExpressionFailed(location, `${describe(expression, location)} threw an error: ${messageOf(error)}`);
  }
  if (value === undefined) {
    throw new ExpressionFailed(location, `${describe(expression, location)} returned nothing (undefined).`);
  }
  const json = plainJson(value);
  if (json === undefined) {
    throw new ExpressionFailed(location, `${describe(expression, location)} returned an unsupported result type.`);
  }
  return json;
}

/** The error for a value that is not of the type that the field needs. */
export function unexpectedType(
  expression: CompiledExpression | undefined,
  location: string,
  expected: string,
  value: Json,
): ExpressionFailed {
  const subject = expression === undefined ? `The field '${location}'` : describe(expression, location);
  return new ExpressionFailed(
    location,
    `${subject} returned an unexpected result type. Expected '${expected}', but was '${jsonTypeOf(value)}' for value: ${JSON.stringify(value)}`,
  );
}

/** JSON's name of a value's type. */
export function jsonTypeOf(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function describe(expression: CompiledExpression, location: string): string {
  return `The JSONata expression '${expression.text}' specified for the field '${location}'`;
}

/** JSONata throws plain objects with a message. */
function messageOf(error: unknown): string {
  if (typeof error === "object" && error !== null && "message" in error && typeof error.message === "string") {
    return error.message;
  }
  return String(error);
}
