import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Order } from "../../src/domain/order.ts";
import type { Person } from "../../src/domain/person.ts";
import type { Instant } from "../../src/domain/time.ts";
import { type OktaEmulator, type OrgControl, startOktaEmulator } from "../../src/emulators/okta/index.ts";
import { createSkippingClock, type SkippingClock } from "../../src/local/clock.ts";
import { openDataFolder } from "../../src/local/data-folder.ts";
import { createOktaAdmin, type OktaAdmin } from "../../src/local/demo/okta-admin.ts";
import { type HttpServer, startHttpServer } from "../../src/local/http-server.ts";
import { createLocalLog } from "../../src/local/local-log.ts";
import { createRuntime, type Runtime } from "../../src/local/runtime.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Log } from "../../src/ports/log.ts";
import type { MailTransport } from "../../src/ports/mail-transport.ts";
import { type AuditEntry, firstBrokenEntry, readAudit } from "../../src/stores/audit.ts";
import { readPerson, recordOrder, resolvePerson } from "../../src/stores/people.ts";
import { listRunsOf, type Run } from "../../src/stores/runs.ts";
import { forTenant } from "../../src/stores/tenant-store.ts";
import { parseTenantConfig } from "../../src/tenants/tenant-config.ts";
import { applyTenant } from "../../src/tenants/tenant-records.ts";

export const TENANT = "story";
const HOOK = `${TENANT}.0123456789abcdef0123456789abcdef`;
const HOOK_SECRET = "a-secret-that-only-okta-and-we-know";
/** A Monday, 09:00 in Auckland. */
export const MONDAY = "2026-03-01T20:00:00.000Z" as Instant;
const DAY_MS = 86_400_000;

/** A small company: the real runtime on a skipping clock, an emulated org, the hook registered and verified. */
export interface World {
  readonly runtime: Runtime;
  readonly org: OrgControl;
  readonly emulator: OktaEmulator;
  readonly admin: OktaAdmin;
  readonly clock: SkippingClock;
  readonly baseUrl: string;
  /** Everything that was started has ended, and time has passed as far as that needed. */
  settle(): Promise<void>;
  /** Days pass, and the minute's sweep runs on each. */
  days(count: number): Promise<void>;
  keyOf(userId: string): Promise<string>;
  person(userId: string): Promise<Person>;
  runs(userId: string): Promise<readonly Run[]>;
  /** The audit trail, whose chain is checked. */
  audit(userId: string): Promise<readonly AuditEntry[]>;
  /** A named operator orders something; at once, unless a time is given. Says under which id. */
  order(userId: string, order: Ordered): Promise<string>;
  orderLeave(userId: string, at?: Instant): Promise<string>;
  /** States of an execution in the order in which they were entered. */
  states(run: Run): Promise<readonly string[]>;
  groupsOf(userId: string): Promise<readonly string[]>;
  /** The account's status as Okta would answer it. */
  status(userId: string): unknown;
}

type WithoutForm<T> = T extends Order ? Omit<T, "id" | "reason" | "orderedBy" | "orderedAt" | "at"> : never;
export type Ordered = WithoutForm<Order> & { readonly at?: Instant };

export interface WorldOptions {
  readonly policy?: object;
  readonly mode?: "okta" | "ad" | "hr" | "m365";
  /** For mode hr. */
  readonly hr?: object;
  readonly groups?: readonly string[];
  /** Accounts that are older were there before us; otherwise the tenant is onboarded as the story begins. */
  readonly onboardedAt?: Instant;
  readonly dataDir?: string;
  readonly indexLagMs?: number;
  /** Further orgs of the emulator, for tenants that the story applies itself. */
  readonly neighbours?: readonly string[];
  /** Silent by default. */
  readonly log?: Log;
  /** What delivers mail; files in the data folder by default. */
  readonly mail?: (clock: Clock) => MailTransport;
  /** Who is told of holds and failed runs. */
  readonly operators?: string;
  /** The tenant's own texts, reply address and webhook. */
  readonly notifications?: object;
}

