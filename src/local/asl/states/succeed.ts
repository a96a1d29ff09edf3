import { leaveState } from "../leave.ts";
import type { SucceedState } from "../machine.ts";
import type { Leave, StateRun } from "../state-run.ts";

export function runSucceed(run: StateRun<SucceedState>): Promise<Leave> {
  return leaveState(run, run.state, run.input);
}
