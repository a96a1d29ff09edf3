import { leaveState } from "../leave.ts";
import type { PassState } from "../machine.ts";
import type { Leave, StateRun } from "../state-run.ts";

export function runPass(run: StateRun<PassState>): Promise<Leave> {
  return leaveState(run, run.state, run.input);
}