/** Builds a world, runs the story, and takes it down whatever happens. */
export async function inWorld(options: WorldOptions, story: (world: World) => Promise<void>): Promise<void> {
  const dir = options.dataDir ?? mkdtempSync(join(tmpdir(), "mastery-story-"));
  const clock = createSkippingClock(MONDAY);
  const emulator = await startOktaEmulator({
    now: () => Date.parse(clock.now()),
    orgs: [TENANT, ...(options.neighbours ?? [])].map((id) => ({ id, settings: { rateLimits: "off" } })),
  });
  let server: HttpServer | undefined;
  const runtime = await createRuntime({
    folder: openDataFolder(dir),
    clock,
    log: options.log ?? createLocalLog("silent"),
    emulatedOrgUrl: (tenantId) => emulator.orgUrl(tenantId),
    baseUrl: () => server?.url ?? "",
    sweepEveryMs: DAY_MS,
    ...(options.mail === undefined ? {} : { mail: options.mail(clock) }),
    ...(options.indexLagMs === undefined ? {} : { indexLagMs: options.indexLagMs }),
  });
  try {
    server = await startHttpServer(0, clock, runtime.functions.values(), []);
    const world = await furnish({ runtime, emulator, clock, baseUrl: server.url }, options);
    await runtime.start();
    await story(world);
  } finally {
    await runtime.stop();
    await server?.close();
    await emulator.close();
    if (options.dataDir === undefined) rmSync(dir, { recursive: true, force: true });
  }
}

type Parts = Pick<World, "runtime" | "emulator" | "clock" | "baseUrl">;

async function furnish(parts: Parts, options: WorldOptions): Promise<World> {
  const { runtime, emulator, clock, baseUrl } = parts;
  const { deps } = runtime;
  const org = emulator.org(TENANT);
  for (const name of options.groups ?? ["All staff", "Engineering", "Sales"]) org.seedGroup({ name });
  const config = parseTenantConfig(JSON.stringify(configOf(options)), "story.json");
  await deps.secrets.write(TENANT, "okta-token", org.apiToken);
  await applyTenant(deps.store, config, { now: clock.now(), hookSecret: HOOK_SECRET });
  const admin = createOktaAdmin(org.url, org.apiToken);
  await clock.track(() => admin.registerHook(`${baseUrl}/v1/hooks/okta/${HOOK}`, HOOK_SECRET));
  const store = forTenant(deps.store, TENANT);
  const keyOf = (userId: string): Promise<string> =>
    resolvePerson(store, TENANT, { provider: "okta", id: userId }, deps.ids.personKey);
  const settle = async (): Promise<void> => {
    // What settles may itself change something in Okta, whose hooks set off more.
    let logged: number;
    do {
      logged = org.log().length;
      await org.hooks.idle();
      await runtime.settled();
    } while (org.log().length > logged);
  };
  const order = async (userId: string, ordered: Ordered): Promise<string> => {
    const orderedAt = clock.now();
    const form = { id: deps.ids.uuid(), at: orderedAt, reason: "ordered in a story", orderedBy: "operator", orderedAt };
    const personKey = await keyOf(userId);
    await recordOrder(store, TENANT, personKey, { ...form, ...ordered });
    await deps.assessments.send([{ body: { schemaVersion: 1, tenantId: TENANT, personKey }, group: TENANT }]);
    return form.id;
  };
  return {
    ...parts,
    org,
    admin,
    settle,
    keyOf,
    days: async (count) => {
      for (let day = 0; day < count; day += 1) {
        await clock.advance(DAY_MS);
        await runtime.sweep();
        await settle();
      }
    },
    person: async (userId) => (await readPerson(store, TENANT, await keyOf(userId)))!.value,
    runs: async (userId) => listRunsOf(store, TENANT, await keyOf(userId)),
    audit: async (userId) => {
      const entries = await readAudit(store, TENANT, await keyOf(userId));
      if (firstBrokenEntry(entries) !== undefined) throw new Error("the audit chain is broken");
      return entries;
    },
    order,
    orderLeave: (userId, at = clock.now()) => order(userId, { kind: "leave", at }),
    states: async ({ machine, execution }) => {
      const history = await deps.executions.history(machine!, execution);
      return history.filter(({ type }) => type.endsWith("StateEntered")).map(({ stateName }) => stateName!);
    },
    status: (userId) => (org.user(userId) as { status?: unknown }).status,
    groupsOf: async (userId) => {
      const directory = await deps.directory(config);
      return (await directory.listMemberships(userId)).map(({ groupName }) => groupName).sort();
    },
  };
}

function configOf({ policy, mode = "okta", hr, onboardedAt, operators, notifications }: WorldOptions): object {
  const hook = { id: HOOK, secret: { secret: "okta-hook" } };
  const okta = { orgUrl: "emulator", auth: { type: "token", token: { secret: "okta-token" } }, hook };
  const defaults = { timeZone: "Pacific/Auckland" };
  const since = onboardedAt === undefined ? {} : { onboardedAt };
  const told = operators === undefined ? {} : { operators };
  const more = { ...since, ...told, ...(hr ? { hr } : {}), ...(notifications ? { notifications } : {}) };
  return { schemaVersion: 1, id: TENANT, name: "Story Ltd", mode, okta, policy: { ...defaults, ...policy }, ...more };
}
