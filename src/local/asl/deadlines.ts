import { CANCELLED, HEARTBEAT_TIMEOUT, StateFailed, TIMEOUT } from "./errors.ts";
import type { Frame } from "./frame.ts";

// TimeoutSeconds and HeartbeatSeconds of a Task. Both end it as States.Timeout, as AWS's recordings show.

export interface Deadlines {
  readonly timeoutSeconds?: number;
  readonly heartbeatSeconds?: number;
}

/** Restarts the heartbeat deadline. */
export type Heartbeat = () => void;

/**
 * Runs work until it ends, a deadline passes (`StateFailed`), or the frame is cancelled (`Cancelled`). The signal that
 * the work gets is aborted in the latter two cases.
 */
export function withinDeadlines<T>(
  frame: Frame,
  { timeoutSeconds, heartbeatSeconds }: Deadlines,
  work: (signal: AbortSignal, onHeartbeat: Heartbeat) => Promise<T>,
): Promise<T> {
  const outer = frame.cancellation.signal;
  if (outer.aborted) return Promise.reject(CANCELLED);
  const { clock } = frame.execution.ports;
  const controller = new AbortController();
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const finish = (settle: () => void): void => {
    settle();
    outer.removeEventListener("abort", onCancel);
    controller.abort(CANCELLED);
    heartbeat?.abort(CANCELLED);
  };
  const onCancel = (): void => finish(() => reject(CANCELLED));
  outer.addEventListener("abort", onCancel, { once: true });
  const expire = (seconds: number, alias: string | undefined, signal: AbortSignal): void => {
    const failure = { error: TIMEOUT, cause: "", ...(alias === undefined ? {} : { alias }) };
    const onExpired = (): void => finish(() => reject(new StateFailed(failure)));
    clock.sleep(seconds * 1000, signal).then(onExpired, () => undefined);
  };
  let heartbeat: AbortController | undefined;
  const restartHeartbeat = (): void => {
    if (heartbeatSeconds === undefined || controller.signal.aborted) return;
    heartbeat?.abort(CANCELLED);
    heartbeat = new AbortController();
    expire(heartbeatSeconds, HEARTBEAT_TIMEOUT, heartbeat.signal);
  };
  if (timeoutSeconds !== undefined) expire(timeoutSeconds, undefined, controller.signal);
  restartHeartbeat();
  work(controller.signal, restartHeartbeat).then(
    (value) => finish(() => resolve(value)),
    (error) => finish(() => reject(error)),
  );
  return promise;
}
