/**
 * A process of the runtime that dies by SIGKILL where its job says, as a real one may: before or after the work of a
 * function, with everything else in flight. Without a place to die it ends when nothing is left to do.
 */
import { createAdjustableClock } from "../../src/local/adjustable-clock.ts";
import { lockDataFolder, openDataFolder } from "../../src/local/data-folder.ts";
import { createLocalLog } from "../../src/local/local-log.ts";
import { createRuntime, type Runtime } from "../../src/local/runtime.ts";
import { recordOrder, resolvePerson } from "../../src/stores/people.ts";
import { forTenant } from "../../src/stores/tenant-store.ts";

export interface Job {
  readonly dir: string;
  readonly tenantId: string;
  readonly orgUrl: string;
  readonly accountId: string;
  /** What happens to the person in this process, if anything. */
  readonly act?: "join" | "leave" | undefined;
  readonly kill?: { readonly at: string; readonly when: "before" | "after" } | undefined;
}

const job = JSON.parse(process.argv[2] ?? "") as Job;
const folder = openDataFolder(job.dir);
const unlock = lockDataFolder(folder);
const clock = createAdjustableClock(folder.clock);
const runtime = await createRuntime({
  folder,
  clock,
  log: createLocalLog("silent"),
  emulatedOrgUrl: () => job.orgUrl,
  baseUrl: () => "http://127.0.0.1",
});
if (job.kill) dieAt(runtime, job.kill);
await runtime.start();
if (job.act === "join") await join(runtime);
if (job.act === "leave") await leave(runtime);
await runtime.settled();
await runtime.stop();
unlock();

function dieAt({ functions }: Runtime, { at, when }: NonNullable<Job["kill"]>): void {
  const target = functions.get(at);
  if (!target) throw new Error(`there is no function ${at}`);
  const { handler } = target;
  Object.assign(target, {
    handler: async (event: unknown, context: object) => {
      if (when === "after") await handler(event, context);
      process.kill(process.pid, "SIGKILL");
      return new Promise(() => {});
    },
  });
}

async function join({ deps }: Runtime): Promise<void> {
  const { tenantId, accountId } = job;
  const receivedAt = clock.now();
  const subject = { provider: "okta", id: accountId };
  const event = { eventId: "e-1", eventType: "user.lifecycle.create", source: "okta-hook", receivedAt, subject };
  const body = { schemaVersion: 1, tenantId, ...event, priority: 1, own: false };
  await deps.intake.send([{ body, group: tenantId }]);
}

async function leave({ deps }: Runtime): Promise<void> {
  const { tenantId, accountId } = job;
  const store = forTenant(deps.store, tenantId);
  const personKey = await resolvePerson(store, tenantId, { provider: "okta", id: accountId }, deps.ids.personKey);
  const orderedAt = clock.now();
  const order = { id: "o-1", kind: "leave", at: orderedAt, reason: "left", orderedBy: "operator", orderedAt } as const;
  await recordOrder(store, tenantId, personKey, order);
  await deps.assessments.send([{ body: { schemaVersion: 1, tenantId, personKey }, group: tenantId }]);
}
