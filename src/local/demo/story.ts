import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleepForReal } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { runOperation } from "../../api/run-operation.ts";
import { addDays, type CalendarDate } from "../../domain/time.ts";
import { listOutbox } from "../../stores/outbox-record.ts";
import { readPerson, resolvePerson } from "../../stores/people.ts";
import { forTenant } from "../../stores/tenant-store.ts";
import { parseTenantConfig, type TenantConfig } from "../../tenants/tenant-config.ts";
import { applyTenant, listTenants } from "../../tenants/tenant-records.ts";
import type { AdjustableClock } from "../adjustable-clock.ts";
import { connectHooks } from "../emulated-hooks.ts";
import type { EmulatedOrgs } from "../emulated-orgs.ts";
import type { Runtime } from "../runtime.ts";
import { type Cast, fillOrg, userIdOf } from "./cast.ts";
import { createEmployee, type Employee } from "./employee.ts";
import { createOktaAdmin, type OktaAdmin } from "./okta-admin.ts";
import { type Progress, readProgress } from "./progress.ts";
import { printSummary } from "./summary.ts";
import { waitForLook, watchRun } from "./watch.ts";

const TENANTS = fileURLToPath(new URL("../../../tenants", import.meta.url));
const DAY_MS = 86_400_000;
const DOMAIN = "northwind.example";
const ANAS_PASSWORD = "Kauri-Tree-2040";
const TRY_EVERY_MS = 25;

export interface Stage {
  readonly runtime: Runtime;
  readonly orgs: EmulatedOrgs;
  readonly clock: AdjustableClock;
  readonly baseUrl: string;
  readonly dataDir: string;
  /** The file that says how far the story has been told. */
  readonly progressFile: string;
  /** Aborted when the process is asked to end: then the story stops where it is. */
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  /** Writes a part of a line. */
  readonly write: (text: string) => void;
}

/** The short story of `npm start`: who joins and who leaves, through the files and handlers that AWS runs. */
export async function runDemo(stage: Stage): Promise<void> {
  const { print } = stage;
  const progress = readProgress(stage.progressFile);
  if (progress.state === "ended" || (progress.state === "new" && (await hasTenants(stage)))) {
    print("The demo is there already: people, orgs and clock go on as they were.");
    print("Delete the data folder, or use another with --data DIR, to see the story again.\n");
    return printSummary(stage);
  }
  if (progress.state === "cut-off") print("The story was cut off; it goes on where it was.\n");
  progress.begin();
  const scene = await furnish(stage, progress);
  const ana = await tellJoiner(scene);
  await tellFutureJoiner(scene);
  await tellOrderedLeaver(scene, ana);
  await tellDeactivated(scene);
  progress.end();
  await printSummary(stage);
}

async function hasTenants({ runtime }: Stage): Promise<boolean> {
  for await (const _tenant of listTenants(runtime.deps.store)) return true;
  return false;
}

/** The secrets before the config that names them: a start that was cut short never leaves a hook without its secret. */
async function applyExampleTenants({ runtime, orgs }: Stage, configs: readonly TenantConfig[]): Promise<void> {
  const { deps } = runtime;
  for (const config of configs) {
    const { auth, hook } = config.okta;
    const known = hook && (await deps.secrets.read(config.id, hook.secret.secret));
    const hookSecret = known ?? deps.ids.hex(24);
    if (auth.type === "token") await deps.secrets.write(config.id, auth.token.secret, orgs.org(config.id).apiToken);
    if (hook) await deps.secrets.write(config.id, hook.secret.secret, hookSecret);
    await applyTenant(deps.store, config, { now: deps.clock.now(), hookSecret });
  }
}

function readExamples(): readonly TenantConfig[] {
  const files = readdirSync(TENANTS).filter((name) => name.endsWith(".json"));
  return files.map((file) => parseTenantConfig(readFileSync(`${TENANTS}/${file}`, "utf8"), file));
}

/** The tenant that the story is about. */
interface Scene extends Stage {
  readonly tenantId: string;
  readonly cast: Cast;
  readonly admin: OktaAdmin;
  readonly progress: Progress;
}

/** Fills the emulated org and registers the hook with it, as onboarding does with a real one. Repeating it changes nothing. */
async function furnish(stage: Stage, progress: Progress): Promise<Scene> {
  const { runtime, orgs, baseUrl, print } = stage;
  const configs = readExamples();
  const okta = configs.find(({ mode }) => mode === "okta");
  if (!okta) throw new Error("tenants/ holds no Okta-mastered example");
  const org = orgs.org(okta.id);
  const cast = fillOrg(org, DOMAIN);
  await applyExampleTenants(stage, configs); // those who are in the org by now were there before us
  if (progress.state === "new")
    print(`Tenants applied: ${configs.map(({ id, mode }) => `${id} (${mode})`).join(", ")}\n`);
  const admin = createOktaAdmin(org.url, org.apiToken);
  await admin.addAttributes(["startDate", "contractEndDate"]);
  await connectHooks(runtime.deps, orgs, baseUrl);
  return { ...stage, tenantId: okta.id, cast, admin, progress };
}

