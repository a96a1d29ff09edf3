// One tenant's ten thousand events do not make another tenant's joiner wait.
import { expect, it } from "vitest";
import { epochMsOf } from "../../src/domain/time.ts";
import { parseTenantConfig } from "../../src/tenants/tenant-config.ts";
import { applyTenant } from "../../src/tenants/tenant-records.ts";
import { inWorld, type World } from "./world.ts";

const BUSY = "busy";
const PENDING = 10_000;
const UNLOADED = 20;
/** What a message or a step takes, on the story's clock: a few calls to Okta. */
const WORK_MS = 50;
const IN_BULK = 1000;

/** Work takes time, as it does where calls travel; the emulator beside us answers at once. */
function takeTime({ runtime, clock }: World): { batches: number } {
  const worked = { batches: 0 };
  for (const target of runtime.functions.values()) {
    const { handler, definition } = target;
    if (definition.kind !== "step" && definition.kind !== "consumer") continue;
    const slowly: typeof handler = async (event, context) => {
      const messages = (event as { Records?: readonly unknown[] }).Records?.length;
      if (messages !== undefined) worked.batches += 1;
      await clock.sleep((messages ?? 1) * WORK_MS);
      return handler(event, context);
    };
    Object.assign(target, { handler: slowly });
  }
  return worked;
}

/** From the moment that Okta delivers the hook until the joiner's run is verified and closed. */
async function join(world: World, name: string): Promise<number> {
  const { admin, clock, org } = world;
  const mail = (host: string) => `${name}@${host}.example`;
  const profile = { login: mail("story"), email: mail("story"), secondEmail: mail("home"), firstName: name };
  const [userId, since] = await clock.track(async () => {
    const id = await admin.createUser({ ...profile, lastName: "Roe" }, true);
    const delivered = clock.now();
    await org.hooks.idle();
    return [id, delivered] as const;
  });
  for (;;) {
    const run = (await world.runs(userId)).find(({ machine }) => machine === "joiner");
    if (run?.closedAt !== undefined) {
      expect(run.status).toBe("succeeded");
      return epochMsOf(run.closedAt) - epochMsOf(since);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** A tenant beside the story's, whose ten thousand events about as many people have just come. */
async function flood({ runtime, emulator, clock }: World): Promise<void> {
  const { deps } = runtime;
  const hook = { id: `${BUSY}.0123456789abcdef0123456789abcdef`, secret: { secret: "okta-hook" } };
  const okta = { orgUrl: "emulator", auth: { type: "token", token: { secret: "okta-token" } }, hook };
  const file = { schemaVersion: 1, id: BUSY, name: "Busy Ltd", mode: "okta", okta, policy: { timeZone: "UTC" } };
  await deps.secrets.write(BUSY, "okta-token", emulator.org(BUSY).apiToken);
  const config = parseTenantConfig(JSON.stringify(file), "busy.json");
  await applyTenant(deps.store, config, { now: clock.now(), hookSecret: "another-secret" });
  const hints = Array.from({ length: PENDING }, (_, n) => {
    const about = { subject: { provider: "okta", id: `00ubusy${n}` }, eventType: "user.account.update_profile" };
    const from = { source: "okta-hook", receivedAt: clock.now(), priority: 1, own: false };
    return { schemaVersion: 1, tenantId: BUSY, eventId: `busy-${n}`, ...about, ...from };
  });
  for (let n = 0; n < PENDING; n += IN_BULK)
    await deps.intake.send(hints.slice(n, n + IN_BULK).map((body) => ({ body, group: BUSY })));
}

it(`finishes a joiner within three times the usual while another tenant has ${PENDING} events pending`, async () => {
  const policy = { joiner: { groups: [{ group: "All staff" }] } };
  await inWorld({ policy, neighbours: [BUSY] }, async (world) => {
    const worked = takeTime(world);
    const usual: number[] = [];
    for (let n = 0; n < UNLOADED; n += 1) {
      usual.push(await join(world, `usual${n}`));
      await world.settle();
    }
    const p95 = usual.toSorted((a, b) => a - b)[Math.ceil(UNLOADED * 0.95) - 1]!;
    await world.clock.track(() => flood(world));
    const before = worked.batches;
    const delay = await join(world, "late");
    const batches = worked.batches - before;
    console.log(
      `fairness: unloaded p95 of ${UNLOADED} joiners ${p95} ms; with ${PENDING} events of another tenant pending ${delay} ms (${(delay / p95).toFixed(2)} times), after ${batches} batches`,
    );
    expect(delay).toBeLessThanOrEqual(3 * p95);
    expect(batches * 10).toBeLessThan(PENDING / 2); // the other tenant was still busy
  });
});
