import { expect, it } from "vitest";
import type { Engagement } from "../../src/domain/order.ts";
import { newPerson, type Person } from "../../src/domain/person.ts";
import type { CalendarDate } from "../../src/domain/time.ts";
import { putMailbox, wanting } from "../../src/stores/mailbox.ts";
import { listPeople, putPerson, readPerson } from "../../src/stores/people.ts";
import { listRunsOf } from "../../src/stores/runs.ts";
import { forTenant } from "../../src/stores/tenant-store.ts";
import { trailOf } from "./trail.ts";
import { inWorld, TENANT, type World, type WorldOptions } from "./world.ts";

const POLICY = {
  joiner: {
    welcomeManager: false,
    groups: [{ group: "All staff" }, { group: "Engineering", when: { department: "Engineering" } }],
  },
};
const LOGIN = "ana@story.example";
const ANA: Engagement = {
  workerType: "employee",
  login: LOGIN,
  profile: { firstName: "Ana", lastName: "Silva", secondEmail: "ana@home.example", department: "Engineering" },
};

/** A named operator hires somebody of whom nobody has heard yet. */
async function hire({ runtime, clock }: World, engagement: Engagement = ANA): Promise<string> {
  const { deps } = runtime;
  const now = clock.now();
  const key = deps.ids.personKey();
  const order = { id: deps.ids.uuid(), kind: "hire" as const, at: now, reason: "new", orderedBy: "op", orderedAt: now };
  const { links: _none, ...rest } = newPerson(key, { provider: "okta", id: "none" });
  const person: Person = { ...rest, links: [], orders: [{ ...order, engagement }] };
  await forTenant(deps.store, TENANT).transact([
    putPerson(TENANT, person, undefined),
    putMailbox(wanting(undefined, { tenantId: TENANT, personKey: key, priority: 0, now }), undefined),
  ]);
  await deps.assessments.send([{ body: { schemaVersion: 1, tenantId: TENANT, personKey: key }, group: TENANT }]);
  return key;
}

async function giveAdminRole({ org }: World, userId: string): Promise<void> {
  const headers = { authorization: `SSWS ${org.apiToken}`, "content-type": "application/json" };
  const body = JSON.stringify({ type: "SUPER_ADMIN" });
  const { status } = await fetch(`${org.url}/api/v1/users/${userId}/roles`, { method: "POST", headers, body });
  if (status !== 201) throw new Error(`Okta answered ${status}`);
}

const storeOf = ({ runtime }: World) => forTenant(runtime.deps.store, TENANT);
const personOf = async (world: World, key: string): Promise<Person> =>
  (await readPerson(storeOf(world), TENANT, key))!.value;
/** Logins of the accounts that were made in the story, from Okta's own log. */
const accountsOf = async ({ org }: World): Promise<readonly string[]> =>
  org
    .log()
    .filter(({ eventType }) => eventType === "user.lifecycle.create")
    .map(({ target }) => target?.[0]?.alternateId ?? "")
    .filter((login) => login !== "admin@msp.example");
const story = (options: WorldOptions, tell: (world: World) => Promise<void>) =>
  inWorld({ policy: POLICY, ...options }, tell);

it("makes the account, completes and activates it, and everything is read back", async () => {
  await story({}, async (world) => {
    const key = await hire(world);
    await world.settle();
    const [run] = await listRunsOf(storeOf(world), TENANT, key);
    expect(run).toMatchObject({ status: "succeeded", machine: "joiner", verification: { unmet: [] } });
    expect(run?.decision?.operations.map(({ kind }) => kind)).toEqual([
      "create-account",
      "add-group",
      "add-group",
      "activate",
    ]);
    expect(await personOf(world, key)).toMatchObject({ phase: "joined", links: [{ provider: "okta" }] });
    const account = world.org.user(LOGIN);
    expect(account).toMatchObject({
      status: "PROVISIONED",
      profile: { department: "Engineering", userType: "employee" },
    });
    expect(await world.groupsOf(account.id)).toEqual(["All staff", "Engineering", "Everyone"]);
    expect(await trailOf(world, key)).toEqual([
      "mastery: joiner for unmatched: hired by order of a named operator; create-account, add-group x2, activate",
      "mastery: linked",
      "mastery: joiner verified, 4 read back: joined",
    ]);
  });
});

