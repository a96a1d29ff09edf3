// Nothing by which a person could be recognised is seen outside the store, whatever happens to that person.
import { describe, expect, it, vi } from "vitest";
import { InvalidInput } from "../../src/domain/errors.ts";
import type { CalendarDate } from "../../src/domain/time.ts";
import { auditWrites } from "../../src/stores/audit.ts";
import { forTenant } from "../../src/stores/tenant-store.ts";
import { BOSS, CANARY, canariesIn, expectNoCanary, hire, REASON, seedBoss } from "./canary.ts";
import { observe, PLACES, type Seen } from "./observed.ts";
import { AMEND, BY, operate } from "./operator.ts";
import { TENANT, type World } from "./world.ts";

const POLICY = {
  joiner: {
    profile: [{ attribute: "displayName", value: "{firstName} {lastName}", when: { department: CANARY.department } }],
    groups: [{ group: "Sales", when: { department: CANARY.department } }],
  },
  mover: { aliasAttribute: "aliases" },
  leaver: {
    tasks: [{ key: "laptop", title: "Collect it", instructions: "Ask.", owner: "desk@msp.example", dueDays: 2 }],
  },
};
const ORDER = { ...BY, reason: REASON };

const textOf = (seen: readonly Seen[]): string => seen.map(({ text }) => text).join("\n");
const endedOf = async (world: World, userId: string) =>
  (await world.runs(userId)).flatMap(({ machine, status }) => (machine ? `${machine} ${status}` : []));

async function passMinute({ clock, runtime, settle }: World): Promise<void> {
  await clock.advance(60_000);
  await runtime.sweep();
  await settle();
}

async function leakIntoTrail({ runtime: { deps }, keyOf, clock }: World, userId: string): Promise<void> {
  const store = forTenant(deps.store, TENANT);
  const entry = { at: clock.now(), kind: "decided", by: "mastery", detail: { login: CANARY.login } };
  await store.transact(await auditWrites(store, TENANT, await keyOf(userId), entry));
}

describe("the search", () => {
  it("finds every value of the canaries, as it is, in a link, and as part of something else", () => {
    for (const value of [...Object.values(CANARY), ...Object.values(BOSS), REASON])
      for (const text of [value, encodeURIComponent(value), value.toUpperCase(), JSON.stringify({ a: `<${value}>` })])
        expect(canariesIn([{ place: "log", text }])).not.toEqual([]);
  });

  it("looks everywhere: what leaks into a place is found there", async () => {
    const quiet = vi.spyOn(console, "info").mockReturnValue();
    const seen = await observe({ policy: POLICY }, async (world) => {
      const { deps, functions } = world.runtime;
      deps.log.info("leaked", { login: CANARY.login });
      console.info(JSON.stringify({ _aws: {}, login: CANARY.login })); // a metric, as Lambda takes them
      await deps.intake.send([{ body: { schemaVersion: 1, tenantId: TENANT, login: CANARY.login }, group: TENANT }]);
      await world.days(1);
      const { definition } = functions.get("verify-run")!;
      const failing = vi.spyOn(definition, "run").mockRejectedValue(new InvalidInput(`leaked ${CANARY.login}`));
      const userId = await hire(world);
      failing.mockRestore();
      await leakIntoTrail(world, userId);
    });
    quiet.mockRestore();
    const places = new Set(canariesIn(seen).map((found) => found.slice(0, found.indexOf(":"))));
    expect([...places].toSorted()).toEqual([...PLACES].toSorted());
  });
});

it("a joiner and a leaver that succeed", async () => {
  const seen = await observe({ policy: POLICY }, async (world) => {
    const userId = await hire(world);
    await operate(world, "person.leave", { ...ORDER, who: CANARY.login });
    expect(await endedOf(world, userId)).toEqual(["joiner succeeded", "leaver succeeded"]);
  });
  expect(textOf(seen)).toContain(`"attributes":["displayName"]`); // names of attributes are for the operator
  expectNoCanary(seen, "joiner", "leaver");
});

it("a joiner that is refused by Okta, and what it undoes", async () => {
  const seen = await observe({ policy: POLICY }, async (world) => {
    const path = "/api/v1/users/*/lifecycle/**";
    world.org.faults.add({ method: "POST", path, kind: "status", status: 500, times: 99 });
    expect(await endedOf(world, await hire(world))).toContain("joiner failed");
  });
  expect(textOf(seen)).toContain("ProviderUnavailable");
  expectNoCanary(seen, "joiner");
});

it("a profile that reads back with other values than were written", async () => {
  const seen = await observe({ policy: POLICY }, async (world) => {
    const step = world.runtime.functions.get("complete-profile")!;
    const { handler } = step;
    Object.assign(step, {
      handler: async (event: object, context: object) => {
        const answer = await handler(event, context);
        await world.admin.updateProfile(CANARY.login, { displayName: "Kanari by somebody else" });
        return answer;
      },
    });
    const runs = await world.runs(await hire(world));
    expect(runs.some(({ error }) => error === "VerificationFailed")).toBe(true);
  });
  expect(textOf(seen)).toContain("other values in displayName");
  expectNoCanary(seen, "joiner");
});

