import { expect, it } from "vitest";
import { addMs } from "../../src/domain/time.ts";
import { listOutbox } from "../../src/stores/outbox-record.ts";
import type { Run } from "../../src/stores/runs.ts";
import { forTenant } from "../../src/stores/tenant-store.ts";
import { trailOf } from "./trail.ts";
import { inWorld, MONDAY, TENANT, type World } from "./world.ts";

const JOINER = {
  welcomeManager: false,
  profile: [
    { attribute: "displayName", value: "{firstName} {lastName}" },
    { attribute: "costCenter", value: "CC-{department}", when: { department: "Engineering" } },
  ],
  groups: [
    { group: "All staff" },
    { group: "Engineering", when: { department: "Engineering" } },
    { group: "Sales", when: { department: "Sales" } },
    { group: "Leads", when: { title: "Lead" } },
  ],
};
const GROUPS = ["All staff", "Engineering", "Sales", "Leads"];
const ana = {
  login: "ana@story.example",
  email: "ana@story.example",
  secondEmail: "ana@home.example",
  firstName: "Ana",
  lastName: "Silva",
  department: "Engineering",
  title: "Engineer",
};

function seedBoss({ org }: World, name: string): string {
  const login = `${name}@story.example`;
  return org.seedUser({ profile: { login, email: login, firstName: name, lastName: "Boss" } }).id;
}

/** Ana has joined, and was put into the chess club by hand. */
async function joined({ admin, org, settle }: World, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const userId = await admin.createUser({ ...ana, ...more }, false);
  await settle();
  org.seedGroup({ name: "Chess club", memberIds: [userId] });
  return userId;
}

async function change(world: World, userId: string, changes: Readonly<Record<string, string>>): Promise<void> {
  await world.admin.updateProfile(userId, changes);
  await world.settle();
}

const moversOf = async (world: World, userId: string): Promise<readonly Run[]> =>
  (await world.runs(userId)).filter(({ machine }) => machine === "mover");

const notesOf = async ({ runtime }: World) =>
  (await listOutbox(forTenant(runtime.deps.store, TENANT), TENANT)).filter(
    ({ template }) => template === "manager-move",
  );

const profileOf = ({ org }: World, userId: string): Readonly<Record<string, unknown>> => org.user(userId).profile;

it("swaps the groups of the former department for those of the new one, and leaves what was granted by hand", async () => {
  await inWorld({ policy: { joiner: JOINER }, groups: GROUPS }, async (world) => {
    const userId = await joined(world);
    expect(profileOf(world, userId)).toMatchObject({ costCenter: "CC-Engineering" });
    const { joinedAt } = await world.person(userId);
    await change(world, userId, { department: "Sales" });

    const [run, ...others] = await moversOf(world, userId);
    expect(others).toEqual([]);
    expect(run).toMatchObject({ status: "succeeded", verification: { unmet: [] } });
    expect(await world.states(run!)).toEqual([
      "Change user type",
      "Complete profile",
      "Add groups",
      "Remove groups",
      "Verify",
      "Tell managers",
      "Record",
      "Release",
      "Done",
    ]);
    expect(await world.groupsOf(userId)).toEqual(["All staff", "Chess club", "Everyone", "Sales"]);
    expect(profileOf(world, userId)["costCenter"] ?? "").toBe("");
    expect(run?.decision?.notes).toContain("group Chess club was granted by hand, outside the rules: it is kept");
    expect(await world.person(userId)).toMatchObject({ phase: "joined", joinedAt, standing: { losing: [] } });
    expect(await trailOf(world, userId)).toEqual([
      "mastery: joiner for linked: a new account in Okta; update-profile, add-group x2, activate",
      "mastery: joiner verified, 4 read back: joined",
      "mastery: mover for linked: move: department changed; update-profile, add-group, remove-group",
      "mastery: mover verified, 3 read back: joined",
    ]);

    await world.days(1);
    expect((await world.runs(userId)).at(-1)).toMatchObject({ status: "unchanged" });
    expect(await moversOf(world, userId)).toHaveLength(1);
  });
});

