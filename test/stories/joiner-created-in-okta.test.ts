import { expect, it } from "vitest";
import { trailOf } from "./trail.ts";
import { inWorld } from "./world.ts";

const POLICY = {
  joiner: {
    profile: [{ attribute: "displayName", value: "{firstName} {lastName}" }],
    groups: [
      { group: "All staff" },
      { group: "Engineering", when: { department: "engineering" } },
      { group: "Sales", when: { department: "Sales" } },
    ],
  },
};
const ana = {
  login: "ana@story.example",
  email: "ana@story.example",
  secondEmail: "ana@home.example",
  firstName: "Ana",
  lastName: "Silva",
  department: "Engineering",
};

it("completes, groups and activates a user who was created in the org, and reads everything back", async () => {
  await inWorld({ policy: POLICY }, async (world) => {
    const { admin, org } = world;
    const boss = org.seedUser({
      profile: { login: "boss@story.example", email: "boss@story.example", firstName: "B", lastName: "Oss" },
    });
    const userId = await admin.createUser({ ...ana, managerId: boss.id }, false);
    await world.settle();

    const [run] = (await world.runs(userId)).filter(({ machine }) => machine === "joiner");
    expect(run).toMatchObject({ status: "succeeded", verification: { unmet: [] } });
    expect(await world.states(run!)).toEqual([
      "Create account",
      "Reopen account",
      "Change user type",
      "Complete profile",
      "Add groups",
      "Activate account",
      "Deliver credential",
      "Verify",
      "Write welcome note",
      "Record",
      "Release",
      "Done",
    ]);
    expect(org.user(userId)).toMatchObject({ status: "PROVISIONED", profile: { displayName: "Ana Silva" } });
    expect(await world.groupsOf(userId)).toEqual(["All staff", "Engineering", "Everyone"]);
    expect(org.emails().flatMap(({ to }) => to)).toContain("ana@home.example");
    expect(await world.person(userId)).toMatchObject({ phase: "joined", label: "Ana Silva" });
    expect(await trailOf(world, userId)).toEqual([
      "mastery: joiner for linked: a new account in Okta; update-profile, add-group x2, activate, welcome-manager",
      "mastery: joiner verified, 5 read back: joined",
    ]);
  });
});

it("looks again after its own writes came back as events, and changes nothing", async () => {
  await inWorld({ policy: POLICY }, async (world) => {
    const userId = await world.admin.createUser(ana, false);
    await world.settle();
    await world.days(1);
    const runs = await world.runs(userId);
    expect(runs.filter(({ machine }) => machine !== undefined)).toHaveLength(1);
    expect(runs.at(-1)?.status).toBe("unchanged");
  });
});

it("holds a joiner whom no credential can reach, and goes on once the personal address is set", async () => {
  await inWorld({ policy: POLICY }, async (world) => {
    const { secondEmail: _none, ...unreachable } = ana;
    const userId = await world.admin.createUser(unreachable, false);
    await world.settle();
    expect(await world.person(userId)).toMatchObject({ hold: { code: "no-reachable-address" } });
    expect(world.status(userId)).toBe("STAGED");

    await world.admin.updateProfile(userId, { secondEmail: "ana@home.example" });
    await world.settle();
    expect(world.status(userId)).toBe("PROVISIONED");
    expect((await world.person(userId)).hold).toBeUndefined();
  });
});

it("waits as a due item for a start date, and begins on the day in the tenant's zone", async () => {
  await inWorld({ policy: { ...POLICY, attributes: { startDate: "costCenter" } } }, async (world) => {
    const userId = await world.admin.createUser({ ...ana, costCenter: "2026-03-05" }, false);
    await world.settle();
    await world.days(2);
    expect(world.status(userId)).toBe("STAGED");
    await world.days(2);
    expect(world.status(userId)).toBe("PROVISIONED");
  });
});

it("mails the link in the end when the manager's mailbox could not take it", async () => {
  const policy = { joiner: { firstCredential: "manager-link", welcomeManager: false } };
  await inWorld({ policy }, async (world) => {
    const boss = world.org.seedUser({
      profile: { login: "boss@story.example", email: "boss@story.example", firstName: "B", lastName: "Oss" },
    });
    const { secondEmail: _none, ...unreachable } = ana;
    const { deps } = world.runtime;
    const { notifier } = deps;
    const broken = { send: () => Promise.reject(new Error("mailbox full")), wasSent: async () => false };
    Object.assign(deps, { notifier: () => broken });
    const userId = await world.admin.createUser({ ...unreachable, managerId: boss.id }, false);
    await world.settle();
    expect((await world.runs(userId)).findLast(({ machine }) => machine === "joiner")).toMatchObject({
      status: "failed",
    });
    expect(world.org.emails().flatMap(({ to }) => to)).not.toContain("ana@home.example");

    Object.assign(deps, { notifier });
    await world.admin.updateProfile(userId, { secondEmail: "ana@home.example", managerId: "" });
    await world.days(1);
    expect(world.org.emails().flatMap(({ to }) => to)).toContain("ana@home.example");
    expect(await world.person(userId)).toMatchObject({ phase: "joined" });
  });
});
