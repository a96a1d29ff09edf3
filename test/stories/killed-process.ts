/** A company whose Okta survives while our process is killed and started again on the same folder. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Person } from "../../src/domain/person.ts";
import { type OrgControl, startOktaEmulator } from "../../src/emulators/okta/index.ts";
import { createAdjustableClock } from "../../src/local/adjustable-clock.ts";
import { openDataFolder } from "../../src/local/data-folder.ts";
import { createOktaAdmin } from "../../src/local/demo/okta-admin.ts";
import { createLocalLog } from "../../src/local/local-log.ts";
import { createRuntime } from "../../src/local/runtime.ts";
import type { ExecutionSummary } from "../../src/ports/executions.ts";
import { type AuditEntry, firstBrokenEntry, readAudit } from "../../src/stores/audit.ts";

import { keys } from "../../src/stores/keys.ts";
import { listOutbox, type OutboxMessage } from "../../src/stores/outbox-record.ts";

import { readPerson, resolvePerson } from "../../src/stores/people.ts";
import { putRecord } from "../../src/stores/record.ts";
import { listRunsOf, type Run } from "../../src/stores/runs.ts";
import { listTasks, type Task } from "../../src/stores/tasks.ts";
import { parseTenantConfig, type TenantConfig } from "../../src/tenants/tenant-config.ts";
import { applyTenant } from "../../src/tenants/tenant-records.ts";
import type { Job } from "./killed-process.child.ts";

const TENANT = "story";
const TASK = { key: "laptop", title: "Collect it", instructions: "Ask.", owner: "desk@msp.example", dueDays: 2 };
const CONFIG = {
  schemaVersion: 1,
  id: TENANT,
  name: "Story Ltd",
  mode: "okta",
  onboardedAt: "2020-01-01T00:00:00.000Z",
  okta: {
    orgUrl: "emulator",
    auth: { type: "token", token: { secret: "okta-token" } },
    hook: { id: `${TENANT}.0123456789abcdef0123456789abcdef`, secret: { secret: "okta-hook" } },
  },
  policy: {
    timeZone: "UTC",
    joiner: {
      profile: [{ attribute: "displayName", value: "{firstName} {lastName}" }],
      groups: [{ group: "All staff" }, { group: "Sales" }, { group: "Helpers", when: { department: "Help desk" } }],
    },
    leaver: { tasks: [TASK] },
  },
};
/** Where a directory masters people, no rule of ours gives anybody anything. */
const configOf = (mode: "okta" | "ad"): TenantConfig =>
  parseTenantConfig(
    JSON.stringify(mode === "okta" ? CONFIG : { ...CONFIG, mode, policy: { timeZone: "UTC" } }),
    "story.json",
  );
/** Nobody reads the System Log unless the story is about that: what it tells of the people who were seeded would add looks of its own. */
const LOG_NOT_DUE = {
  schemaVersion: 1,
  tenantId: TENANT,
  org: "emulator",
  since: CONFIG.onboardedAt,
  nextAt: "2999-01-01T00:00:00.000Z",
  failures: 0,
  gaps: [],
};

export interface Aftermath {
  readonly person: Person;
  readonly runs: readonly Run[];
  readonly executions: readonly ExecutionSummary[];
  readonly outbox: readonly OutboxMessage[];
  readonly tasks: readonly Task[];
  readonly audit: readonly AuditEntry[];
  readonly deadLetters: number;
  readonly account: { readonly status: unknown; readonly groups: readonly string[] };
}

export interface Company {
  readonly org: OrgControl;
  readonly newHire: string;
  readonly employee: string;
  /** An administrator changes an attribute in Okta. */
  change(accountId: string, profile: Readonly<Record<string, string>>): Promise<void>;
  /** One life of the process; resolves with the signal or the code that ended it. */
  live(job: Pick<Job, "accountId" | "act" | "kill">): Promise<string | number>;
  /** Time passes while no process runs. */
  pass(ms: number): void;
  aftermath(accountId: string): Promise<Aftermath>;
}

