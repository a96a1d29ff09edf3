// The embedded engine for JSONata state machines.
export { createEngine, type Engine, type ExecutionOutcome, type RunningExecution } from "./engine.ts";
export type { ExecutionEvent } from "./history.ts";
export { functionNotFound } from "./lambda.ts";
export type { Machine } from "./machine.ts";
export { parseMachine } from "./parse-machine.ts";
export type { EnginePorts } from "./ports.ts";
