import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealClock } from "../src/local/clock.ts";
import { openDataFolder } from "../src/local/data-folder.ts";
import { createOktaAdmin, type OktaAdmin } from "../src/local/demo/okta-admin.ts";
import { startHttpServer } from "../src/local/http-server.ts";
import { createLocalLog } from "../src/local/local-log.ts";
import { createRuntime, type Runtime } from "../src/local/runtime.ts";
import { keys } from "../src/stores/keys.ts";
import { resolvePerson } from "../src/stores/people.ts";
import { forTenant } from "../src/stores/tenant-store.ts";
import { applyTenant } from "../src/tenants/tenant-records.ts";
import { BENCH_HOOK, BENCH_SECRET, BENCH_TENANT, configuration } from "./bench-company.ts";
import { type Measurement, median } from "./bench-measurement.ts";

const PEOPLE = 200;
const DELIVERIES = 1000;
const EVENTS_EACH = 10;
const OVER_MS = 10_000;
/** A new hire every so often, so that the interpreter has work all the while. */
const HIRE_EVERY_MS = 400;
const POLL_MS = 5;

interface Site {
  readonly runtime: Runtime;
  readonly admin: OktaAdmin;
  readonly hookUrl: string;
  readonly accounts: readonly string[];
}

/** The time that an org's hook waits for its 204, under the load that Okta may bring, and what becomes of the events. */
export async function measureLoad(): Promise<readonly Measurement[]> {
  return atSite(async (site) => [...(await measureDeliveries(site)), await measurePoison(site)]);
}

async function measureDeliveries(site: Site): Promise<readonly Measurement[]> {
  const { runtime, admin, hookUrl, accounts } = site;
  const okta = fork(new URL("./bench-load.child.ts", import.meta.url));
  const job = { url: hookUrl, secret: BENCH_SECRET, accounts };
  okta.send({ ...job, deliveries: DELIVERIES, eventsEach: EVENTS_EACH, overMs: OVER_MS });
  const hiring = hireUntil(admin, once(okta, "message"));
  const [{ ids, answers }] = (await hiring.answer) as [{ ids: string[]; answers: { status: number; ms: number }[] }];
  okta.kill();
  const sent = performance.now();
  await runtime.settled();
  await waitUntilRecorded(runtime, ids);
  const drained = (performance.now() - sent) / 1000;
  const refused = answers.filter(({ status }) => status !== 204).length;
  if (refused > 0) throw new Error(`${refused} deliveries of the bench were not answered with 204`);
  const times = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  const load = `${DELIVERIES} deliveries of ${EVENTS_EACH} events in ${OVER_MS / 1000} s, while ${await hiring.hired} people are hired; measured by the sender`;
  return [
    { what: "hook answered, median", value: at(0.5), unit: "ms", how: load },
    { what: "hook answered, 99 of 100", value: at(0.99), unit: "ms", how: load },
    {
      what: "queue empty, after the last delivery",
      value: drained,
      unit: "s",
      how: `all ${ids.length} events recorded, none lost; looks included`,
    },
  ];
}

/** Hires people one after the other until the load is over. */
function hireUntil(admin: OktaAdmin, answer: Promise<unknown[]>) {
  let over = false;
  void answer.finally(() => {
    over = true;
  });
  const hire = async (): Promise<number> => {
    let hired = 0;
    for (; !over; hired += 1) {
      const login = `new-${hired}@bench.example`;
      const profile = { login, email: login, secondEmail: `new-${hired}@home.example`, firstName: "N", lastName: "H" };
      await admin.createUser({ ...profile, department: "Engineering" }, false);
      await new Promise((resolve) => setTimeout(resolve, HIRE_EVERY_MS));
    }
    return hired;
  };
  return { answer, hired: hire() };
}

