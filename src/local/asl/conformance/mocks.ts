import { isDeepStrictEqual } from "node:util";
import type { Json, JsonObject } from "../../../domain/json.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Engine } from "../engine.ts";
import { functionNotFound } from "../lambda.ts";
import type { Integration, InvokeFunction } from "../ports.ts";
import type { CallbackStep, Mock, Surroundings } from "./cases.ts";

// Functions and the SQS integration as a case describes them.

interface MockedPorts {
  readonly invokeFunction: InvokeFunction;
  readonly integrations: Readonly<Record<string, Integration>>;
}

/** @param engine who gets the callbacks; asked for late, since the engine needs these ports first. */
export function mockedPorts({ mocks, callbacks }: Surroundings, clock: Clock, engine: () => Engine): MockedPorts {
  const integrations: Record<string, Integration> = {};
  for (const [name, mock] of Object.entries(mocks)) {
    if (!name.includes(":")) continue;
    integrations[name] = async (parameters, signal) => {
      const result = await behave(mock, parameters, clock, signal);
      const body = messageBodyOf(parameters);
      const token = body?.["TaskToken"];
      if (typeof token === "string")
        carryOut(callbacks, { token, body: body ?? {} }, clock, engine()).catch(() => undefined);
      return result;
    };
  }
  return {
    integrations,
    async invokeFunction(functionName, payload, signal) {
      const mock = mocks[functionName];
      if (mock === undefined) {
        throw functionNotFound(`arn:aws:lambda:us-east-1:111111111111:function:${functionName}:$LATEST`);
      }
      return behave(mock, payload, clock, signal);
    },
  };
}

async function behave(mock: Mock, input: Json, clock: Clock, signal: AbortSignal): Promise<Json> {
  if (mock.afterSeconds !== undefined) await clock.sleep(mock.afterSeconds * 1000, signal);
  switch (mock.behaviour) {
    case "echo":
      return input;
    case "return":
      return mock.value ?? null;
    case "repeat":
      return (mock.text ?? "").repeat(mock.count ?? 1);
    case "byInput": {
      const row = mock.table?.find((candidate) => isDeepStrictEqual(candidate.input, input));
      if (row === undefined) throw mockedError("NoSuchInput", "The mock's table has no row for this input");
      return row.value;
    }
    case "error":
      throw mockedError(mock.error?.errorType ?? "Error", mock.error?.errorMessage ?? "");
  }
}

function mockedError(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

function messageBodyOf(parameters: Json): JsonObject | undefined {
  const body = asObject(parameters)?.["MessageBody"];
  if (typeof body !== "string") return asObject(body);
  try {
    return asObject(JSON.parse(body));
  } catch {
    return undefined;
  }
}

function asObject(value: Json | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

interface Sent {
  readonly token: string;
  readonly body: JsonObject;
}

/** The steps for one token; ends early when the task does not wait any more. */
async function carryOut(steps: readonly CallbackStep[], sent: Sent, clock: Clock, engine: Engine): Promise<void> {
  for (const step of steps) {
    await clock.sleep((step.afterSeconds ?? 0) * 1000);
    if (step.heartbeat) engine.sendTaskHeartbeat(sent.token);
    if (step.success !== undefined) engine.sendTaskSuccess(sent.token, outputOf(step.success, sent.body));
    if (step.failure !== undefined) engine.sendTaskFailure(sent.token, step.failure.error, step.failure.cause);
  }
}

function outputOf(success: Json, body: JsonObject): Json {
  const member = asObject(success)?.["$fromMessageBody"];
  if (member === undefined) return success;
  return member === null ? body : (body[String(member)] ?? null);
}
