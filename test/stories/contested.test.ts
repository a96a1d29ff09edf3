import { expect, it } from "vitest";
import type { CalendarDate } from "../../src/domain/time.ts";
import { WorkerRecord } from "../../src/domain/worker-record.ts";
import { readPerson } from "../../src/stores/people.ts";
import { forTenant } from "../../src/stores/tenant-store.ts";
import { recordWorker } from "../../src/stores/workers.ts";
import { trailOf } from "./trail.ts";
import { inWorld, TENANT, type World } from "./world.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LOGIN = "ana@story.example";
const FEED = { type: "csv", name: "hr", kind: "full" };
const HARBOR = {
  mode: "hr",
  hr: { importedBy: "mastery", feed: FEED },
  policy: {
    joiner: { welcomeManager: false, groups: [{ group: "Engineering", when: { department: "Engineering" } }] },
  },
} as const;

/** HR says that Ana works in Engineering. */
async function hireAna({ runtime, clock, settle }: World): Promise<string> {
  const { deps } = runtime;
  const observed = { observedAt: clock.now(), rawHash: "1" };
  const record = WorkerRecord.parse({
    schemaVersion: 1,
    source: { system: "csv", connectionId: "hr", sourceWorkerId: "W1", ...observed },
    workerType: "employee",
    sourceStatus: "Active",
    statusSignal: "active",
    name: { legalGiven: "Ana", legalFamily: "Silva" },
    contact: { workEmail: LOGIN, personalEmail: "ana@home.example" },
    job: { department: "Engineering" },
    dates: { hire: "2026-03-02" as CalendarDate, lastDayWorked: null },
    custom: {},
  });
  const at = { now: clock.now(), freshKey: deps.ids.personKey };
  const { personKey } = await recordWorker(forTenant(deps.store, TENANT), TENANT, record, at);
  await deps.assessments.send([{ body: { schemaVersion: 1, tenantId: TENANT, personKey }, group: TENANT }]);
  await settle();
  return personKey;
}

async function minutes(world: World, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await world.clock.advance(MINUTE_MS);
    await world.runtime.sweep();
    await world.settle();
  }
}

/** Another system of the customer's moves Ana to Sales in Okta, and we hear of it by hook or from the log alone. */
async function moveToSales(world: World, way: "hook" | "log"): Promise<void> {
  if (way === "log") world.org.hooks.loseNext(1);
  await world.admin.updateProfile(LOGIN, { department: "Sales" });
  await world.settle();
  await minutes(world, way === "log" ? 20 : 2);
}

for (const way of ["hook", "log"] as const)
  it(`holds for a fight that the ${way} tells of, names the other actor, and ends a day after that stopped`, async () => {
    await inWorld(HARBOR, async (world) => {
      const key = await hireAna(world);
      await minutes(world, 2);
      const ana = async () => (await readPerson(forTenant(world.runtime.deps.store, TENANT), TENANT, key))!.value;
      const department = () => (world.org.user(LOGIN) as { profile: { department?: string } }).profile.department;
      expect(await ana()).toMatchObject({ phase: "joined" });
      for (let n = 0; n < 2; n += 1) {
        await moveToSales(world, way);
        expect(department()).toBe("Engineering");
      }
      await moveToSales(world, way);
      const { hold } = await ana();
      const { actor, transaction } = world.org.log().findLast(({ eventType }) => eventType.endsWith("update_profile"))!;
      expect(hold).toMatchObject({ code: "contested" });
      const token = transaction.detail["requestApiTokenId"];
      expect(hold?.reason).toContain(`by actor User ${actor.id} with API token ${token}, `);
      expect(hold?.reason).toMatch(/\d times since 2026-/);
      expect(JSON.stringify(hold)).not.toContain(actor.alternateId);
      expect(department()).toBe("Sales");
      await world.clock.advance(23 * HOUR_MS);
      await minutes(world, 2);
      expect(await ana()).toMatchObject({ hold: { code: "contested" } });
      await world.clock.advance(HOUR_MS);
      await minutes(world, 2);
      expect(department()).toBe("Engineering");
      expect((await ana()).hold).toBeUndefined();
      const move = [
        "mastery: mover for linked: profile change: department; update-profile",
        "mastery: mover verified, 1 read back: joined",
      ];
      expect((await trailOf(world, key)).slice(-7)).toEqual([
        ...move,
        ...move,
        expect.stringMatching(
          /^mastery: nothing to do \(joined\) for linked: update-profile was carried out 2 times in 24 h, and is undone each time: by actor User 00u… with API token 00T…, 5 times since .*; due contested at .*; held contested$/,
        ),
        ...move,
      ]);
    });
  });
