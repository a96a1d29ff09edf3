import { setTimeout as sleepForReal } from "node:timers/promises";
import { epochMsOf } from "../../domain/time.ts";
import { resolvePerson } from "../../stores/people.ts";
import { listRunsOf, type Run } from "../../stores/runs.ts";
import { forTenant } from "../../stores/tenant-store.ts";
import { type ShownState, statesOf } from "../page/view.ts";
import type { Stage } from "./story.ts";

const LOOK_EVERY_MS = 20;
/** Time that the demo skips at each look: queues settle for 5 s, and nobody wants to watch that. */
const SKIP_MS = 250;
const GIVE_UP_MS = 60_000;

const MARK: Readonly<Record<ShownState["outcome"], string>> = { running: "…", done: "✓", idle: "·", failed: "✗" };
const WIDTH = 100;

export interface Watched {
  readonly tenantId: string;
  readonly machine: "joiner" | "mover" | "leaver";
  readonly userId: string;
  /** Waits for the run in real time: what it takes is to be measured. */
  readonly inRealTime?: boolean;
}

/** Writes the states of a person's next run as they pass, and how it ended. */
export async function watchRun(stage: Stage, watched: Watched): Promise<void> {
  const { runtime, clock, print, signal } = stage;
  const { machine, inRealTime = false } = watched;
  const started = Date.now();
  const show = createStateLine(stage);
  for (;;) {
    const latest = await latestRun(stage, watched);
    // One that was cut off with its process has a successor soon.
    const run = latest?.status === "superseded" ? undefined : latest;
    const history = run ? await runtime.executions.history(machine, run.execution) : [];
    show(statesOf(history).filter(({ outcome }) => outcome !== "running"));
    const over = run?.closedAt !== undefined && !(await isRunning(stage, machine, run)) ? endOf(run) : undefined;
    if (over !== undefined) return print(`\n  ${over}`);
    if (Date.now() - started > GIVE_UP_MS) return print("\n  …still under way; the page shows how it goes on");
    await sleepForReal(LOOK_EVERY_MS, undefined, { signal });
    if (!run && !inRealTime) clock.advance(SKIP_MS);
  }
}

/** Writes each state once, as many on a line as fit; those for which nothing was planned are left out. */
function createStateLine({ write }: Stage): (left: readonly ShownState[]) => void {
  let seen = 0;
  let column = 0;
  return (left) => {
    for (const { name, outcome } of left.slice(seen)) {
      if (outcome === "idle" || name === "Done") continue;
      const text = `  ${MARK[outcome]} ${name}`;
      if (column + text.length > WIDTH) {
        write("\n");
        column = 0;
      }
      write(text);
      column += text.length;
    }
    seen = left.length;
  };
}

/** Resolves once the person has been looked at and decided about. */
export async function waitForLook({ runtime, clock, signal }: Stage, tenantId: string, userId: string): Promise<void> {
  const { deps } = runtime;
  const store = forTenant(deps.store, tenantId);
  const personKey = await resolvePerson(store, tenantId, { provider: "okta", id: userId }, deps.ids.personKey);
  const started = Date.now();
  while ((await listRunsOf(store, tenantId, personKey)).length === 0 && Date.now() - started < GIVE_UP_MS) {
    clock.advance(SKIP_MS);
    await sleepForReal(LOOK_EVERY_MS, undefined, { signal });
  }
}

async function isRunning({ runtime }: Stage, machine: string, run: Run): Promise<boolean> {
  return (await runtime.executions.describe(machine, run.execution))?.status === "RUNNING";
}

async function latestRun({ runtime }: Stage, { tenantId, machine, userId }: Watched): Promise<Run | undefined> {
  const { deps } = runtime;
  const store = forTenant(deps.store, tenantId);
  const personKey = await resolvePerson(store, tenantId, { provider: "okta", id: userId }, deps.ids.personKey);
  return (await listRunsOf(store, tenantId, personKey)).findLast((run) => run.machine === machine);
}

function endOf(run: Run): string {
  const took = ((epochMsOf(run.closedAt ?? run.startedAt) - epochMsOf(run.startedAt)) / 1000).toFixed(1);
  const checked = run.decision?.operations.length ?? 0;
  if (run.status === "succeeded")
    return `→ ${run.machine} ${run.status} in ${took} s: ${checked} operations, each verified`;
  return `→ ${run.machine} ${run.status}: ${run.error ?? ""} ${run.cause ?? ""}`;
}
