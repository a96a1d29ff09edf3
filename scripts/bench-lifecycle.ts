import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Flow } from "../src/domain/flow.ts";
import type { Instant } from "../src/domain/time.ts";
import { type OktaEmulator, startOktaEmulator } from "../src/emulators/okta/index.ts";
import { createSkippingClock, type SkippingClock } from "../src/local/clock.ts";
import { openDataFolder } from "../src/local/data-folder.ts";
import { createOktaAdmin, type OktaAdmin } from "../src/local/demo/okta-admin.ts";
import { startHttpServer } from "../src/local/http-server.ts";
import { createLocalLog } from "../src/local/local-log.ts";
import { createRuntime, type Runtime } from "../src/local/runtime.ts";
import { recordOrder, resolvePerson } from "../src/stores/people.ts";
import { listRuns } from "../src/stores/runs.ts";
import { forTenant } from "../src/stores/tenant-store.ts";
import { parseTenantConfig } from "../src/tenants/tenant-config.ts";
import { applyTenant } from "../src/tenants/tenant-records.ts";
import type { Measurement } from "./bench-measurement.ts";

const TENANT = "bench";
const HOOK = `${TENANT}.0123456789abcdef0123456789abcdef`;
const SECRET = "a-secret-of-the-bench";
const PEOPLE = 100;
const WARM_UP_PEOPLE = 10;
const IN_FLIGHT = 5;
const GROUPS = ["All staff", "Engineering"];

interface Company {
  readonly runtime: Runtime;
  readonly emulator: OktaEmulator;
  readonly clock: SkippingClock;
  readonly admin: OktaAdmin;
}

/** Whole life cycles in one process: hook over HTTP, queue, assess, every state and function, emulated Okta over HTTP. */
export async function measureLifecycle(): Promise<readonly Measurement[]> {
  return inCompany(async (company) => {
    await makeJoiners(company, "warm", WARM_UP_PEOPLE);
    const started = performance.now();
    const users = await makeJoiners(company, "timed", PEOPLE);
    const joined = performance.now();
    await leave(company, users);
    const left = performance.now();
    await requireSucceeded(company, { joiner: PEOPLE + WARM_UP_PEOPLE, leaver: PEOPLE });
    const how = `${PEOPLE} people, at most ${IN_FLIGHT} at once; the emulator's rate limits off, waits skipped, every run verified`;
    return [
      { what: "joiners, hook to verified end", value: (PEOPLE / (joined - started)) * 1000, unit: "runs/s", how },
      { what: "leavers, order to verified end", value: (PEOPLE / (left - joined)) * 1000, unit: "runs/s", how },
    ];
  });
}

async function inCompany<T>(measure: (company: Company) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), "mastery-bench-"));
  const clock = createSkippingClock("2026-03-01T20:00:00.000Z" as Instant);
  const now = (): number => Date.parse(clock.now());
  const emulator = await startOktaEmulator({ now, orgs: [{ id: TENANT, settings: { rateLimits: "off" } }] });
  const log = createLocalLog("silent");
  const emulatedOrgUrl = (tenantId: string): string => emulator.orgUrl(tenantId);
  const folder = openDataFolder(dir);
  const runtime = await createRuntime({
    folder,
    clock,
    log,
    emulatedOrgUrl,
    baseUrl: () => "",
    sweepEveryMs: 86_400_000,
  });
  const server = await startHttpServer(0, clock, runtime.functions.values(), []);
  try {
    const org = emulator.org(TENANT);
    for (const name of GROUPS) org.seedGroup({ name });
    await runtime.deps.secrets.write(TENANT, "token", org.apiToken);
    await applyTenant(runtime.deps.store, configuration(), { now: clock.now(), hookSecret: SECRET });
    const admin = createOktaAdmin(org.url, org.apiToken);
    await clock.track(() => admin.registerHook(`${server.url}/v1/hooks/okta/${HOOK}`, SECRET));
    await runtime.start();
    return await measure({ runtime, emulator, clock, admin });
  } finally {
    await runtime.stop();
    await server.close();
    await emulator.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

function configuration() {
  const hook = { id: HOOK, secret: { secret: "hook" } };
  const okta = { orgUrl: "emulator", auth: { type: "token", token: { secret: "token" } }, hook };
  const groups = GROUPS.map((group) => ({ group }));
  const profile = [{ attribute: "displayName", value: "{firstName} {lastName}" }];
  const policy = { timeZone: "UTC", joiner: { groups, profile, welcomeManager: false } };
  const config = { schemaVersion: 1, id: TENANT, name: "Bench", mode: "okta", okta, policy, inFlightCap: IN_FLIGHT };
  return parseTenantConfig(JSON.stringify(config), "bench.json");
}

async function makeJoiners({ runtime, emulator, clock, admin }: Company, prefix: string, people: number) {
  const users: string[] = [];
  for (let n = 0; n < people; n += 1) {
    const login = `${prefix}-${n}@bench.example`;
    const profile = {
      login,
      email: login,
      secondEmail: `${prefix}-${n}@home.example`,
      firstName: "P",
      lastName: `${n}`,
    };
    users.push(await clock.track(() => admin.createUser(profile, false)));
  }
  await emulator.org(TENANT).hooks.idle();
  await runtime.settled();
  return users;
}

async function leave({ runtime, clock }: Company, users: readonly string[]): Promise<void> {
  const { deps } = runtime;
  const store = forTenant(deps.store, TENANT);
  for (const id of users) {
    const personKey = await resolvePerson(store, TENANT, { provider: "okta", id }, deps.ids.personKey);
    const now = clock.now();
    const order = { id: deps.ids.uuid(), kind: "leave" as const, at: now, reason: "left", orderedBy: "bench" };
    await recordOrder(store, TENANT, personKey, { ...order, orderedAt: now });
    await deps.assessments.send([{ body: { schemaVersion: 1, tenantId: TENANT, personKey }, group: TENANT }]);
  }
  await runtime.settled();
}

async function requireSucceeded({ runtime }: Company, expected: { joiner: number; leaver: number }): Promise<void> {
  const counts: Partial<Record<Flow, number>> = {};
  for await (const { machine, status, error } of listRuns(forTenant(runtime.deps.store, TENANT), TENANT)) {
    if (machine === undefined) continue;
    if (status !== "succeeded") throw new Error(`a ${machine} of the bench is ${status}: ${error ?? "no error"}`);
    counts[machine] = (counts[machine] ?? 0) + 1;
  }
  if (counts.joiner !== expected.joiner || counts.leaver !== expected.leaver)
    throw new Error(`the bench ran ${JSON.stringify(counts)} where ${JSON.stringify(expected)} were expected`);
}
