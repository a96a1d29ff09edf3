import { expect, it } from "vitest";
import type { Instant } from "../../src/domain/time.ts";
import { byHand } from "./by-hand.ts";
import { HR_FILES, hrSends } from "./hr-file.ts";
import { BY, operate } from "./operator.ts";
import { trailOf } from "./trail.ts";
import { inWorld, type World } from "./world.ts";

const POLICY = {
  joiner: {
    groups: [
      { group: "Engineering", when: { department: "Engineering" } },
      { group: "Sales", when: { department: "Sales" } },
    ],
  },
};
const PROFILE = { login: "eli@story.example", email: "eli@story.example", firstName: "Eli", lastName: "Roe" };
/** Was there before us, in Engineering by rule. */
const OPTIONS = { policy: POLICY, onboardedAt: "2026-03-01T20:30:00.000Z" as Instant };

async function seedEngineer({ org, settle, admin }: World): Promise<string> {
  const groupId = org.groups().find(({ name }) => name === "Engineering")?.id ?? "";
  const { id } = org.seedUser({ profile: { ...PROFILE, department: "Engineering" }, groupIds: [groupId] });
  await admin.updateProfile(id, { nickName: "E" }); // an event that makes us look
  await settle();
  return id;
}

const flowsOf = async (world: World, userId: string) =>
  (await world.runs(userId)).flatMap(({ machine, status }) => (machine ? [[machine, status]] : []));

it("somebody goes on leave and returns: groups stay, and what changed meanwhile is a move", async () => {
  await inWorld(OPTIONS, async (world) => {
    const userId = await seedEngineer(world);
    await operate(world, "person.absence", { ...BY, who: userId, ticket: "T-7" });
    expect(world.status(userId)).toBe("SUSPENDED");
    expect(await world.groupsOf(userId)).toEqual(["Engineering", "Everyone"]);
    expect(await world.person(userId)).toMatchObject({ phase: "absent" });

    await world.admin.updateProfile(userId, { department: "Sales" });
    await world.settle();
    expect(await world.groupsOf(userId)).toEqual(["Engineering", "Everyone"]);

    await operate(world, "person.return", { ...BY, who: userId });
    expect(world.status(userId)).toBe("ACTIVE");
    expect(await world.groupsOf(userId)).toEqual(["Everyone", "Sales"]);
    expect(await flowsOf(world, userId)).toEqual([
      ["absence", "succeeded"],
      ["return", "succeeded"],
      ["mover", "succeeded"],
    ]);
    expect(await world.person(userId)).toMatchObject({ phase: "joined" });
    expect(await trailOf(world, userId)).toEqual([
      "mastery: nothing to do (adopted) for linked: the account is older than the tenant's onboarding",
      "op: ordered #1 kind absence at 2026-03-01T20:00Z, ticket T-7, because: asked for by the customer",
      "mastery: absence for linked: absence ordered by a named operator (order #1); block-sign-in, clear-sessions",
      "mastery: absence verified, 2 read back: absent",
      "op: ordered #2 kind return at 2026-03-01T20:00Z, because: asked for by the customer",
      "mastery: return for linked: the absence is over; restore-sign-in",
      "mastery: return verified, 1 read back: joined",
      "mastery: mover for linked: move: department changed; add-group, remove-group",
      "mastery: mover verified, 2 read back: joined",
    ]);
  });
});

it("a leave of absence that was ordered with its end begins and ends by itself", async () => {
  await inWorld(OPTIONS, async (world) => {
    const userId = await seedEngineer(world);
    await operate(world, "person.absence", { ...BY, who: userId, at: "2026-03-04" });
    await operate(world, "person.return", { ...BY, who: userId, at: "2026-03-09" });
    expect(world.status(userId)).toBe("ACTIVE");
    await world.days(3);
    expect(world.status(userId)).toBe("SUSPENDED");
    const { away } = await operate(world, "person.show", { who: userId });
    expect(away).toMatchObject({ kind: "absent", until: "2026-03-08T11:00:00.000Z", isOverdue: false });
    await world.days(6);
    expect(world.status(userId)).toBe("ACTIVE");
    expect(await flowsOf(world, userId)).toEqual([
      ["absence", "succeeded"],
      ["return", "succeeded"],
    ]);
  });
});

