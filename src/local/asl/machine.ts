import type { Template } from "./template.ts";

// A parsed state machine: every field checked, every JSONata expression compiled once.

/** A sequence of states: the machine itself, a branch of a Parallel state or the processor of a Map state. */
export interface StateSequence {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

/** A definition that `parseMachine` has accepted. */
export interface Machine {
  /** The file that it came from, for messages. */
  readonly source: string;
  readonly comment?: string;
  readonly timeoutSeconds?: number;
  readonly body: StateSequence;
}

interface Named {
  readonly name: string;
  readonly comment?: string;
}

/** What a state does with its result: `Output`, `Assign`, `Next`. */
interface Leaving {
  readonly output?: Template;
  readonly assign?: Template;
  /** Undefined ends the sequence. */
  readonly next?: string;
}

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds?: number;
  readonly jitter: "NONE" | "FULL";
}

export interface Catcher extends Leaving {
  readonly errorEquals: readonly string[];
  readonly next: string;
}

interface Recovering {
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
}

/** What a Task calls. */
export type Resource =
  | { readonly kind: "function"; readonly arn: string; readonly functionName: string }
  | {
      readonly kind: "integration";
      readonly arn: string;
      /** `lambda`, `sqs`. */
      readonly service: string;
      /** `invoke`, `sendMessage.waitForTaskToken`: as histories show it. */
      readonly resource: string;
      readonly action: string;
      readonly waitsForToken: boolean;
    };

export interface TaskState extends Named, Leaving, Recovering {
  readonly type: "Task";
  readonly resource: Resource;
  readonly arguments?: Template;
  readonly timeoutSeconds?: Template;
  readonly heartbeatSeconds?: Template;
}

export interface PassState extends Named, Leaving {
  readonly type: "Pass";
}

export interface ChoiceRule extends Leaving {
  readonly condition: Template;
  readonly next: string;
}

export interface ChoiceState extends Named, Leaving {
  readonly type: "Choice";
  readonly choices: readonly ChoiceRule[];
  readonly default?: string;
}

export interface WaitState extends Named, Leaving {
  readonly type: "Wait";
  readonly seconds?: Template;
  readonly timestamp?: Template;
}

export interface SucceedState extends Named, Leaving {
  readonly type: "Succeed";
}

export interface FailState extends Named {
  readonly type: "Fail";
  readonly error?: Template;
  readonly cause?: Template;
}

export interface ParallelState extends Named, Leaving, Recovering {
  readonly type: "Parallel";
  readonly arguments?: Template;
  readonly branches: readonly StateSequence[];
}

export interface MapState extends Named, Leaving, Recovering {
  readonly type: "Map";
  readonly distributed: boolean;
  readonly processor: StateSequence;
  readonly items?: Template;
  readonly itemSelector?: Template;
  readonly maxConcurrency?: Template;
  readonly toleratedFailureCount?: Template;
  readonly toleratedFailurePercentage?: Template;
}

export type State =
  | TaskState
  | PassState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;

/** A state that knows what to do when it fails. */
export type RecoveringState = TaskState | ParallelState | MapState;
