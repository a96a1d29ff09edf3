import { describe, expect, it } from "vitest";
import type { Person } from "../../src/domain/person.ts";
import type { CalendarDate } from "../../src/domain/time.ts";
import { WorkerRecord } from "../../src/domain/worker-record.ts";
import { listPeople } from "../../src/stores/people.ts";
import { listRunsOf, type Run } from "../../src/stores/runs.ts";
import { forTenant } from "../../src/stores/tenant-store.ts";
import { recordWorker } from "../../src/stores/workers.ts";
import { trailOf } from "./trail.ts";
import { inWorld, TENANT, type World } from "./world.ts";

const FEED = { type: "csv", name: "hr", kind: "full" };
const POLICY = {
  joiner: {
    welcomeManager: false,
    groups: [
      { group: "All staff" },
      { group: "Engineering", when: { department: "Engineering" } },
      { group: "Sales", when: { department: "Sales" } },
    ],
  },
};
const LOGIN = "ana@story.example";
const inHarbor = (tell: (world: World) => Promise<void>) =>
  inWorld({ mode: "hr", hr: { importedBy: "mastery", feed: FEED }, policy: POLICY }, tell);

interface Sent {
  readonly department?: string;
  readonly hire?: string;
  readonly lastDayWorked?: string;
  readonly worker?: string;
}

/** HR says what is true of Ana. */
async function hrSays({ runtime, clock }: World, sent: Sent = {}): Promise<string> {
  const { deps } = runtime;
  const { department = "Engineering", hire = "2026-03-02", lastDayWorked, worker = "W1" } = sent;
  const record = WorkerRecord.parse({
    schemaVersion: 1,
    source: {
      system: "csv",
      connectionId: "hr",
      sourceWorkerId: worker,
      observedAt: clock.now(),
      rawHash: JSON.stringify(sent),
    },
    workerType: "employee",
    sourceStatus: "Active",
    statusSignal: "active",
    name: { legalGiven: "Ana", legalFamily: "Silva" },
    contact: { workEmail: LOGIN, personalEmail: "ana@home.example" },
    job: { department },
    dates: { hire: hire as CalendarDate, lastDayWorked: (lastDayWorked ?? null) as CalendarDate | null },
    custom: {},
  });
  const store = forTenant(deps.store, TENANT);
  const at = { now: clock.now(), freshKey: deps.ids.personKey };
  const { personKey } = await recordWorker(store, TENANT, record, at);
  await deps.assessments.send([{ body: { schemaVersion: 1, tenantId: TENANT, personKey }, group: TENANT }]);
  return personKey;
}

const createInOkta = ({ admin }: World): Promise<string> =>
  admin.createUser(
    { login: LOGIN, email: LOGIN, firstName: "Ana", lastName: "Silva", secondEmail: "ana@home.example" },
    false,
  );

/** Who is still a person of their own. */
async function peopleOf({ runtime }: World): Promise<readonly Person[]> {
  const people: Person[] = [];
  for await (const person of listPeople(forTenant(runtime.deps.store, TENANT), TENANT)) people.push(person);
  return people.filter(({ mergedInto }) => mergedInto === undefined);
}

const runsOf = ({ runtime }: World, key: string): Promise<readonly Run[]> =>
  listRunsOf(forTenant(runtime.deps.store, TENANT), TENANT, key);

const createdAccounts = ({ org }: World): readonly string[] =>
  org
    .log()
    .filter(({ eventType, target }) => eventType === "user.lifecycle.create" && target?.[0]?.alternateId === LOGIN)
    .map(({ uuid }) => uuid);

/** One person, linked both ways, joined, with one account. */
async function expectOnePerson(world: World): Promise<Person> {
  const people = await peopleOf(world);
  expect(people).toHaveLength(1);
  const [ana] = people;
  expect(ana).toMatchObject({ phase: "joined" });
  expect(ana?.links.map(({ provider }) => provider).toSorted()).toEqual(["csv", "okta"]);
  expect(createdAccounts(world)).toHaveLength(1);
  const runs = await runsOf(world, ana!.key);
  expect(runs.filter(({ machine, status }) => machine === "joiner" && status === "succeeded")).toHaveLength(1);
  return ana!;
}

