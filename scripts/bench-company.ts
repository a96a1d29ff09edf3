/** A company of the bench: the real runtime on a skipping clock, and an org whose rate limits are off. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Instant } from "../src/domain/time.ts";
import { startOktaEmulator } from "../src/emulators/okta/index.ts";
import { createSkippingClock, type SkippingClock } from "../src/local/clock.ts";
import { openDataFolder } from "../src/local/data-folder.ts";
import { createOktaAdmin, type OktaAdmin } from "../src/local/demo/okta-admin.ts";
import { startHttpServer } from "../src/local/http-server.ts";
import { createLocalLog } from "../src/local/local-log.ts";
import { createRuntime, type Runtime } from "../src/local/runtime.ts";
import { listRuns } from "../src/stores/runs.ts";
import { forTenant } from "../src/stores/tenant-store.ts";
import { parseTenantConfig } from "../src/tenants/tenant-config.ts";
import { applyTenant } from "../src/tenants/tenant-records.ts";

export const BENCH_TENANT = "bench";
export const BENCH_HOOK = `${BENCH_TENANT}.0123456789abcdef0123456789abcdef`;
export const BENCH_SECRET = "a-secret-of-the-bench";
export const IN_FLIGHT = 5;
export const BENCH_GROUPS = ["All staff", "Engineering", "Sales"];

export interface BenchCompany {
  readonly runtime: Runtime;
  readonly clock: SkippingClock;
  readonly admin: OktaAdmin;
  /** Resolves when no hook, message or execution is under way. */
  settled(): Promise<void>;
}

/** @param elsewhere an org in another process; otherwise one is emulated in this one. */
export async function inBenchCompany<T>(
  work: (company: BenchCompany) => Promise<T>,
  elsewhere?: { readonly url: string; readonly apiToken: string },
): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), "mastery-bench-"));
  const clock = createSkippingClock((elsewhere ? new Date().toISOString() : "2026-03-01T20:00:00.000Z") as Instant);
  const now = (): number => Date.parse(clock.now());
  const emulator = await startOktaEmulator({
    now,
    orgs: elsewhere ? [] : [{ id: BENCH_TENANT, settings: { rateLimits: "off" } }],
  });
  const org = elsewhere ?? emulator.org(BENCH_TENANT);
  const hooks = elsewhere ? undefined : emulator.org(BENCH_TENANT).hooks;
  const options = { clock, log: createLocalLog("silent"), baseUrl: () => "", sweepEveryMs: 86_400_000 };
  const runtime = await createRuntime({ ...options, folder: openDataFolder(dir), emulatedOrgUrl: () => org.url });
  const server = await startHttpServer(0, clock, runtime.functions.values(), []);
  try {
    if (!elsewhere) for (const name of BENCH_GROUPS) emulator.org(BENCH_TENANT).seedGroup({ name });
    await runtime.deps.secrets.write(BENCH_TENANT, "token", org.apiToken);
    await applyTenant(runtime.deps.store, configuration(), { now: clock.now(), hookSecret: BENCH_SECRET });
    const admin = createOktaAdmin(org.url, org.apiToken);
    await clock.track(() => admin.registerHook(`${server.url}/v1/hooks/okta/${BENCH_HOOK}`, BENCH_SECRET));
    await runtime.start();
    return await work({
      runtime,
      clock,
      admin,
      settled: async () => {
        // Another process's hooks come within this time; the batch is counted afterwards.
        if (hooks) await hooks.idle();
        else await new Promise((resolve) => setTimeout(resolve, 300));
        await runtime.settled();
      },
    });
  } finally {
    await runtime.stop();
    await server.close();
    await emulator.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The tenant's file. */
export function configuration() {
  const hook = { id: BENCH_HOOK, secret: { secret: "hook" } };
  const okta = { orgUrl: "emulator", auth: { type: "token", token: { secret: "token" } }, hook };
  const byDepartment = ["Engineering", "Sales"].map((department) => ({ group: department, when: { department } }));
  const groups = [{ group: "All staff" }, ...byDepartment];
  const profile = [{ attribute: "displayName", value: "{firstName} {lastName}" }];
  const policy = { timeZone: "UTC", joiner: { groups, profile, welcomeManager: false } };
  const config = { schemaVersion: 1, id: BENCH_TENANT, name: "Bench", mode: "okta", okta, policy };
  return parseTenantConfig(JSON.stringify({ ...config, inFlightCap: IN_FLIGHT }), "bench.json");
}

/** Creates so many people in Okta, and waits until they have joined. */
export async function makeJoiners({ clock, admin, settled }: BenchCompany, prefix: string, people: number) {
  const users: string[] = [];
  for (let n = 0; n < people; n += 1) {
    const login = `${prefix}-${n}@bench.example`;
    const more = { secondEmail: `${prefix}-${n}@home.example`, department: "Engineering" };
    const profile = { login, email: login, firstName: "P", lastName: `${n}`, ...more };
    users.push(await clock.track(() => admin.createUser(profile, false)));
  }
  await settled();
  return users;
}

/** @throws Error unless exactly so many runs of each machine succeeded, and none did anything else. */
export async function requireRuns({ runtime }: BenchCompany, expected: Readonly<Record<string, number>>) {
  const counts: Record<string, number> = {};
  for await (const { machine, status, error } of listRuns(forTenant(runtime.deps.store, BENCH_TENANT), BENCH_TENANT)) {
    if (machine === undefined) continue;
    if (status !== "succeeded") throw new Error(`a ${machine} of the bench is ${status}: ${error ?? "no error"}`);
    counts[machine] = (counts[machine] ?? 0) + 1;
  }
  for (const [machine, count] of Object.entries(expected))
    if (counts[machine] !== count)
      throw new Error(`the bench ran ${JSON.stringify(counts)} where ${JSON.stringify(expected)} were expected`);
}
