import { type ChildFrame, childFrame, record } from "../frame.ts";
import { runGroup } from "../group.ts";
import { leaveState } from "../leave.ts";
import { checkStateOutput } from "../limits.ts";
import type { ParallelState } from "../machine.ts";
import { recovering } from "../recover.ts";
import { evaluateField, type Leave, type StateRun } from "../state-run.ts";
import { innerScope } from "../variables.ts";

export function runParallel(run: StateRun<ParallelState>): Promise<Leave> {
  const { frame, state } = run;
  let succeeded = false;
  const attempt = async (): Promise<Leave> => {
    succeeded = false;
    const input = state.arguments === undefined ? run.input : await evaluateField(run, state.arguments);
    checkStateOutput(state.name, input);
    record(frame, "ParallelStateStarted", state.name);
    const children = state.branches.map(
      (): ChildFrame => ({
        frame: childFrame(frame, { variables: innerScope(frame.variables) }),
        running: false,
        failed: false,
      }),
    );
    const result = await runGroup(frame, children, children.length, (child, index) => {
      const branch = state.branches[index];
      if (branch === undefined) throw new RangeError(`no branch ${index}`);
      return frame.execution.runSequence(child.frame, branch, input);
    });
    record(frame, "ParallelStateSucceeded", state.name);
    succeeded = true;
    return leaveState(run, state, result, { result });
  };
  return recovering(run, attempt, () => {
    if (succeeded) return;
    record(frame, "ParallelStateFailed", state.name);
    if (frame.open !== undefined) frame.open = { ...frame.open, failed: true };
  });
}