it("is one person and one account, though Okta's own event about the account comes as well", async () => {
  await story({}, async (world) => {
    const key = await hire(world);
    await world.settle();
    await world.days(1);
    expect(await accountsOf(world)).toEqual([LOGIN]);
    const people: Person[] = [];
    for await (const person of listPeople(storeOf(world), TENANT)) people.push(person);
    const alive = people.filter(({ mergedInto }) => mergedInto === undefined);
    expect(alive.map((person) => person.key)).toEqual([key]);
  });
});

it("goes on with the account that Okta made, though the answer was lost", async () => {
  await story({}, async (world) => {
    world.org.faults.add({ method: "POST", path: "/api/v1/users", kind: "lost-answer", times: 1 });
    const key = await hire(world);
    await world.settle();
    expect(await accountsOf(world)).toEqual([LOGIN]);
    expect(await personOf(world, key)).toMatchObject({ phase: "joined" });
  });
});

it("waits for the first day, and makes no account before", async () => {
  await story({}, async (world) => {
    const key = await hire(world, { ...ANA, startDate: "2026-03-05" as CalendarDate });
    await world.settle();
    expect(await accountsOf(world)).toEqual([]);
    await world.days(2);
    expect(await accountsOf(world)).toEqual([]);
    await world.days(2);
    expect(await accountsOf(world)).toEqual([LOGIN]);
    expect(await personOf(world, key)).toMatchObject({ phase: "joined" });
    expect(await trailOf(world, key)).toEqual([
      "mastery: nothing to do (joining) for unmatched: the start date has not come yet; due start at 2026-03-04T11:00Z",
      "mastery: joiner for unmatched: hired by order of a named operator; create-account, add-group x2, activate",
      "mastery: linked",
      "mastery: joiner verified, 4 read back: joined",
    ]);
  });
});

it("takes up the account that bears the login, with the person whom Okta announced", async () => {
  await story({ policy: { ...POLICY, attributes: { startDate: "startDate" } } }, async (world) => {
    world.org.seedAttribute("startDate");
    const userId = await world.admin.createUser(
      {
        ...ANA.profile,
        login: LOGIN,
        email: LOGIN,
        startDate: "2026-06-01",
      },
      false,
    );
    await world.settle();
    const known = await world.keyOf(userId);
    const key = await hire(world);
    await world.settle();
    expect(await personOf(world, key)).toMatchObject({ mergedInto: known, links: [] });
    expect(await personOf(world, known)).toMatchObject({ orders: [{ kind: "hire" }] });
    expect(await trailOf(world, known)).toEqual([
      "mastery: nothing to do (joining) for linked: the start date has not come yet; due start at 2026-05-31T12:00Z",
      "mastery: merged mergedFrom p-…",
      "mastery: joiner for linked: a joiner whose account is not complete; update-profile, add-group x2, activate",
      "mastery: joiner verified, 4 read back: joined",
    ]);
    expect(await accountsOf(world)).toEqual([LOGIN]);
  });
});

it("two hires with one login: the second is held and says why", async () => {
  await story({}, async (world) => {
    const first = await hire(world);
    const second = await hire(world);
    await world.settle();
    await world.days(1);
    const people = [await personOf(world, first), await personOf(world, second)];
    expect(people.map(({ phase }) => phase).toSorted()).toEqual(["joined", "provisional"]);
    const held = people.find(({ phase }) => phase === "provisional");
    expect(held?.hold).toMatchObject({ code: "disputed-account" });
    expect(await accountsOf(world)).toEqual([LOGIN]);
  });
});

it("never hands an administrator's account to a record", async () => {
  await story({}, async (world) => {
    const { id } = world.org.seedUser({ profile: { ...ANA.profile, login: LOGIN, email: LOGIN } });
    await giveAdminRole(world, id);
    const key = await hire(world);
    await world.settle();
    expect(await personOf(world, key)).toMatchObject({ links: [], hold: { code: "disputed-account" } });
  });
});

it("a record without a name is held and makes no account", async () => {
  await story({}, async (world) => {
    const key = await hire(world, { ...ANA, profile: { firstName: "Ana" } });
    await world.settle();
    expect(await personOf(world, key)).toMatchObject({ hold: { code: "incomplete-record" } });
    expect(await accountsOf(world)).toEqual([]);
  });
});
