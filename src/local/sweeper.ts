import type { Log } from "../ports/log.ts";
import type { LocalClock } from "./clock.ts";

export interface Sweeping {
  readonly clock: LocalClock;
  readonly sweep: () => Promise<void>;
  readonly log: Log;
  readonly everyMs: number;
}

/** The schedule of the sweep: what EventBridge does in AWS. A failed sweep is the next one's work. */
export async function runSweeper({ clock, sweep, log, everyMs }: Sweeping, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await clock.background.sleep(everyMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    await sweep().catch((error: unknown) =>
      log.error("the minute's sweep failed", { error: error instanceof Error ? error.name : "unknown" }),
    );
  }
}
