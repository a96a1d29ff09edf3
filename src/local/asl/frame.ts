import type { Json, JsonObject } from "../../domain/json.ts";
import type { Instant } from "../../domain/time.ts";
import { CANCELLED, runtimeFailure } from "./errors.ts";
import type { FunctionPorts } from "./functions.ts";
import { definedDetails, type EventDetails, type ExecutionEvent } from "./history.ts";
import type { State, StateSequence } from "./machine.ts";
import type { EnginePorts } from "./ports.ts";
import type { TaskTokens } from "./task-tokens.ts";
import type { Variables } from "./variables.ts";

// What runs: an execution, and in it frames. A frame is one sequence of states: the machine's own, a branch's, an
// iteration's.

export interface ExecutionRun {
  readonly ports: EnginePorts;
  readonly functionPorts: FunctionPorts;
  readonly tokens: TaskTokens;
  readonly machineArn: string;
  /** Here and not imported, because Parallel and Map states run sequences themselves. */
  readonly runSequence: (frame: Frame, sequence: StateSequence, input: Json) => Promise<Json>;
  readonly emit: (event: ExecutionEvent) => void;
  eventCount: number;
}

/** The item of a Map state as the context object shows it. */
export interface MapItem extends JsonObject {
  readonly Index: number;
  readonly Value: Json;
}

export interface Frame {
  readonly execution: ExecutionRun;
  /** `Execution` and `StateMachine` of the context object. */
  readonly context: JsonObject;
  readonly mapItem?: MapItem;
  readonly cancellation: AbortController;
  /** Child executions of a distributed Map have histories of their own, which are not kept. */
  readonly silent: boolean;
  variables: Variables;
  lastEventId: number;
  /** The state that was entered and not left yet. */
  open?: OpenState | undefined;
}

interface OpenState {
  readonly state: State;
  /** Its own …StateFailed was recorded. */
  readonly failed: boolean;
  /** Its branches or iterations. */
  readonly children: readonly ChildFrame[];
}

export interface ChildFrame {
  readonly frame: Frame;
  /** For iterations of a Map state. */
  readonly iteration?: number;
  running: boolean;
  /** It failed itself, and was not ended because of another one. */
  failed: boolean;
}

/** A frame for a branch or an iteration. */
export function childFrame(parent: Frame, differences: Partial<Frame> & Pick<Frame, "variables">): Frame {
  const child: Frame = { ...parent, open: undefined, cancellation: new AbortController(), ...differences };
  return child;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-state-machine-executions */
const MAX_EVENTS = 25_000;

function historyFull(): Error {
  return runtimeFailure(`The execution reached the maximum number of history events (${MAX_EVENTS}).`);
}

/** Adds an event to the history and returns its id. */
export function record(frame: Frame, type: string, stateName: string | undefined, details: EventDetails = {}): number {
  if (frame.cancellation.signal.aborted) throw CANCELLED;
  if (frame.silent) return frame.lastEventId;
  const { execution } = frame;
  if (execution.eventCount >= MAX_EVENTS - 1 && !type.startsWith("Execution")) throw historyFull();
  execution.eventCount += 1;
  const at: Instant = execution.ports.clock.now();
  const event = { id: execution.eventCount, previousEventId: frame.lastEventId, at, type };
  frame.lastEventId = event.id;
  execution.emit({ ...event, ...(stateName === undefined ? {} : { stateName }), details: definedDetails(details) });
  return event.id;
}