export async function inCompany(
  story: (company: Company) => Promise<void>,
  { readsLog = false, mode = "okta" }: { readonly readsLog?: boolean; readonly mode?: "okta" | "ad" } = {},
): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "mastery-killed-"));
  let skippedMs = 0;
  const now = (): number => Date.now() + skippedMs;
  const emulator = await startOktaEmulator({ now, orgs: [{ id: TENANT, settings: { rateLimits: "off" } }] });
  try {
    const org = emulator.org(TENANT);
    const [staff, sales, payroll] = ["All staff", "Sales", "Payroll", "Helpers"].map((name) => org.seedGroup({ name }));
    if (!staff || !sales || !payroll) throw new Error("the groups are missing");
    const profileOf = (name: string) => ({
      login: `${name}@story.example`,
      email: `${name}@story.example`,
      secondEmail: `${name}@home.example`,
      firstName: name,
      lastName: "Roe",
    });
    const boss = org.seedUser({ profile: profileOf("boss") });
    const newHire = org.seedUser({ profile: { ...profileOf("ana"), managerId: boss.id }, status: "STAGED" }).id;
    const employee = org.seedUser({ profile: profileOf("eli"), groupIds: [staff.id, payroll.id] }).id;
    const at = { dir, tenantId: TENANT, orgUrl: org.url };
    const apart = readers(dir, org, configOf(mode));
    await apart.apply(org.apiToken, readsLog);
    await story({
      org,
      newHire,
      employee,
      change: (accountId, profile) => createOktaAdmin(org.url, org.apiToken).updateProfile(accountId, profile),
      live: (job) => live({ ...at, ...job }),
      pass: (ms) => {
        skippedMs += ms;
        writeFileSync(join(dir, "clock.json"), JSON.stringify({ offsetMs: skippedMs }));
      },
      aftermath: apart.aftermath,
    });
  } finally {
    await emulator.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function live(job: Job): Promise<string | number> {
  const script = new URL("./killed-process.child.ts", import.meta.url);
  const child = fork(script, [JSON.stringify(job)], { execArgv: [] });
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  return signal ?? code ?? "nothing";
}

/** Opens the folder between two lives of the process, without starting anything. */
function readers(dir: string, org: OrgControl, config: TenantConfig) {
  const opened = async <T>(work: (runtime: Awaited<ReturnType<typeof createRuntime>>) => Promise<T>): Promise<T> => {
    const folder = openDataFolder(dir);
    const options = { folder, clock: createAdjustableClock(folder.clock), log: createLocalLog("silent") };
    const runtime = await createRuntime({ ...options, emulatedOrgUrl: () => org.url, baseUrl: () => "" });
    try {
      return await work(runtime);
    } finally {
      await runtime.stop();
    }
  };
  return {
    apply: (token: string, readsLog: boolean) =>
      opened(async ({ deps }) => {
        await deps.secrets.write(TENANT, "okta-token", token);
        await applyTenant(deps.store, config, { now: deps.clock.now() });
        if (!readsLog) await deps.store.transact([putRecord(keys.logPoll(TENANT), LOG_NOT_DUE, undefined)]);
      }),
    aftermath: (accountId: string) =>
      opened(async ({ deps }): Promise<Aftermath> => {
        const { store } = deps;
        const subject = { provider: "okta", id: accountId } as const;
        const key = await resolvePerson(store, TENANT, subject, deps.ids.personKey);
        const runs = await listRunsOf(store, TENANT, key);
        const found = await Promise.all(
          runs.map(({ machine, execution }) => machine && deps.executions.describe(machine, execution)),
        );
        const directory = await deps.directory(config);
        const audit = await readAudit(store, TENANT, key);
        if (firstBrokenEntry(audit) !== undefined) throw new Error("the audit chain is broken");
        return {
          person: (await readPerson(store, TENANT, key))!.value,
          runs,
          executions: found.filter((execution) => execution !== undefined),
          outbox: await listOutbox(store, TENANT),
          tasks: await listTasks(store, TENANT, key),
          audit,
          deadLetters: await deps.deadLetters(),
          account: {
            status: (await directory.readAccount(accountId))?.status,
            groups: (await directory.listMemberships(accountId)).map(({ groupName }) => groupName).sort(),
          },
        };
      }),
  };
}
