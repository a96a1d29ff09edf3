import type { Json, JsonObject } from "../../domain/json.ts";
import type { Instant } from "../../domain/time.ts";
import { QUERY_EVALUATION_ERROR, StateFailed } from "./errors.ts";
import { type Frame, type MapItem, record } from "./frame.ts";
import { ExpressionFailed, jsonTypeOf, unexpectedType } from "./jsonata.ts";
import type { State } from "./machine.ts";
import { evaluateTemplate, type Template } from "./template.ts";

// One visit of a state, and how its fields are evaluated: what $states holds, and what an error looks like.

export interface StateRun<S extends State = State> {
  readonly frame: Frame;
  readonly state: S;
  readonly input: Json;
  readonly enteredId: number;
  readonly enteredAt: Instant;
  retryCount: number;
  taskToken?: string;
}

/** What a state gives when it is left. */
export interface Leave {
  readonly output: Json;
  readonly assigned: Readonly<Record<string, Json>>;
  /** Undefined ends the sequence. */
  readonly next: string | undefined;
}

/** What a field may see besides `$states.input` and `$states.context`. */
export interface Available {
  readonly result?: Json;
  readonly errorOutput?: Json;
  readonly mapItem?: MapItem;
}

/** Evaluates a field. A failure is recorded as EvaluationFailed and fails the state. */
export async function evaluateField(run: StateRun, template: Template, available: Available = {}): Promise<Json> {
  if (template.kind === "constant") return template.value;
  const { frame } = run;
  const states: Record<string, Json> = { input: run.input, context: contextObject(run, available.mapItem) };
  if (available.result !== undefined) states["result"] = available.result;
  if (available.errorOutput !== undefined) states["errorOutput"] = available.errorOutput;
  try {
    return await evaluateTemplate(template, {
      variables: frame.variables.values,
      states,
      ports: frame.execution.functionPorts,
    });
  } catch (error) {
    throw error instanceof ExpressionFailed ? evaluationFailed(run, error) : error;
  }
}

/** Records EvaluationFailed and gives the failure of the state. */
export function evaluationFailed(run: StateRun, { location, message }: ExpressionFailed): StateFailed {
  const cause = `${runtimePrefix(run)} ${message}`;
  record(run.frame, "EvaluationFailed", run.state.name, {
    state: run.state.name,
    error: QUERY_EVALUATION_ERROR,
    cause,
    location,
  });
  return new StateFailed({ error: QUERY_EVALUATION_ERROR, cause });
}

/** How Step Functions begins its own causes. */
export function runtimePrefix(run: StateRun): string {
  return `An error occurred while executing the state '${run.state.name}' (entered at the event id #${run.enteredId}).`;
}

/** JSON types that fields ask for; `integer` is not negative. */
interface FieldTypes {
  readonly string: string;
  readonly boolean: boolean;
  readonly number: number;
  readonly integer: number;
  readonly "positive integer": number;
  readonly array: readonly Json[];
  readonly object: JsonObject;
}

/** Evaluates a field that must give a value of one type. */
export async function evaluateTyped<T extends keyof FieldTypes>(
  run: StateRun,
  template: Template,
  type: T,
  available: Available = {},
): Promise<FieldTypes[T]> {
  const value = await evaluateField(run, template, available);
  if (hasType(value, type)) return value as unknown as FieldTypes[T];
  const expression = template.kind === "expression" ? template.expression : undefined;
  throw evaluationFailed(run, unexpectedType(expression, template.location, type, value));
}

function hasType(value: Json, type: keyof FieldTypes): boolean {
  if (type === "integer") return Number.isInteger(value) && Number(value) >= 0;
  if (type === "positive integer") return Number.isInteger(value) && Number(value) > 0;
  return jsonTypeOf(value) === type;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
function contextObject(run: StateRun, mapItem: MapItem | undefined = run.frame.mapItem): JsonObject {
  const { state, frame } = run;
  const retries = state.type === "Task" ? { RetryCount: run.retryCount } : {};
  return {
    ...frame.context,
    State: { Name: state.name, EnteredTime: run.enteredAt, ...retries },
    ...(mapItem === undefined ? {} : { Map: { Item: mapItem } }),
    ...(run.taskToken === undefined ? {} : { Task: { Token: run.taskToken } }),
  };
}
