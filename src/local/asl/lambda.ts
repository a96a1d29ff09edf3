import type { Json, JsonObject } from "../../domain/json.ts";
import { type Failure, StateFailed } from "./errors.ts";
import type { InvokeFunction } from "./ports.ts";

// Lambda functions as Task resources: the payload, the answer, and what an error looks like.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html

/** The error for a function that does not exist; `invokeFunction` throws it. */
export function functionNotFound(functionName: string): Error {
  const error = new Error(
    `Function not found: ${functionName} (Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: none; Proxy: null)`,
  );
  error.name = "Lambda.ResourceNotFoundException";
  return error;
}

/** `NAME` of a function's name, ARN or partial ARN, with or without a qualifier. */
export function functionNameOf(nameOrArn: string): string {
  const parts = nameOrArn.split(":");
  const at = parts.indexOf("function");
  return (at >= 0 ? parts[at + 1] : parts[0]) ?? nameOrArn;
}

/** Calls a function with a copy of the payload; what it throws becomes the failure of the task. */
export async function callFunction(
  invoke: InvokeFunction,
  functionName: string,
  payload: Json,
  signal: AbortSignal,
): Promise<Json> {
  try {
    const result = await invoke(functionName, copyOf(payload), signal);
    return result === undefined ? null : copyOf(result);
  } catch (error) {
    throw new StateFailed(functionFailure(error));
  }
}

/** Parameters of `lambda:invoke`; `Payload` may be the JSON text of the event. */
export async function invokeLambda(invoke: InvokeFunction, parameters: Json, signal: AbortSignal): Promise<Json> {
  const { FunctionName: name, Payload: payload } = parametersOf(parameters);
  if (typeof name !== "string") throw new StateFailed(invalidParameters("FunctionName must be a string"));
  const result = await callFunction(invoke, functionNameOf(name), eventOf(payload), signal);
  return { ExecutedVersion: "$LATEST", Payload: result, StatusCode: 200 };
}

function parametersOf(parameters: Json): JsonObject {
  if (typeof parameters === "object" && parameters !== null && !Array.isArray(parameters)) {
    return parameters as JsonObject;
  }
  throw new StateFailed(invalidParameters("Arguments must be an object"));
}

function invalidParameters(cause: string): Failure {
  return { error: "States.Runtime", cause, severity: "fatal" };
}

function eventOf(payload: Json | undefined): Json {
  if (payload === undefined || payload === null) return {};
  if (typeof payload !== "string") return payload;
  try {
    return JSON.parse(payload);
  } catch {
    throw new StateFailed({
      error: "Lambda.InvalidRequestContentException",
      cause: "Could not parse request body into json: Payload is not JSON text",
    });
  }
}

/** What a handler and its caller get must not be shared: in AWS it went over the network. */
function copyOf(value: Json): Json {
  return typeof value === "object" && value !== null ? JSON.parse(JSON.stringify(value)) : value;
}

function functionFailure(error: unknown): Failure {
  if (!(error instanceof Error))
    return { error: "Error", cause: JSON.stringify({ errorType: "Error", errorMessage: String(error), trace: [] }) };
  if (error.name.startsWith("Lambda.")) return { error: error.name, cause: error.message };
  const trace = (error.stack ?? "").split("\n");
  return {
    error: error.name,
    cause: JSON.stringify({ errorType: error.name, errorMessage: error.message, trace }),
  };
}
