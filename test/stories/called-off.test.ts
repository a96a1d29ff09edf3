import { expect, it } from "vitest";
import { byHand } from "./by-hand.ts";
import { HR_FILES, hrSends, workerInHr } from "./hr-file.ts";
import { AMEND, operate } from "./operator.ts";
import { inWorld, type World } from "./world.ts";

const BOSS = "boss@story.example";
const IT = "it@story.example";
const HEADER =
  "WorkerID,PersonID,WorkerStatus,WorkerType,FirstName,LastName,WorkEmail,PersonalEmail,HireDate,TerminationDate,ManagerEmail";
const ANA = "Ana,Silva,ana@story.example,ana@home.example";
const contract = (end: string) => `C1,H1,Active,contractor,${ANA},2026-02-02,${end},${BOSS}`;
const job = (from: string) => `E7,H1,Active,employee,${ANA},${from},,${BOSS}`;
const seedBoss = ({ org }: World) =>
  org.seedUser({ profile: { login: BOSS, email: BOSS, firstName: "B", lastName: "Oss" } });
const setPassword = async (world: World, id: string) => {
  await byHand(world, "POST", `/users/${id}`, { credentials: { password: { value: "Abcd1234!x" } } });
  await world.settle();
};
const mailTo = async (world: World, address: string) =>
  (await operate(world, "outbox.list", {})).messages.flatMap(({ template, to }) => (to === address ? [template] : []));
const unsuspend = async (world: World, id: string) => {
  await byHand(world, "POST", `/users/${id}/lifecycle/unsuspend`);
  await world.settle();
};

it("a leaver after one that was called off raises its tasks again", async () => {
  const laptop = { key: "laptop", title: "Laptop", instructions: "Collect it", owner: IT, dueDays: 3 };
  const policy = { joiner: { welcomeManager: false }, leaver: { deactivateAfterDays: 30, tasks: [laptop] } };
  await inWorld({ policy }, async (world) => {
    const profile = { login: "ana@story.example", email: "ana@story.example", firstName: "Ana", lastName: "Silva" };
    const id = await world.admin.createUser({ ...profile, secondEmail: "ana@home.example" }, true);
    await world.settle();
    await setPassword(world, id);
    const orderId = await world.orderLeave(id);
    await world.settle();
    expect(await mailTo(world, IT)).toHaveLength(1);
    await operate(world, "orders.withdraw", { ...AMEND, orderId });
    await unsuspend(world, id);
    expect(await world.person(id)).toMatchObject({ phase: "joined" });
    await world.days(60);
    await world.orderLeave(id);
    await world.settle();
    expect(await world.person(id)).toMatchObject({ phase: "blocked" });
    expect(await mailTo(world, IT)).toHaveLength(2);
  });
});

const MANAGER_LINK = {
  joiner: { firstCredential: "manager-link" as const, leadDays: 7 },
  leaver: { deactivateAfterDays: 30 },
};

it("whose account an administrator reset after HR took an end back gets the first credential once more", async () => {
  await inWorld({ mode: "hr", hr: HR_FILES, policy: MANAGER_LINK }, async (world) => {
    seedBoss(world);
    await hrSends(world, HEADER, contract("2026-03-05"));
    const { okta } = await workerInHr(world, "C1");
    await setPassword(world, okta);
    await world.days(5);
    expect(world.status(okta)).toBe("SUSPENDED");
    const before = await mailTo(world, BOSS);
    await hrSends(world, HEADER, contract("2026-06-30"));
    await byHand(world, "POST", `/users/${okta}/lifecycle/deactivate`);
    await byHand(world, "POST", `/users/${okta}/lifecycle/activate?sendEmail=false`);
    await world.settle();
    expect(world.status(okta)).toBe("PROVISIONED");
    expect(await world.person(okta)).toMatchObject({ phase: "joined" });
    // The link; no second welcome, since nobody is new.
    expect(await mailTo(world, BOSS)).toHaveLength(before.length + 1);
  });
});

it("an account that was closed on the last day of one employment is opened for the next, and its person gets in", async () => {
  await inWorld({ mode: "hr", hr: HR_FILES, policy: MANAGER_LINK }, async (world) => {
    seedBoss(world);
    await hrSends(world, HEADER, contract("2026-03-05"), job("2026-03-09"));
    const { okta } = await workerInHr(world, "C1");
    await setPassword(world, okta);
    const before = await mailTo(world, BOSS);
    await world.days(4); // the morning after the last day
    await byHand(world, "POST", `/users/${okta}/lifecycle/deactivate`);
    await world.days(1);
    expect(world.status(okta)).toBe("PROVISIONED");
    expect(await world.person(okta)).toMatchObject({ phase: "joined" });
    expect((await mailTo(world, BOSS)).filter((name) => before.includes(name)).toSorted()).toEqual(
      [...before, ...before].toSorted(),
    );
    await byHand(world, "POST", `/users/${okta}/lifecycle/deactivate`);
    await world.days(1);
    expect(world.status(okta)).toBe("DEPROVISIONED");
    expect(await world.person(okta)).toMatchObject({ hold: { code: "contradicts-authority" } });
  });
});

it("an end that HR took back and sends again is carried out, though another employment is to come", async () => {
  const policy = { joiner: { welcomeManager: false }, leaver: { deactivateAfterDays: 30 } };
  await inWorld({ mode: "hr", hr: HR_FILES, policy }, async (world) => {
    seedBoss(world);
    await hrSends(world, HEADER, contract("2026-03-05"), job("2026-05-04"));
    const { okta } = await workerInHr(world, "C1");
    await setPassword(world, okta);
    await world.days(5);
    expect(world.status(okta)).toBe("SUSPENDED");
    await hrSends(world, HEADER, contract(""), job("2026-05-04"));
    await unsuspend(world, okta);
    expect(await world.person(okta)).toMatchObject({ phase: "joined" });
    await hrSends(world, HEADER, contract("2026-03-05"), job("2026-05-04"));
    await world.settle();
    expect(world.status(okta)).toBe("SUSPENDED");
  });
});
