// What a state can fail with, and which names in ErrorEquals it answers to.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html

/** How an execution or a state failed. `error` and `cause` are absent where a Fail state gives none. */
export interface Failure {
  readonly error?: string;
  readonly cause?: string;
  /** Other names that match it: a missed heartbeat shows as States.Timeout and answers to States.HeartbeatTimeout too. */
  readonly alias?: string;
  /**
   * `fatal`: nothing catches it (States.Runtime). `named`: only its own name does, not States.ALL (a state's own output
   * over the data limit). Everything else is `ordinary`.
   */
  readonly severity?: "ordinary" | "named" | "fatal";
}

/** Thrown inside the interpreter where a state fails. */
export class StateFailed extends Error {
  override readonly name = "StateFailed";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.cause ?? failure.error ?? "failed");
    this.failure = failure;
  }
}

/** Thrown inside branches that go on after their execution or their Parallel or Map state has ended. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
}

/** One for all: aborting happens at the end of every execution, and nobody looks at its stack. */
export const CANCELLED = new Cancelled();

export const TIMEOUT = "States.Timeout";
export const HEARTBEAT_TIMEOUT = "States.HeartbeatTimeout";
export const DATA_LIMIT_EXCEEDED = "States.DataLimitExceeded";
export const QUERY_EVALUATION_ERROR = "States.QueryEvaluationError";
const RUNTIME = "States.Runtime";

/** A failure of the machine itself; no Retry and no Catch applies. */
export function runtimeFailure(cause: string): StateFailed {
  return new StateFailed({ error: RUNTIME, cause, severity: "fatal" });
}

/** Does an `ErrorEquals` list apply to a failure? */
export function matchesError(errorEquals: readonly string[], failure: Failure): boolean {
  if (failure.severity === "fatal") return false;
  return errorEquals.some((name) => matchesName(name, failure));
}

function matchesName(name: string, failure: Failure): boolean {
  if (name === failure.error || name === failure.alias) return true;
  if (failure.severity === "named") return false;
  if (name === "States.ALL") return true;
  // "acts as a wildcard that matches any known error name except for States.Timeout"
  return name === "States.TaskFailed" && failure.error !== TIMEOUT;
}