async function tellJoiner(scene: Scene): Promise<Employee> {
  const { orgs, tenantId, admin, cast, print, progress } = scene;
  const profile = {
    ...newHire("Ana", "Silva", cast),
    department: "Engineering",
    title: "Engineer",
    city: "Auckland",
    secondEmail: "ana@home.example",
  };
  const ana = createEmployee(orgs.org(tenantId), profile.login, ANAS_PASSWORD);
  await progress.once("Ana joins", async () => {
    print("Monday. An administrator creates Ana Silva in Okta; the event hook tells us.");
    const userId = await created(scene, profile);
    await watchRun(scene, { tenantId, machine: "joiner", userId });
    await tellDelivery(scene, "The welcome note for her manager");
    if (!(await ana.canSignIn())) await ana.acceptInvitation();
    const can = (await ana.canSignIn()) ? "can" : "cannot";
    print(
      `  Ana opens Okta's mail and sets a password. Okta says: ${await admin.status(userId)}; she ${can} sign in.\n`,
    );
  });
  return ana;
}

/** What the system that delivers mail answered for the newest welcome note. */
async function tellDelivery({ runtime, tenantId, dataDir, print }: Scene, what: string): Promise<void> {
  const messages = await listOutbox(forTenant(runtime.deps.store, tenantId), tenantId);
  const receipt = messages.find(({ template }) => template === "manager-welcome")?.receipt;
  if (receipt)
    print(`  ${what} was delivered: ${receipt.by === "file" ? join(dataDir, receipt.answer) : receipt.answer}`);
  else print(`  ${what} is not delivered yet: mastery outbox list`);
}

/** Starts in ten days and has no personal address, so that the manager gets a one-time link. */
async function tellFutureJoiner(scene: Scene): Promise<void> {
  const { tenantId, admin, cast, clock, print, progress } = scene;
  const today = clock.now().slice(0, 10) as CalendarDate;
  const profile = { ...newHire("Bo", "Tane", cast), department: "Sales", startDate: addDays(today, 10) };
  await progress.once("Bo is created", async () => {
    print("Bo Tane is created too, and starts in ten days: a due item waits, no execution does.");
    const userId = await created(scene, profile);
    await waitForLook(scene, tenantId, userId);
    print(`  Okta says: ${await admin.status(userId)}. Eight days pass.`);
  });
  await progress.once("eight days pass", () => daysPass(scene, 8));
  await progress.once("Bo joins", async () => {
    await watchRun(scene, { tenantId, machine: "joiner", userId: await created(scene, profile) });
    print("");
  });
}

/** Lets everything that runs come to its end first: nobody's lease is to look days old. */
async function daysPass({ runtime, clock }: Stage, days: number): Promise<void> {
  await runtime.executions.idle();
  clock.advance(days * DAY_MS);
}

function newHire(firstName: string, lastName: string, { managerId }: Cast) {
  const login = `${firstName}.${lastName}@${DOMAIN}`.toLowerCase();
  return { login, email: login, firstName, lastName, managerId };
}

/** The id of the user with this login, whom the administrator creates unless that was done before the story was cut off. */
async function created({ admin, orgs, tenantId }: Scene, profile: ReturnType<typeof newHire>): Promise<string> {
  return userIdOf(orgs.org(tenantId), profile.login) ?? (await admin.createUser(profile, false));
}

/** Nothing is skipped here: the seconds from the order to the refused sign-in are real ones. */
async function tellOrderedLeaver(scene: Scene, ana: Employee): Promise<void> {
  const { orgs, tenantId, admin, print, progress } = scene;
  await progress.once("thirty days pass", () => daysPass(scene, 30));
  await progress.once("Ana leaves", async () => {
    print(
      `Thirty days later. Ana ${(await ana.canSignIn()) ? "can" : "cannot"} sign in. An operator orders her leave.`,
    );
    const userId = orgs.org(tenantId).user(`ana.silva@${DOMAIN}`).id;
    const orderedAt = performance.now();
    await orderLeave(scene, userId);
    const refused = untilRefused(scene, ana).then(() => ((performance.now() - orderedAt) / 1000).toFixed(2));
    const [seconds] = await Promise.all([
      refused,
      watchRun(scene, { tenantId, machine: "leaver", userId, inRealTime: true }),
    ]);
    print(`  Ana's sign-in was refused ${seconds} s after the order. Okta says: ${await admin.status(userId)}\n`);
  });
}

/** Once: an order that was given before the story was cut off stands. */
async function orderLeave({ runtime: { deps }, tenantId }: Scene, userId: string): Promise<void> {
  const store = forTenant(deps.store, tenantId);
  const personKey = await resolvePerson(store, tenantId, { provider: "okta", id: userId }, deps.ids.personKey);
  const person = await readPerson(store, tenantId, personKey);
  if (person?.value.orders.some(({ kind }) => kind === "leave")) return;
  const order = { tenantId, who: userId, reason: "dismissed", ticket: "T-1042", orderedBy: "demo operator" };
  await runOperation("person.leave", order, deps);
}

async function untilRefused({ signal }: Stage, employee: Employee): Promise<void> {
  while (await employee.canSignIn()) await sleepForReal(TRY_EVERY_MS, undefined, { signal });
}

async function tellDeactivated(scene: Scene): Promise<void> {
  const { tenantId, admin, cast, print, progress } = scene;
  await progress.once("a day passes", () => daysPass(scene, 1));
  await progress.once("Piet is deactivated", async () => {
    print("The next day. The administrator deactivates Piet de Vries in Okta: what Okta leaves behind is cleaned up.");
    if ((await admin.status(cast.longServingId)) !== "DEPROVISIONED") await admin.deactivate(cast.longServingId);
    await watchRun(scene, { tenantId, machine: "leaver", userId: cast.longServingId });
    print("");
  });
}
