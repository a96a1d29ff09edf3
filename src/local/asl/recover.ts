import { leaveThroughCatcher } from "./catch.ts";
import { StateFailed } from "./errors.ts";
import type { RecoveringState } from "./machine.ts";
import { createRetryPolicy } from "./retry.ts";
import type { Leave, StateRun } from "./state-run.ts";

/** Attempts a state, retries it as `Retry` says, and leaves it through `Catch` when attempts have run out. */
export async function recovering(
  run: StateRun<RecoveringState>,
  attempt: () => Promise<Leave>,
  onGivingUp: () => void = () => undefined,
): Promise<Leave> {
  const { ports } = run.frame.execution;
  const policy = createRetryPolicy(run.state.retry, ports.random);
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof StateFailed)) throw error;
      const delayMs = policy.nextDelayMs(error.failure);
      if (delayMs === undefined) {
        onGivingUp();
        const caught = await leaveThroughCatcher(run, error.failure);
        if (caught === undefined) throw error;
        return caught;
      }
      await ports.clock.sleep(delayMs, run.frame.cancellation.signal);
      run.retryCount += 1;
    }
  }
}
