import type { Log } from "../ports/log.ts";
import type { LocalClock } from "./clock.ts";

const MINUTE_MS = 60_000;

/** The schedule of a minute: what EventBridge Scheduler does in AWS. A failed sweep is the next one's work. */
export async function runSweeper(
  clock: LocalClock,
  sweep: () => Promise<void>,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await clock.background.sleep(MINUTE_MS, signal).catch(() => undefined);
    if (signal.aborted) return;
    await sweep().catch((error: unknown) =>
      log.error("the minute's sweep failed", { error: error instanceof Error ? error.name : "unknown" }),
    );
  }
}
