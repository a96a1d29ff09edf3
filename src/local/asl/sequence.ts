import type { Json } from "../../domain/json.ts";
import { runtimeFailure } from "./errors.ts";
import { type Frame, record } from "./frame.ts";
import type { State, StateSequence } from "./machine.ts";
import type { Leave, StateRun } from "./state-run.ts";
import { runChoice } from "./states/choice.ts";
import { runFail } from "./states/fail.ts";
import { runMap } from "./states/map.ts";
import { runParallel } from "./states/parallel.ts";
import { runPass } from "./states/pass.ts";
import { runSucceed } from "./states/succeed.ts";
import { runTask } from "./states/task.ts";
import { runWait } from "./states/wait.ts";
import { assignVariables } from "./variables.ts";

/** Runs states one after the other, from `StartAt` to the one that ends the sequence. */
export async function runSequence(frame: Frame, sequence: StateSequence, input: Json): Promise<Json> {
  let name = sequence.startAt;
  let data = input;
  for (;;) {
    const state = sequence.states.get(name);
    if (state === undefined) throw runtimeFailure(`There is no state '${name}'.`);
    const run = enter(frame, state, data);
    const leave = await runState(run);
    exit(run, leave);
    if (leave.next === undefined) return leave.output;
    name = leave.next;
    data = leave.output;
  }
}

function enter(frame: Frame, state: State, input: Json): StateRun {
  const enteredId = record(frame, `${state.type}StateEntered`, state.name, { name: state.name, input });
  frame.open = { state, failed: false, children: [] };
  return { frame, state, input, enteredId, enteredAt: frame.execution.ports.clock.now(), retryCount: 0 };
}

function exit({ frame, state }: StateRun, { output, assigned }: Leave): void {
  const anyAssigned = Object.keys(assigned).length > 0;
  if (anyAssigned) frame.variables = assignVariables(frame.variables, assigned);
  const assignedVariables = anyAssigned ? assigned : undefined;
  record(frame, `${state.type}StateExited`, state.name, { name: state.name, output, assignedVariables });
  frame.open = undefined;
}

function runState(run: StateRun): Promise<Leave> {
  const { state } = run;
  switch (state.type) {
    case "Task":
      return runTask({ ...run, state });
    case "Pass":
      return runPass({ ...run, state });
    case "Choice":
      return runChoice({ ...run, state });
    case "Wait":
      return runWait({ ...run, state });
    case "Succeed":
      return runSucceed({ ...run, state });
    case "Fail":
      return runFail({ ...run, state });
    case "Parallel":
      return runParallel({ ...run, state });
    case "Map":
      return runMap({ ...run, state });
  }
}
