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

const LINE: Readonly<Record<ShownState["outcome"], (name: string) => string>> = {
  running: (name) => `… ${name}`,
  done: (name) => `✓ ${name}`,
  idle: (name) => `· ${name}: nothing was planned`,
  failed: (name) => `✗ ${name}`,
};

/** Prints the states of a person's next run as they pass, and how it ended. */
export async function watchRun(
  stage: Stage,
  tenantId: string,
  machine: "joiner" | "leaver",
  userId: string,
): Promise<void> {
  const { runtime, clock, print } = stage;
  const started = Date.now();
  let printed = 0;
  for (;;) {
    const run = await latestRun(stage, tenantId, machine, userId);
    const history = run ? await runtime.executions.history(machine, run.execution) : [];
    const left = statesOf(history).filter(({ outcome }) => outcome !== "running");
    for (const state of left.slice(printed)) print(`  ${LINE[state.outcome](state.name)}`);
    printed = left.length;
    if (run?.closedAt !== undefined && !(await isRunning(stage, machine, run))) return print(`  ${endOf(run)}`);
    if (Date.now() - started > GIVE_UP_MS) return print("  …still under way; the page shows how it goes on");
    await sleepForReal(LOOK_EVERY_MS);
    if (!run) clock.advance(SKIP_MS);
  }
}

/** Resolves once the person has been looked at and decided about. */
export async function waitForLook({ runtime, clock }: Stage, tenantId: string, userId: string): Promise<void> {
  const { deps } = runtime;
  const store = forTenant(deps.store, tenantId);
  const personKey = await resolvePerson(store, tenantId, { provider: "okta", id: userId }, deps.ids.personKey);
  const started = Date.now();
  while ((await listRunsOf(store, tenantId, personKey)).length === 0 && Date.now() - started < GIVE_UP_MS) {
    clock.advance(SKIP_MS);
    await sleepForReal(LOOK_EVERY_MS);
  }
}

async function isRunning({ runtime }: Stage, machine: string, run: Run): Promise<boolean> {
  return (await runtime.executions.describe(machine, run.execution))?.status === "RUNNING";
}

async function latestRun(
  { runtime }: Stage,
  tenantId: string,
  machine: string,
  userId: string,
): Promise<Run | undefined> {
  const { deps } = runtime;
  const store = forTenant(deps.store, tenantId);
  const personKey = await resolvePerson(store, tenantId, { provider: "okta", id: userId }, deps.ids.personKey);
  return (await listRunsOf(store, tenantId, personKey)).findLast((run) => run.machine === machine);
}

function endOf(run: Run): string {
  const took = ((epochMsOf(run.closedAt ?? run.startedAt) - epochMsOf(run.startedAt)) / 1000).toFixed(1);
  const checked = run.decision?.operations.length ?? 0;
  if (run.status === "succeeded")
    return `→ ${run.machine} ${run.status} in ${took} s: ${checked} operations, all read back from Okta`;
  return `→ ${run.machine} ${run.status}: ${run.error ?? ""} ${run.cause ?? ""}`;
}