it("keeps the groups of the former job for the overlap of a promotion, and takes them when it has ended", async () => {
  const policy = { joiner: JOINER, mover: { overlapDays: 3 } };
  await inWorld({ policy, groups: GROUPS }, async (world) => {
    const userId = await joined(world);
    await change(world, userId, { title: "Lead", department: "Sales" });
    const both = ["All staff", "Chess club", "Engineering", "Everyone", "Leads", "Sales"];
    expect(await world.groupsOf(userId)).toEqual(both);
    expect((await moversOf(world, userId))[0]?.decision?.due).toMatchObject([{ kind: "overlap-end" }]);

    await world.days(2);
    expect(await world.groupsOf(userId)).toEqual(both);
    await world.days(2);
    expect(await world.groupsOf(userId)).toEqual(both.filter((name) => name !== "Engineering"));
    expect((await moversOf(world, userId)).map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
    expect((await world.person(userId)).standing?.losing).toEqual([]);
    expect(await trailOf(world, userId)).toEqual([
      "mastery: joiner for linked: a new account in Okta; update-profile, add-group x2, activate",
      "mastery: joiner verified, 4 read back: joined",
      "mastery: mover for linked: move: department, title changed; update-profile, add-group x2; due overlap-end at 2026-03-04T20:00Z",
      "mastery: mover verified, 3 read back: joined",
      "mastery: mover for linked: the overlap after a move has ended; remove-group",
      "mastery: mover verified, 1 read back: joined",
    ]);
  });
});

it("drops the overlap's end when the person goes back before it", async () => {
  const policy = { joiner: JOINER, mover: { overlapDays: 3 } };
  await inWorld({ policy, groups: GROUPS }, async (world) => {
    const userId = await joined(world);
    await change(world, userId, { department: "Sales" });
    await world.days(1);
    await change(world, userId, { department: "Engineering" });
    await world.days(5);
    expect(await world.groupsOf(userId)).toEqual(["All staff", "Chess club", "Engineering", "Everyone"]);
  });
});

it("treats a new name as a move of its own kind: the login stays, the former address is kept as an alias", async () => {
  const policy = { joiner: JOINER, mover: { aliasAttribute: "aliases" } };
  await inWorld({ policy, groups: GROUPS }, async (world) => {
    await world.admin.addAttributes(["aliases"]);
    const userId = await joined(world);
    await change(world, userId, { lastName: "Tane", email: "ana.tane@story.example" });

    const [run] = await moversOf(world, userId);
    expect(run).toMatchObject({ status: "succeeded" });
    expect(run?.decision?.reason).toBe("name change: last name, e-mail address changed");
    expect(profileOf(world, userId)).toMatchObject({
      login: "ana@story.example",
      email: "ana.tane@story.example",
      aliases: "ana@story.example",
      displayName: "Ana Tane",
    });
    expect(await world.groupsOf(userId)).toContain("Engineering");
    expect(await trailOf(world, userId)).toEqual([
      "mastery: joiner for linked: a new account in Okta; update-profile, add-group x2, activate",
      "mastery: joiner verified, 4 read back: joined",
      "mastery: mover for linked: name change: last name, e-mail address changed; update-profile",
      "mastery: mover verified, 1 read back: joined",
    ]);
  });
});

it("tells the manager before and the one after, each once", async () => {
  await inWorld({ policy: { joiner: JOINER }, groups: GROUPS }, async (world) => {
    const [former, next] = [seedBoss(world, "former"), seedBoss(world, "next")];
    const userId = await joined(world, { managerId: former });
    await change(world, userId, { managerId: next, department: "Sales" });

    expect((await moversOf(world, userId))[0]).toMatchObject({ status: "succeeded" });
    const notes = await notesOf(world);
    expect(notes.map(({ to }) => to).toSorted()).toEqual(["former@story.example", "next@story.example"]);
    expect(notes[0]?.text).toContain("Groups lost: Engineering.");
    await world.days(2);
    expect(await notesOf(world)).toHaveLength(2);
  });
});

it("takes a first look at somebody who was there before, and moves them from then on only", async () => {
  const onboardedAt = addMs(MONDAY, 60_000);
  await inWorld({ policy: { joiner: JOINER }, groups: GROUPS, onboardedAt }, async (world) => {
    const { id: userId } = world.org.seedUser({ profile: { ...ana, department: "Sales" } });
    world.org.seedGroup({ name: "Payroll", memberIds: [userId] });
    await change(world, userId, { mobilePhone: "+64 1" });
    expect(await world.person(userId)).toMatchObject({ phase: "adopted", standing: expect.anything() });
    expect(await moversOf(world, userId)).toEqual([]);
    expect(await world.groupsOf(userId)).toEqual(["Everyone", "Payroll"]);

    await change(world, userId, { department: "Engineering" });
    expect(await world.groupsOf(userId)).toEqual(["All staff", "Engineering", "Everyone", "Payroll"]);
    expect(await world.person(userId)).toMatchObject({ phase: "joined" });
  });
});

it("goes on where a step fails, is not green, and tells nobody before a later look has finished the move", async () => {
  await inWorld({ policy: { joiner: JOINER }, groups: GROUPS }, async (world) => {
    const userId = await joined(world, { managerId: seedBoss(world, "boss") });
    world.org.faults.add({ method: "DELETE", path: "/api/v1/groups/**", kind: "status", status: 500, times: 1000 });
    await change(world, userId, { department: "Sales" });
    const [failed] = await moversOf(world, userId);
    expect(failed).toMatchObject({ status: "failed", error: "VerificationFailed" });
    expect(failed?.cause).toContain("remove-group");
    expect(await world.person(userId)).toMatchObject({ phase: "moving" });
    expect(await world.groupsOf(userId)).toEqual(["All staff", "Chess club", "Engineering", "Everyone", "Sales"]);
    expect(await notesOf(world)).toEqual([]);

    world.org.faults.clear();
    await world.days(1);
    expect((await moversOf(world, userId)).at(-1)).toMatchObject({ status: "succeeded" });
    expect(await world.groupsOf(userId)).toEqual(["All staff", "Chess club", "Everyone", "Sales"]);
    expect(await world.person(userId)).toMatchObject({ phase: "joined" });
    expect((await notesOf(world)).map(({ to }) => to)).toEqual(["boss@story.example"]);
  });
});
