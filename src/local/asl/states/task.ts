import type { Json } from "../../../domain/json.ts";
import { type Deadlines, type Heartbeat, withinDeadlines } from "../deadlines.ts";
import { runtimeFailure, StateFailed } from "../errors.ts";
import { callFunction, invokeLambda } from "../lambda.ts";
import { leaveState } from "../leave.ts";
import { checkStateOutput, exceedsDataLimit, taskResultTooLarge } from "../limits.ts";
import type { Resource, TaskState } from "../machine.ts";
import type { EnginePorts } from "../ports.ts";
import { recovering } from "../recover.ts";
import { evaluateField, evaluateTyped, type Leave, type StateRun } from "../state-run.ts";
import { type TaskEvents, taskEvents } from "../task-events.ts";

export function runTask(run: StateRun<TaskState>): Promise<Leave> {
  return recovering(run, async () => {
    const result = await attempt(run);
    return leaveState(run, run.state, result, { result });
  });
}

async function attempt(run: StateRun<TaskState>): Promise<Json> {
  const { resource } = run.state;
  const deadlines = await deadlinesOf(run);
  const waitsForToken = resource.kind === "integration" && resource.waitsForToken;
  if (waitsForToken) run.taskToken = run.frame.execution.ports.ids.hex(32);
  const parameters = run.state.arguments === undefined ? run.input : await evaluateField(run, run.state.arguments);
  const token = run.taskToken;
  delete run.taskToken;
  checkStateOutput(run.state.name, parameters);
  const events = taskEvents(run);
  events.scheduled(parameters, deadlines);
  try {
    const result = await withinDeadlines(run.frame, deadlines, (signal, onHeartbeat) =>
      token === undefined
        ? call(resource, parameters, run.frame.execution.ports, signal)
        : callAndWait(run, { token, parameters, events, signal, onHeartbeat }),
    );
    if (exceedsDataLimit(result)) throw taskResultTooLarge(resourceLabel(resource));
    events.succeeded(result);
    return result;
  } catch (error) {
    if (error instanceof StateFailed) events.failed(error.failure);
    throw error;
  }
}

async function deadlinesOf(run: StateRun<TaskState>): Promise<Deadlines> {
  const { timeoutSeconds, heartbeatSeconds } = run.state;
  return {
    ...(timeoutSeconds === undefined
      ? {}
      : { timeoutSeconds: await evaluateTyped(run, timeoutSeconds, "positive integer") }),
    ...(heartbeatSeconds === undefined
      ? {}
      : { heartbeatSeconds: await evaluateTyped(run, heartbeatSeconds, "positive integer") }),
  };
}

/** How causes about the data limit name the task: the function's ARN or the service. */
function resourceLabel(resource: Resource): string {
  return resource.kind === "function" ? resource.arn : resource.service;
}

async function call(resource: Resource, parameters: Json, ports: EnginePorts, signal: AbortSignal): Promise<Json> {
  if (resource.kind === "function") {
    return callFunction(ports.invokeFunction, resource.functionName, parameters, signal);
  }
  if (resource.service === "lambda" && resource.action === "invoke") {
    return invokeLambda(ports.invokeFunction, parameters, signal);
  }
  const integration = ports.integrations?.[`${resource.service}:${resource.action}`];
  if (integration === undefined) throw runtimeFailure(`The integration ${resource.arn} is not available here.`);
  try {
    return await integration(parameters, signal);
  } catch (error) {
    if (error instanceof Error) throw new StateFailed({ error: error.name, cause: error.message });
    throw error;
  }
}

interface Waiting {
  readonly token: string;
  readonly parameters: Json;
  readonly events: TaskEvents;
  readonly signal: AbortSignal;
  readonly onHeartbeat: Heartbeat;
}

async function callAndWait(run: StateRun<TaskState>, waiting: Waiting): Promise<Json> {
  const { tokens, ports } = run.frame.execution;
  const { answered, close } = tokens.open(waiting.token, waiting.onHeartbeat);
  waiting.signal.addEventListener("abort", close, { once: true });
  const submitted = await call(run.state.resource, waiting.parameters, ports, waiting.signal);
  if (waiting.signal.aborted) return null;
  waiting.events.submitted(submitted);
  const answer = await answered;
  if ("failure" in answer) throw new StateFailed(answer.failure);
  return answer.output;
}
