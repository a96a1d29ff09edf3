import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { addDays, type CalendarDate } from "../../domain/time.ts";
import { recordOrder, resolvePerson } from "../../stores/people.ts";
import { forTenant } from "../../stores/tenant-store.ts";
import { parseTenantConfig, type TenantConfig } from "../../tenants/tenant-config.ts";
import { applyTenant, listTenants } from "../../tenants/tenant-records.ts";
import type { AdjustableClock } from "../adjustable-clock.ts";
import type { EmulatedOrgs } from "../emulated-orgs.ts";
import type { Runtime } from "../runtime.ts";
import { type Cast, fillOrg } from "./cast.ts";
import { createOktaAdmin, type OktaAdmin } from "./okta-admin.ts";
import { printSummary } from "./summary.ts";
import { waitForLook, watchRun } from "./watch.ts";

const TENANTS = fileURLToPath(new URL("../../../tenants", import.meta.url));
const DAY_MS = 86_400_000;
const DOMAIN = "northwind.example";

export interface Stage {
  readonly runtime: Runtime;
  readonly orgs: EmulatedOrgs;
  readonly clock: AdjustableClock;
  readonly baseUrl: string;
  readonly print: (line: string) => void;
}

/** The short story of `npm start`: who joins and who leaves, through the files and handlers that AWS runs. */
export async function runDemo(stage: Stage): Promise<void> {
  const { runtime, print } = stage;
  for await (const _tenant of listTenants(runtime.deps.store)) {
    print("The data folder holds the demo already; delete it, or use --data DIR, to see the story again.");
    return printSummary(stage);
  }
  const configs = await applyExampleTenants(stage);
  const okta = configs.find(({ mode }) => mode === "okta");
  if (!okta) throw new Error("tenants/ holds no Okta-mastered example");
  print(`Tenants applied: ${configs.map(({ id, mode }) => `${id} (${mode})`).join(", ")}\n`);
  const { cast, admin } = await furnish(stage, okta);
  const joinerId = await tellJoiner(stage, okta.id, admin, cast);
  await tellFutureJoiner(stage, okta.id, admin, cast);
  await tellOrderedLeaver(stage, okta.id, joinerId);
  await tellDeactivated(stage, okta.id, admin, cast);
  await printSummary(stage);
}

async function applyExampleTenants({ runtime, orgs }: Stage): Promise<TenantConfig[]> {
  const { deps } = runtime;
  const configs: TenantConfig[] = [];
  for (const file of readdirSync(TENANTS).filter((name) => name.endsWith(".json"))) {
    const config = parseTenantConfig(readFileSync(`${TENANTS}/${file}`, "utf8"), file);
    const hookSecret = deps.ids.hex(24);
    await applyTenant(deps.store, config, { now: deps.clock.now(), hookSecret });
    const { auth, hook } = config.okta;
    if (auth.type === "token") await deps.secrets.write(config.id, auth.token.secret, orgs.org(config.id).apiToken);
    if (hook) await deps.secrets.write(config.id, hook.secret.secret, hookSecret);
    configs.push(config);
  }
  return configs;
}

/** Fills the emulated org and registers the hook with it, as onboarding does with a real one. */
async function furnish(
  { runtime, orgs, baseUrl }: Stage,
  config: TenantConfig,
): Promise<{ cast: Cast; admin: OktaAdmin }> {
  const org = orgs.org(config.id);
  const cast = fillOrg(org, DOMAIN);
  const admin = createOktaAdmin(org.url, org.apiToken);
  await admin.addAttributes(["startDate", "contractEndDate"]);
  const { hook } = config.okta;
  if (!hook) throw new Error(`tenants/${config.id} names no hook`);
  const secret = (await runtime.deps.secrets.read(config.id, hook.secret.secret)) ?? "";
  await admin.registerHook(`${baseUrl}/v1/hooks/okta/${hook.id}`, secret);
  return { cast, admin };
}

async function tellJoiner(stage: Stage, tenantId: string, admin: OktaAdmin, cast: Cast): Promise<string> {
  const { print } = stage;
  print("Monday. An administrator creates Ana Silva in Okta; the event hook tells us.");
  const userId = await admin.createUser(
    {
      ...newHire("Ana", "Silva", cast),
      department: "Engineering",
      title: "Engineer",
      city: "Auckland",
      secondEmail: "ana@home.example",
    },
    false,
  );
  await watchRun(stage, tenantId, "joiner", userId);
  print(`  Okta says: ${await admin.status(userId)}\n`);
  return userId;
}

/** Starts in ten days and has no personal address, so that the manager gets a one-time link. */
async function tellFutureJoiner(stage: Stage, tenantId: string, admin: OktaAdmin, cast: Cast): Promise<void> {
  const { clock, print } = stage;
  const startDate = clock.now().slice(0, 10) as CalendarDate;
  print("Bo Tane is created too, and starts in ten days: a due item waits, no execution does.");
  const profile = { ...newHire("Bo", "Tane", cast), department: "Sales", startDate: addDays(startDate, 10) };
  const userId = await admin.createUser(profile, false);
  await waitForLook(stage, tenantId, userId);
  print(`  Okta says: ${await admin.status(userId)}. Eight days pass.`);
  await daysPass(stage, 8);
  await watchRun(stage, tenantId, "joiner", userId);
  print("");
}

/** Lets everything that runs come to its end first: nobody's lease is to look days old. */
async function daysPass({ runtime, clock }: Stage, days: number): Promise<void> {
  await runtime.executions.idle();
  clock.advance(days * DAY_MS);
}

function newHire(firstName: string, lastName: string, { managerId }: Cast): Record<string, string> {
  const login = `${firstName}.${lastName}@${DOMAIN}`.toLowerCase();
  return { login, email: login, firstName, lastName, managerId };
}

async function tellOrderedLeaver(stage: Stage, tenantId: string, userId: string): Promise<void> {
  const { runtime, print } = stage;
  await daysPass(stage, 30);
  print("Thirty days later. An operator orders Ana's leave, for now.");
  const { deps } = runtime;
  const store = forTenant(deps.store, tenantId);
  const personKey = await resolvePerson(store, tenantId, { provider: "okta", id: userId }, deps.ids.personKey);
  const now = deps.clock.now();
  const order = {
    id: deps.ids.uuid(),
    kind: "leave" as const,
    at: now,
    reason: "dismissed",
    ticket: "T-1042",
    orderedBy: "demo operator",
    orderedAt: now,
  };
  await recordOrder(store, tenantId, personKey, order);
  await deps.assessments.send([{ body: { schemaVersion: 1, tenantId, personKey }, group: tenantId }]);
  await watchRun(stage, tenantId, "leaver", userId);
  print("");
}

async function tellDeactivated(stage: Stage, tenantId: string, admin: OktaAdmin, cast: Cast): Promise<void> {
  const { print } = stage;
  await daysPass(stage, 1);
  print("The next day. The administrator deactivates Piet de Vries in Okta: what Okta leaves behind is cleaned up.");
  await admin.deactivate(cast.longServingId);
  await watchRun(stage, tenantId, "leaver", cast.longServingId);
  print("");
}
