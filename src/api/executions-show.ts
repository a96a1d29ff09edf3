import { NotFound } from "../domain/errors.ts";
import { type Operation, operationKey } from "../domain/operation.ts";
import { epochMsOf, type Instant } from "../domain/time.ts";
import type { ExecutionSummary, HistoryEvent } from "../ports/executions.ts";
import { type Checkpoint, listCheckpoints } from "../stores/checkpoints.ts";
import { type Run, readRun } from "../stores/runs.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { ParsedInputOf } from "./contract.ts";
import { readExecutionId } from "./execution-id.ts";
import type { OperatorDeps } from "./operator-deps.ts";

/** One visit of a state. */
export interface StateVisit {
  readonly state: string;
  readonly enteredAt: Instant;
  readonly exitedAt?: Instant;
  readonly milliseconds?: number;
  /** Names of the errors that it met, retried ones too. */
  readonly errors: readonly string[];
}

/** An operation of the plan and what came of it. */
export interface OperationProgress {
  readonly operation: Operation;
  readonly progress: "planned" | "done";
  readonly at?: Instant;
  readonly requestId?: string;
}

export interface ExecutionDetail {
  readonly run: Run;
  /** Missing when the look started no execution, or its history is no longer kept. */
  readonly execution?: ExecutionSummary;
  readonly states: readonly StateVisit[];
  readonly operations: readonly OperationProgress[];
}

/** One run: what was decided, what was done state by state, and what was read back. */
export async function showExecution(
  input: ParsedInputOf<"executions.show">,
  deps: OperatorDeps,
): Promise<ExecutionDetail> {
  const { tenantId, personKey, seq } = readExecutionId(input.execution);
  const store = forTenant(deps.store, tenantId);
  const run = (await readRun(store, tenantId, personKey, seq))?.value;
  if (!run) throw new NotFound(`there is no execution ${input.execution}; see \`mastery executions list\``);
  const { machine } = run;
  const [execution, history, checkpoints] = await Promise.all([
    machine && deps.executions.describe(machine, run.execution),
    machine ? deps.executions.history(machine, run.execution) : [],
    listCheckpoints(store, tenantId, personKey, seq),
  ]);
  const operations = (run.decision?.operations ?? []).map((operation) => progressOf(operation, checkpoints));
  return { run, ...(execution ? { execution } : {}), states: visitsOf(history), operations };
}

function progressOf(operation: Operation, checkpoints: readonly Checkpoint[]): OperationProgress {
  const checkpoint = checkpoints.find((known) => known.operation === operationKey(operation));
  if (!checkpoint) return { operation, progress: "planned" };
  const { status, at, requestId } = checkpoint;
  return { operation, progress: status, at, ...(requestId === undefined ? {} : { requestId }) };
}

/** The visits in a history: `…StateEntered` opens one, `…StateExited` closes it, errors between belong to the open ones. */
export function visitsOf(history: readonly HistoryEvent[]): readonly StateVisit[] {
  const visits: { state: string; enteredAt: Instant; exitedAt?: Instant; errors: string[] }[] = [];
  for (const { type, stateName, at, details } of history) {
    if (stateName !== undefined && type.endsWith("StateEntered"))
      visits.push({ state: stateName, enteredAt: at, errors: [] });
    const open = visits.findLast(
      ({ state, exitedAt }) => exitedAt === undefined && (stateName === undefined || state === stateName),
    );
    if (open && type.endsWith("StateExited")) open.exitedAt = at;
    else if (open && typeof details["error"] === "string" && !type.startsWith("Execution"))
      open.errors.push(details["error"]);
  }
  return visits.map(({ state, enteredAt, exitedAt, errors }) =>
    exitedAt === undefined
      ? { state, enteredAt, errors }
      : { state, enteredAt, exitedAt, milliseconds: epochMsOf(exitedAt) - epochMsOf(enteredAt), errors },
  );
}
