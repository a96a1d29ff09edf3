import { InvalidInput } from "../../domain/errors.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import type { ExecutionStatus } from "../../ports/executions.ts";
import { CANCELLED, type Failure, StateFailed } from "./errors.ts";
import { type ExecutionRun, type Frame, record } from "./frame.ts";
import { exceedsDataLimit, MAX_DATA_BYTES } from "./limits.ts";
import type { Machine } from "./machine.ts";
import type { EnginePorts } from "./ports.ts";
import { runSequence } from "./sequence.ts";
import { createTaskTokens } from "./task-tokens.ts";
import { NO_VARIABLES } from "./variables.ts";

// The embedded engine: executions of JSONata state machines, as Step Functions Standard runs them.

export interface StartRequest {
  readonly machine: Machine;
  readonly machineName: string;
  readonly machineArn: string;
  readonly name: string;
  readonly input: Json;
}

/** How an execution ended. */
export interface ExecutionOutcome {
  readonly status: Exclude<ExecutionStatus, "RUNNING">;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
}

export interface RunningExecution {
  readonly name: string;
  /** Rejects only where `onEvent` threw, or the engine itself is broken. */
  readonly done: Promise<ExecutionOutcome>;
  /** Ends it as ABORTED; without effect once it has ended. */
  stop(error?: string, cause?: string): void;
}

export interface Engine {
  /** Errors: `InvalidInput` when the input exceeds the data limit. */
  start(request: StartRequest): RunningExecution;
  /** Errors of the three: `NotFound` when no task waits for the token. */
  sendTaskSuccess(token: string, output: Json): void;
  sendTaskFailure(token: string, error?: string, cause?: string): void;
  sendTaskHeartbeat(token: string): void;
}

export function createEngine(ports: EnginePorts): Engine {
  const tokens = createTaskTokens();
  const functionPorts = {
    now: () => ports.clock.now(),
    random: () => ports.random(),
    uuid: () => ports.ids.uuid(),
  };
  return {
    start(request) {
      if (exceedsDataLimit(request.input)) {
        throw new InvalidInput(`The input of execution ${request.name} is longer than ${MAX_DATA_BYTES} bytes of JSON`);
      }
      const execution: ExecutionRun = {
        ports,
        functionPorts,
        tokens,
        machineArn: request.machineArn,
        runSequence,
        emit: (event) => ports.onEvent?.(request.name, event),
        eventCount: 0,
      };
      return startExecution(request, execution);
    },
    sendTaskSuccess: (token, output) => tokens.answer(token, { output }),
    sendTaskFailure: (token, error, cause) => tokens.answer(token, { failure: failureOf(error, cause) }),
    sendTaskHeartbeat: (token) => tokens.heartbeat(token),
  };
}

function startExecution(request: StartRequest, execution: ExecutionRun): RunningExecution {
  const { machine, name } = request;
  const { clock } = execution.ports;
  const frame: Frame = {
    execution,
    context: contextOf(request, clock.now()),
    cancellation: new AbortController(),
    silent: false,
    variables: NO_VARIABLES,
    lastEventId: 0,
  };
  const { promise: done, resolve, reject } = Promise.withResolvers<ExecutionOutcome>();
  let ended = false;
  const end = (type: string, outcome: ExecutionOutcome): void => {
    if (ended) return;
    ended = true;
    try {
      const { status, ...details } = outcome;
      record(frame, type, undefined, details);
      resolve(outcome);
    } catch (error) {
      reject(error);
    }
    frame.cancellation.abort(CANCELLED);
  };
  const crash = (error: unknown): void => {
    if (ended) return;
    ended = true;
    frame.cancellation.abort(CANCELLED);
    reject(error);
  };
  const main = async (): Promise<void> => {
    record(frame, "ExecutionStarted", undefined, { input: request.input, roleArn: roleArnOf(request) });
    if (machine.timeoutSeconds !== undefined) {
      clock
        .sleep(machine.timeoutSeconds * 1000, frame.cancellation.signal)
        .then(() => end("ExecutionTimedOut", { status: "TIMED_OUT" }))
        .catch(() => undefined);
    }
    try {
      const output = await runSequence(frame, machine.body, request.input);
      end("ExecutionSucceeded", { status: "SUCCEEDED", output });
    } catch (error) {
      if (error instanceof StateFailed) {
        end("ExecutionFailed", { status: "FAILED", ...failureOf(error.failure.error, error.failure.cause) });
      } else crash(error);
    }
  };
  main().catch(crash);
  return {
    name,
    done,
    stop: (error, cause) => end("ExecutionAborted", { status: "ABORTED", ...failureOf(error, cause) }),
  };
}

function failureOf(error: string | undefined, cause: string | undefined): Failure {
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
function contextOf(request: StartRequest, now: string): JsonObject {
  return {
    Execution: {
      Id: `${request.machineArn.replace(":stateMachine:", ":execution:")}:${request.name}`,
      Input: request.input,
      Name: request.name,
      RoleArn: roleArnOf(request),
      StartTime: now,
      RedriveCount: 0,
    },
    StateMachine: { Id: request.machineArn, Name: request.machineName },
  };
}

function roleArnOf({ machineArn, machineName }: StartRequest): string {
  const [, partition, , , account] = machineArn.split(":");
  return `arn:${partition}:iam::${account}:role/${machineName}`;
}