it("sacked while absent: rights go, and the sessions are ended again", async () => {
  await inWorld(OPTIONS, async (world) => {
    const userId = await seedEngineer(world);
    await operate(world, "person.absence", { ...BY, who: userId });
    await operate(world, "person.leave", { ...BY, who: userId });
    expect(world.status(userId)).toBe("DEPROVISIONED");
    expect(await world.groupsOf(userId)).toEqual(["Everyone"]);
    const leaver = (await world.runs(userId)).find(({ machine }) => machine === "leaver");
    expect(leaver).toMatchObject({ status: "succeeded", verification: { unmet: [] } });
    expect(leaver?.decision?.operations.map(({ kind }) => kind)).toContain("clear-sessions");
    expect(await world.person(userId)).toMatchObject({ phase: "left" });
    expect(await trailOf(world, userId)).toEqual([
      "mastery: nothing to do (adopted) for linked: the account is older than the tenant's onboarding",
      "op: ordered #1 kind absence at 2026-03-01T20:00Z, because: asked for by the customer",
      "mastery: absence for linked: absence ordered by a named operator (order #1); block-sign-in, clear-sessions",
      "mastery: absence verified, 2 read back: absent",
      "op: ordered #2 kind leave at 2026-03-01T20:00Z, because: asked for by the customer",
      "mastery: leaver for linked: leave ordered by a named operator (order #2); clear-sessions, record-groups, remove-group, deactivate",
      "mastery: leaver verified, 4 read back: left",
    ]);
    const back = operate(world, "person.return", { ...BY, who: userId });
    await expect(back).rejects.toMatchObject({ name: "StateChanged" });
    expect(world.status(userId)).toBe("DEPROVISIONED");
  });
});

it("an account that somebody else had suspended before the leave stays so after the return", async () => {
  await inWorld(OPTIONS, async (world) => {
    const userId = await seedEngineer(world);
    await byHand(world, "POST", `/users/${userId}/lifecycle/suspend`);
    await world.settle();
    await operate(world, "person.absence", { ...BY, who: userId });
    await operate(world, "person.return", { ...BY, who: userId });
    expect(world.status(userId)).toBe("SUSPENDED");
    expect(await world.person(userId)).toMatchObject({ phase: "joined" });
    const { decision } = (await world.runs(userId)).at(-1)!;
    expect(decision?.reason).toBe(
      "the absence is over; the account was suspended by somebody else in Okta, and stays so",
    );
    expect(await world.person(userId)).toMatchObject({ hold: { code: "suspended-elsewhere" } });
  });
});

it("somebody whom HR has back, and whom somebody else had suspended, is held until that is lifted", async () => {
  const onboardedAt = "2026-03-01T20:30:00.000Z" as Instant;
  await inWorld({ mode: "hr", hr: HR_FILES, onboardedAt }, async (world) => {
    const profile = { login: "ana@story.example", email: "ana@story.example", firstName: "Ana", lastName: "Silva" };
    const { id } = world.org.seedUser({ profile, status: "SUSPENDED" });
    const header = "WorkerID,WorkerStatus,WorkerType,FirstName,LastName,WorkEmail,HireDate";
    const rowOf = (status: string) => `W1,${status},employee,Ana,Silva,ana@story.example,2020-01-02`;
    await hrSends(world, header, rowOf("Leave"));
    await hrSends(world, header, rowOf("Active"));
    await world.days(2);
    expect(world.status(id)).toBe("SUSPENDED");
    expect(await world.person(id)).toMatchObject({ phase: "joined", hold: { code: "suspended-elsewhere" } });
    await byHand(world, "POST", `/users/${id}/lifecycle/unsuspend`);
    await world.settle();
    await world.days(1);
    expect((await world.person(id)).hold).toBeUndefined();
  });
});
