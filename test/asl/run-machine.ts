import type { Json } from "../../src/domain/json.ts";
import { epochMsOf, type Instant } from "../../src/domain/time.ts";
import {
  createEngine,
  type Engine,
  type EnginePorts,
  type ExecutionEvent,
  type ExecutionOutcome,
  functionNotFound,
  parseMachine,
  type RunningExecution,
} from "../../src/local/asl/index.ts";
import { createSkippingClock, type SkippingClock } from "../../src/local/clock.ts";

// Runs small machines on a virtual clock.

export const START = "2026-03-01T08:00:00.000Z" as Instant;
const MACHINE_ARN = "arn:aws:states:eu-central-1:111111111111:stateMachine:test";

type Handler = (payload: Json, signal: AbortSignal) => Promise<Json | undefined> | Json | undefined;

interface Surroundings {
  readonly functions?: Readonly<Record<string, Handler>>;
  readonly clock?: SkippingClock;
  readonly ports?: Partial<EnginePorts>;
  readonly machineArn?: string;
  readonly timeoutSeconds?: number;
}

interface Started {
  readonly engine: Engine;
  readonly clock: SkippingClock;
  readonly execution: RunningExecution;
  readonly events: ExecutionEvent[];
}

/** States in the order given; the first is `StartAt`. */
export function start(states: Readonly<Record<string, unknown>>, input: Json = {}, around: Surroundings = {}): Started {
  const clock = around.clock ?? createSkippingClock(START);
  const events: ExecutionEvent[] = [];
  let ids = 0;
  const engine = createEngine({
    clock,
    random: () => 0.5,
    ids: { uuid: () => `uuid-${++ids}`, hex: () => `token-${++ids}` },
    invokeFunction: async (name, payload, signal) => {
      const handler = around.functions?.[name];
      if (handler === undefined) throw functionNotFound(name);
      return handler(payload, signal);
    },
    onEvent: (_, event) => events.push(event),
    ...around.ports,
  });
  const timeout = around.timeoutSeconds === undefined ? {} : { TimeoutSeconds: around.timeoutSeconds };
  const definition = { QueryLanguage: "JSONata", StartAt: Object.keys(states)[0], States: states, ...timeout };
  const execution = engine.start({
    machine: parseMachine(definition, "test.asl.json"),
    machineName: "test",
    machineArn: around.machineArn ?? MACHINE_ARN,
    name: "run-1",
    input,
  });
  return { engine, clock, execution, events };
}

interface Ran extends ExecutionOutcome {
  readonly events: readonly ExecutionEvent[];
  /** Types of the events, in order. */
  readonly types: readonly string[];
  /** Virtual seconds from start to end. */
  readonly seconds: number;
}

/** Starts and waits for the end. */
export async function run(
  states: Readonly<Record<string, unknown>>,
  input: Json = {},
  around: Surroundings = {},
): Promise<Ran> {
  const { execution, events, clock } = start(states, input, around);
  const outcome = await execution.done;
  const seconds = (epochMsOf(clock.now()) - epochMsOf(START)) / 1000;
  return { ...outcome, events, types: events.map((event) => event.type), seconds };
}

/** A Task on a function, ending the sequence unless `fields` say otherwise. */
export function task(name: string, fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const end = "Next" in fields ? {} : { End: true };
  return { Type: "Task", Resource: `arn:aws:lambda:eu-central-1:111111111111:function:${name}`, ...end, ...fields };
}

/** An error as a Lambda handler throws it. */
export function failing(name: string, message = "failed"): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

/** Seconds after the start at which events of a type happened. */
export function secondsOf(ran: Pick<Ran, "events">, type: string): number[] {
  return ran.events
    .filter((event) => event.type === type)
    .map((event) => (epochMsOf(event.at) - epochMsOf(START)) / 1000);
}
