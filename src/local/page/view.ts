import type { Json } from "../../domain/json.ts";
import type { Person } from "../../domain/person.ts";
import type { HistoryEvent } from "../../ports/executions.ts";
import { readMailbox } from "../../stores/mailbox.ts";
import { listPeople } from "../../stores/people.ts";
import { listRuns, type Run } from "../../stores/runs.ts";
import { forTenant } from "../../stores/tenant-store.ts";
import { listTenants, type TenantRecord } from "../../tenants/tenant-records.ts";
import type { Runtime } from "../runtime.ts";

const MOST_RUNS = 30;

/** What the page shows: tenants, their people, and the latest runs with the states that they have been through. */
export async function readView(runtime: Runtime): Promise<unknown> {
  const tenants = [];
  for await (const tenant of listTenants(runtime.deps.store)) tenants.push(await viewTenant(tenant, runtime));
  return { now: runtime.deps.clock.now(), tenants };
}

async function viewTenant({ config }: TenantRecord, runtime: Runtime) {
  const store = forTenant(runtime.deps.store, config.id);
  const people = [];
  for await (const person of listPeople(store, config.id)) {
    const mailbox = (await readMailbox(store, config.id, person.key))?.value;
    people.push({ ...viewPerson(person), busy: mailbox?.lease !== undefined });
  }
  const runs = [];
  for await (const run of listRuns(store, config.id)) {
    if (runs.length >= MOST_RUNS) break;
    runs.push(await viewRun(run, runtime));
  }
  return { id: config.id, name: config.name, mode: config.mode, people, runs };
}

function viewPerson({ key, label, phase, hold }: Person) {
  return { key, label: label ?? "not looked at yet", phase, hold: hold ?? null };
}

async function viewRun(run: Run, { executions }: Runtime) {
  const { execution, personKey, seq, status, machine, startedAt, closedAt, decision, error, cause } = run;
  const history = machine ? await executions.history(machine, execution) : [];
  return {
    execution,
    personKey,
    seq,
    status,
    machine: machine ?? null,
    startedAt,
    closedAt: closedAt ?? null,
    reason: decision?.reason ?? "",
    refused: decision?.refused ?? [],
    error: error ?? null,
    cause: cause ?? null,
    states: statesOf(history),
  };
}

export interface ShownState {
  readonly name: string;
  readonly enteredAt: string;
  leftAt: string | null;
  /** `idle`: the plan had nothing for this step. */
  outcome: "running" | "done" | "idle" | "failed";
}

/** The states in the order in which they were entered, with how each stands. */
export function statesOf(history: readonly HistoryEvent[]): readonly ShownState[] {
  const states: ShownState[] = [];
  for (const event of history) {
    const { type, stateName: name, at } = event;
    if (name === undefined) continue;
    const current = states.findLast((state) => state.name === name);
    if (type.endsWith("StateEntered")) states.push({ name, enteredAt: at, leftAt: null, outcome: "running" });
    else if (current) follow(current, event);
  }
  return states;
}

function follow(state: ShownState, { type, at, details }: HistoryEvent): void {
  if (type.endsWith("StateExited")) {
    state.leftAt = at;
    if (state.outcome === "running") state.outcome = plannedNothing(details["output"]) ? "idle" : "done";
  } else if (/Failed$|TimedOut$/.test(type)) state.outcome = "failed";
  else if (type.endsWith("Succeeded")) state.outcome = "running"; // a retry went well
}

function plannedNothing(output: Json | undefined): boolean {
  return output !== null && typeof output === "object" && "planned" in output && output["planned"] === 0;
}
