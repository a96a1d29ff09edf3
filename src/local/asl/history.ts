import type { Json, JsonObject } from "../../domain/json.ts";
import type { Instant } from "../../domain/time.ts";

// Histories as GetExecutionHistory gives them.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html

/**
 * One event. `details` are the members of AWS's `…EventDetails`; `input`, `output`, `parameters` and each of
 * `assignedVariables` are JSON values where AWS has JSON text.
 */
export interface ExecutionEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly at: Instant;
  readonly type: string;
  /** The state that the event belongs to; also on events of tasks and iterations. */
  readonly stateName?: string;
  readonly details: JsonObject;
}

/** Members of `details`; undefined ones are left out. */
export type EventDetails = Readonly<Record<string, Json | undefined>>;

/** Drops members that are undefined. */
export function definedDetails(details: EventDetails): JsonObject {
  const defined: Record<string, Json> = {};
  for (const [key, value] of Object.entries(details)) {
    if (value !== undefined) defined[key] = value;
  }
  return defined;
}

/** The flat form that the conformance cases compare: `{type, name, input, …}`. */
export function flatEvent(event: ExecutionEvent): JsonObject {
  return { type: event.type, ...event.details };
}