describe("hired in HR and created in Okta at once", () => {
  it("HR first: one person, one account", async () => {
    await inHarbor(async (world) => {
      await Promise.all([hrSays(world), world.settle()]);
      await world.settle();
      await world.days(1);
      await expectOnePerson(world);
    });
  });
  it("Okta first: the account waits for its record, then one person, one account", async () => {
    await inHarbor(async (world) => {
      const userId = await createInOkta(world);
      await world.settle();
      expect(await world.person(userId)).toMatchObject({ phase: "provisional" });
      expect(world.status(userId)).toBe("STAGED");
      await hrSays(world);
      await world.settle();
      const ana = await expectOnePerson(world);
      expect(await trailOf(world, ana.key)).toEqual([
        "mastery: merged mergedFrom p-…",
        "mastery: joiner for linked: a new account in Okta; update-profile, add-group x2, activate",
        "mastery: joiner verified, 4 read back: joined",
      ]);
    });
  });
  it("in the same moment, in either order: one person, one account", async () => {
    await inHarbor(async (world) => {
      await Promise.all([createInOkta(world), hrSays(world)]);
      await world.settle();
      await world.days(1);
      await expectOnePerson(world);
    });
    await inHarbor(async (world) => {
      await Promise.all([hrSays(world), createInOkta(world)]);
      await world.settle();
      await world.days(1);
      await expectOnePerson(world);
    });
  });
});

it("moves with the record, leaves on the last working day in Auckland, and comes back with a new first day", async () => {
  await inHarbor(async (world) => {
    const key = await hrSays(world);
    await world.settle();
    const { id } = world.org.user(LOGIN);
    expect(await world.groupsOf(id)).toEqual(["All staff", "Engineering", "Everyone"]);
    await hrSays(world, { department: "Sales" });
    await world.settle();
    expect(await world.groupsOf(id)).toEqual(["All staff", "Everyone", "Sales"]);
    expect(world.org.user(id)).toMatchObject({ profile: { department: "Sales" } });

    await hrSays(world, { department: "Sales", lastDayWorked: "2026-03-04" });
    await world.settle();
    await world.days(2); // 09:00 on Wednesday in Auckland: the last day is not over
    expect(world.status(id)).not.toBe("DEPROVISIONED");
    await world.days(1);
    expect(world.status(id)).toBe("DEPROVISIONED");
    const left = (await runsOf(world, key)).find(({ machine }) => machine === "leaver");
    expect(left).toMatchObject({
      status: "succeeded",
      decision: { reason: expect.stringContaining("the employment is over") },
    });
    expect(await world.groupsOf(id)).toEqual(["Everyone"]);

    await hrSays(world, { hire: "2026-03-09" });
    await world.settle();
    expect(world.status(id)).toBe("DEPROVISIONED");
    await world.days(5);
    expect(world.status(id)).toBe("PROVISIONED");
    expect(await world.groupsOf(id)).toEqual(["All staff", "Engineering", "Everyone"]);
    expect(createdAccounts(world)).toHaveLength(1);
    expect(await trailOf(world, key)).toEqual([
      "feed hr: new worker",
      "mastery: joiner for unmatched: the employee of the worker record in hr (Active); create-account, add-group x2, activate",
      "mastery: linked",
      "mastery: joiner verified, 4 read back: joined",
      "feed hr: changed worker: job.department",
      "mastery: mover for linked: move: department changed; update-profile, add-group, remove-group",
      "mastery: mover verified, 3 read back: joined",
      "feed hr: changed worker: dates.lastDayWorked",
      "mastery: nothing to do (joined) for linked: unchanged; due end at 2026-03-04T11:00Z",
      "mastery: leaver for linked: the employment is over: the employee of the worker record in hr (Active); block-sign-in, clear-sessions, record-groups, remove-group x2",
      "mastery: leaver verified, 5 read back: left",
      "feed hr: changed worker: dates.hire, dates.lastDayWorked, job.department",
      "mastery: nothing to do (joining) for linked: the start date has not come yet; due start at 2026-03-08T11:00Z",
      "mastery: joiner for linked: a rehire: the employee of the worker record in hr (Active); reopen-account, update-profile, add-group x2, activate",
      "mastery: joiner verified, 5 read back: joined",
    ]);
  });
});
