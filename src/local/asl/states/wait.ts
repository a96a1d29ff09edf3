import { epochMsOf } from "../../../domain/time.ts";
import { ExpressionFailed } from "../jsonata.ts";
import { leaveState } from "../leave.ts";
import type { WaitState } from "../machine.ts";
import { evaluateTyped, evaluationFailed, type Leave, type StateRun } from "../state-run.ts";
import { parseTimestamp } from "../timestamp.ts";

export async function runWait(run: StateRun<WaitState>): Promise<Leave> {
  const { clock } = run.frame.execution.ports;
  const until = await wakeUpAt(run);
  const ms = until - epochMsOf(clock.now());
  if (ms > 0) await clock.sleep(ms, run.frame.cancellation.signal);
  return leaveState(run, run.state, run.input);
}

async function wakeUpAt(run: StateRun<WaitState>): Promise<number> {
  const { seconds, timestamp } = run.state;
  if (seconds !== undefined) return epochMsOf(run.enteredAt) + 1000 * (await evaluateTyped(run, seconds, "integer"));
  if (timestamp === undefined) return epochMsOf(run.enteredAt);
  const text = await evaluateTyped(run, timestamp, "string");
  const at = parseTimestamp(text);
  if (at !== undefined) return at;
  const message = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`;
  throw evaluationFailed(run, new ExpressionFailed(timestamp.location, message));
}
