import { recordOrder, resolvePerson } from "../src/stores/people.ts";
import { listRuns } from "../src/stores/runs.ts";
import { forTenant } from "../src/stores/tenant-store.ts";
import {
  BENCH_TENANT,
  type BenchCompany,
  IN_FLIGHT,
  inBenchCompany,
  makeJoiners,
  requireRuns,
} from "./bench-company.ts";
import { type Measurement, median } from "./bench-measurement.ts";

const PEOPLE = 100;
const WARM_UP_PEOPLE = 10;
const MACHINES = ["joiner", "mover", "leaver"] as const;

/** Whole life cycles in one process: hook over HTTP, queue, assess, every state and function, emulated Okta over HTTP. */
export async function measureLifecycle(): Promise<readonly Measurement[]> {
  return inBenchCompany(async (company) => {
    await makeJoiners(company, "warm", WARM_UP_PEOPLE);
    const times = [performance.now()];
    const users = await makeJoiners(company, "timed", PEOPLE);
    times.push(performance.now());
    await move(company, users);
    times.push(performance.now());
    await leave(company, users);
    times.push(performance.now());
    await requireRuns(company, { joiner: PEOPLE + WARM_UP_PEOPLE, mover: PEOPLE, leaver: PEOPLE });
    const how = `${PEOPLE} people, at most ${IN_FLIGHT} at once; the emulator's rate limits off, waits skipped, every run verified`;
    const rates = MACHINES.map((machine, at) => {
      const seconds = ((times[at + 1] ?? 0) - (times[at] ?? 0)) / 1000;
      return {
        what: `${machine}s, ${BEGINNING[machine]} to verified end`,
        value: PEOPLE / seconds,
        unit: "runs/s",
        how,
      };
    });
    return [...rates, ...(await countSteps(company))];
  });
}

const BEGINNING = { joiner: "hook", mover: "hook", leaver: "order" } as const;

async function move({ clock, admin, settled }: BenchCompany, users: readonly string[]): Promise<void> {
  for (const id of users) await clock.track(() => admin.updateProfile(id, { department: "Sales" }));
  await settled();
}

async function leave({ runtime, clock }: BenchCompany, users: readonly string[]): Promise<void> {
  const { deps } = runtime;
  const store = forTenant(deps.store, BENCH_TENANT);
  for (const id of users) {
    const personKey = await resolvePerson(store, BENCH_TENANT, { provider: "okta", id }, deps.ids.personKey);
    const now = clock.now();
    const order = { id: deps.ids.uuid(), kind: "leave" as const, at: now, reason: "left", orderedBy: "bench" };
    await recordOrder(store, BENCH_TENANT, personKey, { ...order, orderedAt: now });
    await deps.assessments.send([
      { body: { schemaVersion: 1, tenantId: BENCH_TENANT, personKey }, group: BENCH_TENANT },
    ]);
  }
  await runtime.settled();
}

/** What Step Functions and Lambda would charge for a run, from the histories. */
async function countSteps({ runtime }: BenchCompany): Promise<readonly Measurement[]> {
  const transitions = new Map<string, number[]>();
  const invocations = new Map<string, number[]>();
  const note = (counts: Map<string, number[]>, machine: string, count: number): void => {
    counts.set(machine, [...(counts.get(machine) ?? []), count]);
  };
  for await (const { machine, execution } of listRuns(forTenant(runtime.deps.store, BENCH_TENANT), BENCH_TENANT)) {
    if (machine === undefined) continue;
    const types = (await runtime.executions.history(machine, execution)).map(({ type }) => type);
    note(transitions, machine, types.filter((type) => type.endsWith("StateEntered")).length);
    note(invocations, machine, types.filter((type) => /^(Task|LambdaFunction)Scheduled$/.test(type)).length);
  }
  return MACHINES.flatMap((machine) => [
    {
      what: `state transitions, ${machine}`,
      value: median(transitions.get(machine) ?? []),
      unit: "a run",
      how: "StateEntered events of its history; median",
    },
    {
      what: `Lambda invocations, ${machine}`,
      value: median(invocations.get(machine) ?? []),
      unit: "a run",
      how: "scheduled tasks of its history; beside them one each of the ingress, dispatch and assess for what woke it",
    },
  ]);
}
