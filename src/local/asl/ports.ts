import type { Json } from "../../domain/json.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Ids } from "../../ports/ids.ts";
import type { ExecutionEvent } from "./history.ts";

/**
 * Calls a Lambda function by name. What it throws fails the task: the error's `name` is the error and a JSON text of
 * `errorType`, `errorMessage` and `trace` the cause. A name that begins with `Lambda.` is an error of the service
 * itself, such as `functionNotFound`, whose message is the cause.
 */
export type InvokeFunction = (functionName: string, payload: Json, signal: AbortSignal) => Promise<Json | undefined>;

/** Carries out an optimised integration, e.g. `sqs:sendMessage`; what it throws fails the task with name and message. */
export type Integration = (parameters: Json, signal: AbortSignal) => Promise<Json>;

/** What the engine needs from outside. */
export interface EnginePorts {
  readonly clock: Clock;
  /** At least 0, less than 1. */
  readonly random: () => number;
  readonly ids: Pick<Ids, "uuid" | "hex">;
  readonly invokeFunction: InvokeFunction;
  /** By `service:action`. */
  readonly integrations?: Readonly<Record<string, Integration>>;
  /** Called for every event of every execution as it happens, in order. */
  readonly onEvent?: (executionName: string, event: ExecutionEvent) => void;
}
