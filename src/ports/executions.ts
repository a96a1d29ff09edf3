import type { JsonObject } from "../domain/json.ts";
import type { Instant } from "../domain/time.ts";

/** As Step Functions spells them. */
export const EXECUTION_STATUSES = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"] as const;
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

export interface ExecutionSummary {
  readonly machine: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startedAt: Instant;
  readonly stoppedAt?: Instant;
  readonly error?: string;
  readonly cause?: string;
}

/** One event of GetExecutionHistory, its `…EventDetails` members lifted to the event. */
export interface HistoryEvent {
  readonly id: number;
  readonly at: Instant;
  readonly type: string;
  readonly stateName?: string;
  readonly details: JsonObject;
}

/** The Step Functions operations that the product uses. Machines are named by their file: joiner, leaver. */
export interface Executions {
  /** A repeated start with the same name and input is a no-op. Errors: `Conflict` for the same name with other input. */
  start(machine: string, name: string, input: JsonObject): Promise<void>;
  /** Undefined when no such execution exists. */
  describe(machine: string, name: string): Promise<ExecutionSummary | undefined>;
  history(machine: string, name: string): Promise<readonly HistoryEvent[]>;
  stop(machine: string, name: string, error: string, cause: string): Promise<void>;
  /** Where an operator looks at it. */
  link(machine: string, name: string): string;
}
