import type { Json } from "../../domain/json.ts";
import type { Deadlines } from "./deadlines.ts";
import { type Failure, TIMEOUT } from "./errors.ts";
import { record } from "./frame.ts";
import type { Resource, TaskState } from "./machine.ts";
import type { StateRun } from "./state-run.ts";

// A function ARN as Resource shows as LambdaFunction… events, an integration as Task… events.

/** Records what happens to one attempt of a Task. */
export interface TaskEvents {
  scheduled(parameters: Json, deadlines: Deadlines): void;
  submitted(output: Json): void;
  succeeded(output: Json): void;
  failed(failure: Failure): void;
}

export function taskEvents(run: StateRun<TaskState>): TaskEvents {
  const { resource } = run.state;
  return resource.kind === "function" ? functionEvents(run, resource.arn) : integrationEvents(run, resource);
}

function failureDetails({ error, cause }: Failure): { error: string | undefined; cause: string | undefined } {
  return { error, cause: cause === "" ? undefined : cause };
}

function functionEvents(run: StateRun<TaskState>, arn: string): TaskEvents {
  const { frame, state } = run;
  return {
    scheduled(input, { timeoutSeconds }) {
      const details = { input, resource: arn, timeoutInSeconds: timeoutSeconds };
      record(frame, "LambdaFunctionScheduled", state.name, details);
      record(frame, "LambdaFunctionStarted", state.name);
    },
    submitted: () => undefined,
    succeeded: (output) => void record(frame, "LambdaFunctionSucceeded", state.name, { output }),
    failed(failure) {
      const type = failure.error === TIMEOUT ? "LambdaFunctionTimedOut" : "LambdaFunctionFailed";
      record(frame, type, state.name, failureDetails(failure));
    },
  };
}

function integrationEvents(run: StateRun<TaskState>, called: Resource & { kind: "integration" }): TaskEvents {
  const { frame, state } = run;
  const target = { resourceType: called.service, resource: called.resource };
  return {
    scheduled(parameters, { timeoutSeconds, heartbeatSeconds }) {
      const region = frame.execution.machineArn.split(":")[3];
      record(frame, "TaskScheduled", state.name, {
        ...target,
        region,
        parameters,
        timeoutInSeconds: timeoutSeconds,
        heartbeatInSeconds: heartbeatSeconds,
      });
      record(frame, "TaskStarted", state.name, target);
    },
    submitted: (output) => void record(frame, "TaskSubmitted", state.name, { ...target, output }),
    succeeded: (output) => void record(frame, "TaskSucceeded", state.name, { ...target, output }),
    failed(failure) {
      const type = failure.error === TIMEOUT ? "TaskTimedOut" : "TaskFailed";
      record(frame, type, state.name, { ...target, ...failureDetails(failure) });
    },
  };
}
