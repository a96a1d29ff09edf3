import { expect, it } from "vitest";
import type { EventsReport } from "../../src/api/events-status.ts";
import { runOperation } from "../../src/api/run-operation.ts";
import { addMs } from "../../src/domain/time.ts";
import { trailOf } from "./trail.ts";
import { inWorld, MONDAY, TENANT, type World } from "./world.ts";

const MINUTE_MS = 60_000;
const ana = { login: "ana@story.example", email: "ana@story.example", firstName: "Ana", lastName: "Silva" };

const eventsOf = async ({ runtime }: World) =>
  ((await runOperation("events.status", { tenantId: TENANT }, runtime.deps)) as EventsReport).tenants[0]!;

/** A minute passes and its chores are done. */
async function minute(world: World, count = 1): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await world.clock.advance(MINUTE_MS);
    await world.runtime.sweep();
    await world.settle();
  }
}

async function employ(world: World): Promise<string> {
  const userId = await world.admin.createUser({ ...ana, secondEmail: "ana@home.example" }, true);
  await world.settle();
  await minute(world, 4);
  expect(await world.person(userId)).toMatchObject({ phase: "joined" });
  return userId;
}

it("gets a leaver out whose hook was lost entirely, and says that only the log told it", async () => {
  await inWorld({}, async (world) => {
    const userId = await employ(world);
    const before = await eventsOf(world);
    expect(before).toMatchObject({ unaccounted: 0, last24h: { missed: 0, isHookSilent: false } });
    await minute(world, 20);
    world.org.hooks.loseNext(1);
    await world.admin.deactivate(userId);
    await world.settle();
    const lost = await eventsOf(world);
    expect(lost).toMatchObject({ unaccounted: 1, oldestUnaccountedAt: world.clock.now(), waiting: { wishes: 0 } });
    expect(await world.person(userId)).toMatchObject({ phase: "joined" });
    await minute(world, 16);
    expect(await world.person(userId)).toMatchObject({ phase: "left" });
    const found = await eventsOf(world);
    expect(found).toMatchObject({ unaccounted: 0, gaps: [], last24h: { missed: 1 } });
    expect(found.last24h.logOnly).toBe(before.last24h.logOnly + 1);
    expect(found.last24h.both).toBeGreaterThan(0);
    expect(found.last24h.hookLag?.p50Ms).toBeGreaterThanOrEqual(0);
    expect(await trailOf(world, userId)).toEqual([
      "mastery: nothing to do (joined) for linked: a new account in Okta: nothing is left to do",
      "mastery: leaver for linked: the account was deactivated in Okta; clear-sessions, record-groups",
      "mastery: leaver verified, 2 read back: left",
    ]);
  });
});

it("calls the hook silent when the log goes on without it", async () => {
  await inWorld({}, async (world) => {
    const userId = await employ(world);
    await minute(world, 30);
    world.org.hooks.loseNext(1000);
    await world.admin.updateProfile(userId, { title: "Chief" });
    await minute(world, 20);
    expect((await eventsOf(world)).last24h).toMatchObject({ isHookSilent: true, missed: 1 });
  });
});

it("finds who left in a gap of the log when Okta refuses the cursor, and shows the gap", async () => {
  await inWorld({}, async (world) => {
    const userId = await employ(world);
    await minute(world, 3);
    const lastRead = (await eventsOf(world)).log!.readUntil!;
    world.org.hooks.loseNext(1000);
    await world.clock.advance(3 * 60 * MINUTE_MS);
    await world.admin.deactivate(userId);
    world.org.configure({ oldestLogCursor: world.org.log().length });
    await world.clock.advance(2 * 60 * MINUTE_MS); // longer ago than the new reading reaches back
    await minute(world, 3);
    expect(await world.person(userId)).toMatchObject({ phase: "left" });
    const { gaps, unaccounted } = await eventsOf(world);
    expect(unaccounted).toBe(0);
    expect(gaps).toMatchObject([{ from: lastRead, reason: "cursor-refused" }]);
    expect(gaps[0]!.sweptAt! >= gaps[0]!.to).toBe(true);
    expect(lastRead > addMs(MONDAY, 0)).toBe(true);
    expect(await trailOf(world, userId)).toEqual([
      "mastery: nothing to do (joined) for linked: a new account in Okta: nothing is left to do",
      "mastery: leaver for linked: the account was deactivated in Okta; clear-sessions, record-groups",
      "mastery: leaver verified, 2 read back: left",
    ]);
  });
});
