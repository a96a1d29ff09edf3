/** Okta's event hook as the network lets it arrive: lost, late, repeated, out of order, alone or in batches. */
import { randomUUID } from "node:crypto";
import type { InProcessEmulator } from "../../src/emulators/okta/index.ts";
import { HOOK_SECRET, hookOf } from "./company.ts";
import { type HookPlan, TENANTS, type Tenant } from "./history.ts";
import type { Process } from "./process.ts";
import type { Random } from "./random.ts";
import type { Life, Simulation } from "./simulation.ts";

const HOOKED: ReadonlySet<string> = new Set([
  "user.lifecycle.create",
  "user.lifecycle.activate",
  "user.lifecycle.deactivate",
  "user.lifecycle.suspend",
  "user.lifecycle.unsuspend",
  "user.account.update_profile",
]);

type Logged = ReturnType<ReturnType<InProcessEmulator["org"]>["log"]>[number];

export interface OktaHooks {
  /** Leaves out what was logged so far. */
  skip(): void;
  /** Sends what was logged since the last call on its way. */
  offer(): void;
  /** What was logged since `skip`, whether a hook brought it or not. */
  logged(tenant: Tenant): readonly Logged[];
  /** Ids of events for which somebody answered 204. */
  readonly acknowledged: ReadonlyMap<Tenant, Set<string>>;
  readonly counts: { lost: number; repeated: number; late: number; unanswered: number };
}

const LATEST_MS = 20 * 60_000;
/** As Okta's: then it asks once more. */
const TIMEOUT_MS = 3000;

export function createOktaHooks(
  {
    emulator,
    simulation,
    random,
    plan,
  }: { emulator: InProcessEmulator; simulation: Simulation; random: Random; plan: HookPlan },
  current: () => Process,
  onFailure: (what: string, error?: unknown) => void,
): OktaHooks {
  const okta: Life = { alive: true };
  const { sleep } = simulation.clockOf(okta);
  const lengths = () => TENANTS.map((tenant) => [tenant, emulator.org(tenant).log().length] as const);
  const seen = new Map<Tenant, number>(lengths());
  let since = new Map<Tenant, number>(lengths());
  const acknowledged = new Map<Tenant, Set<string>>(TENANTS.map((tenant) => [tenant, new Set()]));
  const counts = { lost: 0, repeated: 0, late: 0, unanswered: 0 };

  const post = async (tenant: Tenant, events: readonly Logged[], retries = 1): Promise<void> => {
    const asked = ask(tenant, events);
    const answer = await Promise.race([asked, sleep(TIMEOUT_MS)]);
    if (answer === undefined) {
      counts.unanswered += 1;
      if (retries > 0) await post(tenant, events, retries - 1);
      return;
    }
    if (answer.statusCode !== 204)
      return onFailure(`a hook delivery was answered with ${answer.statusCode}: ${answer.body}`);
    for (const { uuid } of events) acknowledged.get(tenant)?.add(uuid);
  };
  const ask = (tenant: Tenant, events: readonly Logged[]) =>
    current().request("ingest-okta-hook", {
      httpMethod: "POST",
      headers: { authorization: HOOK_SECRET, "content-type": "application/json" },
      pathParameters: { hookId: hookOf(tenant) },
      body: JSON.stringify(envelopeOf(emulator.org(tenant).url, events)),
    });
  const send = async (tenant: Tenant, events: readonly Logged[]): Promise<void> => {
    if (random.chance(plan.late)) {
      counts.late += 1;
      await sleep(random.int(LATEST_MS));
    }
    await post(tenant, events);
    if (!random.chance(plan.repeated)) return;
    counts.repeated += 1;
    await sleep(random.int(LATEST_MS));
    await post(tenant, events);
  };
  return {
    acknowledged,
    counts,
    skip: () => {
      since = new Map(lengths());
      for (const [tenant, length] of since) seen.set(tenant, length);
    },
    logged: (tenant) => watched(emulator.org(tenant).log().slice(since.get(tenant))),
    offer: () => {
      for (const tenant of TENANTS) {
        const log = emulator.org(tenant).log();
        const fresh = watched(log.slice(seen.get(tenant)));
        seen.set(tenant, log.length);
        const arriving = fresh.filter(() => {
          const isLost = random.chance(plan.lost);
          if (isLost) counts.lost += 1;
          return !isLost;
        });
        const batches = random.chance(plan.together) ? [arriving.toReversed()] : arriving.map((event) => [event]);
        for (const batch of batches)
          if (batch.length > 0)
            send(tenant, batch).catch((error: unknown) => onFailure("a hook delivery failed", error));
      }
    },
  };
}

const watched = (events: readonly Logged[]) => events.filter(({ eventType }) => HOOKED.has(eventType));

function envelopeOf(orgUrl: string, events: readonly Logged[]): object {
  return {
    eventType: "com.okta.event_hook",
    eventTypeVersion: "1.0",
    cloudEventsVersion: "0.1",
    source: `${orgUrl}/api/v1/eventHooks/who0000000000000000`,
    eventId: randomUUID(),
    eventTime: events[0]?.published,
    contentType: "application/json",
    data: { events },
  };
}
