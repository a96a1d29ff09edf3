/**
 * A process of the runtime that dies by SIGKILL where its job says, as a real one may: before or after the work of a
 * function, or after so many effects, with everything else in flight. Without a place to die it ends when nothing is left
 * to do.
 */
import { createAdjustableClock } from "../../src/local/adjustable-clock.ts";
import { lockDataFolder, openDataFolder } from "../../src/local/data-folder.ts";
import { createLocalLog } from "../../src/local/local-log.ts";
import { localMail } from "../../src/local/mail.ts";
import { createRuntime, type Runtime } from "../../src/local/runtime.ts";
import { recordOrder, resolvePerson } from "../../src/stores/people.ts";
import { forTenant } from "../../src/stores/tenant-store.ts";
import { watchEffects } from "./effects.ts";

export interface Job {
  readonly dir: string;
  readonly tenantId: string;
  readonly orgUrl: string;
  readonly accountId: string;
  /** What happens to the person in this process, if anything. */
  readonly act?: "join" | "leave" | "move" | "contain" | undefined;
  readonly kill?: PlaceToDie | undefined;
}

/** Effects are counted from the moment that what happens to the person has been taken in, from 0 on. */
export type PlaceToDie = { readonly at: string; readonly when: "before" | "after" } | { readonly afterEffects: number };

const job = JSON.parse(process.argv[2] ?? "") as Job;
const folder = openDataFolder(job.dir);
const unlock = lockDataFolder(folder);
const clock = createAdjustableClock(folder.clock);
const effects = watchEffects();
const mail = localMail(folder, clock).transport;
const runtime = await createRuntime({
  folder,
  clock,
  mail: { ...mail, deliver: (message) => effects.effect(() => mail.deliver(message)) },
  log: createLocalLog("silent"),
  emulatedOrgUrl: () => job.orgUrl,
  baseUrl: () => "http://127.0.0.1",
});
if (job.kill && "at" in job.kill) dieAt(runtime, job.kill);
await runtime.start();
if (job.act === "join") await hear(runtime, "user.lifecycle.create");
if (job.act === "move") await hear(runtime, "user.account.update_profile");
if (job.act === "leave" || job.act === "contain") await order(runtime, job.act);
await runtime.settled();
await runtime.stop();
unlock();

function dieAt({ functions }: Runtime, { at, when }: Extract<PlaceToDie, { at: string }>): void {
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

/** Okta's event about the account. */
async function hear({ deps }: Runtime, eventType: string): Promise<void> {
  const { tenantId, accountId } = job;
  const receivedAt = clock.now();
  const subject = { provider: "okta", id: accountId };
  const event = { eventId: `e-${receivedAt}`, eventType, source: "okta-hook", receivedAt, subject };
  const body = { schemaVersion: 1, tenantId, ...event, priority: 1, own: false };
  await takeIn(() => deps.intake.send([{ body, group: tenantId }]));
}

/** The work begins while the sender still waits for its answer: the count begins with the message. */
async function takeIn(send: () => Promise<void>): Promise<void> {
  if (job.kill && "afterEffects" in job.kill) effects.dieAfter(job.kill.afterEffects + 1);
  await send();
}

async function order({ deps }: Runtime, kind: "leave" | "contain"): Promise<void> {
  const { tenantId, accountId } = job;
  const store = forTenant(deps.store, tenantId);
  const personKey = await resolvePerson(store, tenantId, { provider: "okta", id: accountId }, deps.ids.personKey);
  const orderedAt = clock.now();
  const given = { id: "o-1", kind, at: orderedAt, reason: "left", orderedBy: "operator", orderedAt } as const;
  await recordOrder(store, tenantId, personKey, given);
  await takeIn(() => deps.assessments.send([{ body: { schemaVersion: 1, tenantId, personKey }, group: tenantId }]));
}