async function waitUntilRecorded({ deps, settled }: Runtime, ids: readonly string[]): Promise<void> {
  const store = forTenant(deps.store, BENCH_TENANT);
  const giveUp = performance.now() + 120_000;
  for (const id of ids)
    while (!(await store.get(keys.event(BENCH_TENANT, id)))) {
      if (performance.now() > giveUp) throw new Error(`the event ${id} of the bench is lost`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  await settled();
}

const BATCH = 3000;
/** One round is a few per cent off by chance: so many tell whether one per cent is lost. */
const ROUNDS = 40;

/** How much slower healthy events are recorded when one in a hundred can never be. */
async function measurePoison({ runtime, accounts }: Site): Promise<Measurement> {
  const { deps } = runtime;
  const store = forTenant(deps.store, BENCH_TENANT);
  const subject = { provider: "okta" as const, id: "00upoison00000000000" };
  const personKey = await resolvePerson(store, BENCH_TENANT, subject, deps.ids.personKey);
  const key = keys.mailbox(BENCH_TENANT, personKey);
  const content = { value: { schemaVersion: 1, broken: true } };
  await store.transact([{ kind: "put", key, content, when: "absent" }]);
  const secondsWith = async (poisoned: number): Promise<number> => {
    const hintOf = (id: string) => {
      const hint = { schemaVersion: 1, tenantId: BENCH_TENANT, eventId: deps.ids.uuid(), eventType: "bench" };
      const receivedAt = deps.clock.now();
      const rest = { source: "okta-hook", receivedAt, subject: { provider: "okta", id }, priority: 1, own: false };
      return { ...hint, ...rest };
    };
    const healthy = Array.from({ length: BATCH }, (_, n) => hintOf(accounts[n % accounts.length] ?? ""));
    const every = Math.floor(BATCH / Math.max(1, poisoned));
    const all = healthy.flatMap((hint, n) => (poisoned > 0 && n % every === 0 ? [hintOf(subject.id), hint] : [hint]));
    const begun = performance.now();
    await deps.intake.send(all.map((body) => ({ body, group: BENCH_TENANT })));
    await waitUntilRecorded(
      runtime,
      healthy.map(({ eventId }) => eventId),
    );
    return (performance.now() - begun) / 1000;
  };
  await secondsWith(0);
  const healthy: number[] = [];
  const shares: number[] = [];
  // Each round in the other order: the store grows, and whichever came second would always find more in it.
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = round % 2 === 0 ? [0, BATCH / 100] : [BATCH / 100, 0];
    const took = new Map<number, number>();
    for (const poisoned of order) took.set(poisoned, await secondsWith(poisoned));
    const alone = took.get(0) ?? Number.NaN;
    healthy.push(alone);
    shares.push((100 * alone) / (took.get(BATCH / 100) ?? Number.NaN));
  }
  const mean = shares.reduce((sum, share) => sum + share, 0) / ROUNDS;
  const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / (ROUNDS - 1);
  const how = [
    `${BATCH} events and their looks, in ${median(healthy).toFixed(1)} s, with and without 1 % that concern a person whose`,
    `record is broken; mean of ${ROUNDS} rounds, standard error ${Math.sqrt(variance / ROUNDS).toFixed(1)} %`,
  ].join(" ");
  return { what: "healthy throughput beside 1 % poison", value: mean, unit: "%", how };
}

/** A runtime on the real clock, an org in a process of its own, and people who were there before us. */
async function atSite<T>(work: (site: Site) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), "mastery-bench-load-"));
  const okta = fork(new URL("./bench-okta.child.ts", import.meta.url));
  const [org] = (await once(okta, "message")) as [{ url: string; apiToken: string }];
  const clock = createRealClock();
  const options = { clock, log: createLocalLog("silent"), baseUrl: () => "", emulatedOrgUrl: () => org.url };
  const runtime = await createRuntime({ ...options, folder: openDataFolder(dir) });
  const server = await startHttpServer(0, clock, runtime.functions.values(), []);
  try {
    const admin = createOktaAdmin(org.url, org.apiToken);
    const accounts: string[] = [];
    for (let n = 0; n < PEOPLE; n += 1) {
      const login = `old-${n}@bench.example`;
      accounts.push(await admin.createUser({ login, email: login, firstName: "O", lastName: `${n}` }, true));
    }
    await runtime.deps.secrets.write(BENCH_TENANT, "token", org.apiToken);
    await applyTenant(runtime.deps.store, configuration(), { now: clock.now(), hookSecret: BENCH_SECRET });
    const hookUrl = `${server.url}/v1/hooks/okta/${BENCH_HOOK}`;
    await admin.registerHook(hookUrl, BENCH_SECRET);
    await runtime.start();
    return await work({ runtime, admin, hookUrl, accounts });
  } finally {
    await runtime.stop();
    await server.close();
    okta.kill();
    rmSync(dir, { recursive: true, force: true });
  }
}