it("a step that fails unexpectedly", async () => {
  const seen = await observe({ policy: POLICY }, async (world) => {
    const { deps } = world.runtime;
    const { notifier } = deps;
    const send = async ({ to, subject }: { to: string; subject: string }): Promise<void> => {
      throw new TypeError(`cannot send ${subject} to ${to}`);
    };
    Object.assign(deps, { notifier: (tenantId: string) => ({ ...notifier(tenantId), send }) });
    expect(await endedOf(world, await hire(world))).toContain("joiner failed");
  });
  expect(textOf(seen)).toContain("TypeError");
  expectNoCanary(seen, "joiner");
});

it("a value that Okta refuses", async () => {
  const rule = { attribute: "secondEmail", value: "{lastName} is no address", strength: "strong" };
  const seen = await observe({ policy: { joiner: { profile: [rule] } } }, async (world) => {
    expect(await endedOf(world, await hire(world))).toContain("joiner failed");
  });
  expect(textOf(seen)).toContain("E0000001");
  expectNoCanary(seen, "joiner");
});

it("moves: another department, name and manager, found by hook and by the log alone", async () => {
  const seen = await observe({ policy: POLICY }, async (world) => {
    await world.admin.addAttributes(["aliases"]);
    const userId = await hire(world);
    const next = {
      firstName: "Bossanova II",
      login: "boss2.kanari@story.example",
      email: "boss2.kanari@story.example",
    };
    const managerId = seedBoss(world, next);
    for (const change of [
      { department: "Kanari Sales" },
      { lastName: "Kanari-Quackenbush", email: "kanari.quackenbush@story.example" },
      { managerId },
    ]) {
      await world.admin.updateProfile(userId, change);
      await world.settle();
    }
    world.org.hooks.loseNext(1000);
    await world.admin.updateProfile(userId, { department: CANARY.department, lastName: "Quackenbush the third" });
    for (let minute = 0; minute < 20; minute += 1) await passMinute(world);
    const ended = await endedOf(world, userId);
    expect(ended.filter((end) => end === "mover succeeded")).toHaveLength(4);
    expect(await world.groupsOf(userId)).toContain("Sales");
  });
  expectNoCanary(seen, "joiner", "mover");
});

it("an absence, a return and a change, ordered with words that should not be in the reason", async () => {
  const seen = await observe({ policy: POLICY }, async (world) => {
    const userId = world.org.seedUser({ profile: { ...CANARY, managerId: seedBoss(world) } }).id;
    await operate(world, "person.absence", { ...ORDER, who: CANARY.login, ticket: "Kanari-7" });
    await operate(world, "person.return", { ...ORDER, who: userId });
    const later = await operate(world, "person.absence", { ...ORDER, who: userId, at: "2026-03-20" });
    await operate(world, "orders.withdraw", { ...AMEND, reason: REASON, orderId: later.order.id });
    await operate(world, "person.change", { ...ORDER, who: userId, set: { city: "Kanariton" }, title: "Kanari Chief" });
    expect(await endedOf(world, userId)).toEqual(expect.arrayContaining(["absence succeeded", "return succeeded"]));
    expect(world.org.user(userId).profile).toMatchObject({ city: "Kanariton" });
  });
  expectNoCanary(seen, "absence", "return", "mover");
});

it("a contractor who is hired by order, of whom the sponsor is reminded, and who leaves at the end", async () => {
  const seen = await observe({ policy: POLICY }, async (world) => {
    seedBoss(world);
    const name = { given: CANARY.firstName, family: CANARY.lastName, department: CANARY.department };
    const addresses = { email: CANARY.email, personalEmail: CANARY.secondEmail, sponsor: BOSS.login };
    const contract = { workerType: "contingent" as const, endDate: "2026-03-20" as CalendarDate };
    await operate(world, "person.hire", { ...ORDER, ...name, ...addresses, ...contract, manager: BOSS.login });
    await world.days(20);
    expect(world.org.user(CANARY.login).status).toBe("DEPROVISIONED");
  });
  expectNoCanary(seen, "joiner", "reminder", "leaver");
});

it("somebody who is held, since nobody may touch the account", async () => {
  const policy = { ...POLICY, guards: { protectedLogins: [CANARY.login] } };
  const seen = await observe({ policy }, async (world) => {
    const userId = await hire(world);
    await operate(world, "person.leave", { ...ORDER, who: userId });
    expect((await world.person(userId)).hold).toMatchObject({ code: "protected-person" });
  });
  expect(textOf(seen)).toContain("Held: protected-person");
  expectNoCanary(seen);
});

it("somebody whose sign-in is cut, since the directory and not Okta ends the account", async () => {
  const seen = await observe({ mode: "ad" }, async (world) => {
    const { org } = world;
    const ad = org.seedDirectory({ label: "corp.example" });
    org.putSourcePerson(ad.id, { externalId: "zq", profile: CANARY, active: true });
    org.importRun(ad.id);
    await world.settle();
    await operate(world, "person.leave", { ...ORDER, who: CANARY.login });
    expect(org.user(CANARY.login).status).toBe("SUSPENDED");
  });
  expectNoCanary(seen, "contain");
});
