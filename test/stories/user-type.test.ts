// Okta's user type follows the worker type, and costs the account nothing.
import { expect, it } from "vitest";
import { HR_FILES, hrSends, workerInHr } from "./hr-file.ts";
import { trailOf } from "./trail.ts";
import { inWorld, type World } from "./world.ts";

const USER_TYPES = { employee: "user", contractor: "contractor" };
const POLICY = { userTypes: USER_TYPES, joiner: { welcomeManager: false }, mover: { tellManagers: false } };
const ana = {
  login: "ana@story.example",
  email: "ana@story.example",
  secondEmail: "ana@home.example",
  firstName: "Ana",
  lastName: "Silva",
  department: "Engineering",
  userType: "employee",
};

async function joined({ admin, settle }: World): Promise<string> {
  const userId = await admin.createUser(ana, false);
  await settle();
  return userId;
}

async function becomes(world: World, userId: string, userType: string): Promise<void> {
  await world.admin.updateProfile(userId, { userType });
  await world.settle();
}

const typeOf = ({ org }: World, userId: string): string => org.user(userId).type.id;

it("gives an employee who becomes a contractor the user type of contractors, with every value kept, and back", async () => {
  await inWorld({ policy: POLICY }, async (world) => {
    const contractor = world.org.seedUserType("contractor", ["agency"]).id;
    const userId = await joined(world);
    const former = typeOf(world, userId);
    await becomes(world, userId, "contractor");
    expect(typeOf(world, userId)).toBe(contractor);
    expect(world.org.user(userId).profile).toMatchObject({ ...ana, userType: "contractor" });
    await becomes(world, userId, "employee");
    expect(typeOf(world, userId)).toBe(former);
    expect(world.org.user(userId).profile).toMatchObject(ana);
    expect(await trailOf(world, userId)).toEqual([
      "mastery: joiner for linked: a new account in Okta; activate",
      "mastery: joiner verified, 1 read back: joined",
      "mastery: mover for linked: move: worker type changed; change-user-type",
      "mastery: mover verified, 1 read back: joined",
      "mastery: mover for linked: move: worker type changed; change-user-type",
      "mastery: mover verified, 1 read back: joined",
    ]);
  });
});

it("changes it once where Okta's answer is lost, and does not say so before it is read back", async () => {
  await inWorld({ policy: POLICY }, async (world) => {
    const contractor = world.org.seedUserType("contractor").id;
    const userId = await joined(world);
    world.org.faults.add({ path: "/api/v1/users/*", method: "PUT", kind: "lost-answer" });
    await becomes(world, userId, "contractor");
    expect(typeOf(world, userId)).toBe(contractor);
    expect(await trailOf(world, userId)).toEqual([
      "mastery: joiner for linked: a new account in Okta; activate",
      "mastery: joiner verified, 1 read back: joined",
      "mastery: mover for linked: move: worker type changed; change-user-type",
      "mastery: mover verified, 1 read back: joined",
    ]);
  });
});

it("moves the person and leaves the user type, where the new one would delete what the account holds", async () => {
  const policy = { ...POLICY, userTypes: { employee: "employee", contingent: "contractor" } };
  await inWorld({ policy, mode: "hr", hr: HR_FILES }, async (world) => {
    world.org.seedUserType("contractor", ["agency"]);
    const employee = world.org.seedUserType("employee", ["badge"]).id;
    await hrSends(world, HEADER, `W1,Active,employee,${ANA},Sales`);
    const { okta } = await workerInHr(world, "W1");
    expect(typeOf(world, okta)).toBe(employee);
    await world.admin.updateProfile(okta, { badge: "B-7" });
    await hrSends(world, HEADER, `W1,Active,contractor,${ANA},Legal`);
    expect(typeOf(world, okta)).toBe(employee);
    expect(world.org.user(okta).profile).toMatchObject({ badge: "B-7", department: "Legal", userType: "contingent" });
    expect(await trailOf(world, okta)).toEqual([
      "feed hr: new worker",
      "mastery: joiner for unmatched: the employee of the worker record in hr (Active); create-account, activate",
      "mastery: linked",
      "mastery: joiner verified, 2 read back: joined",
      "feed hr: changed worker: job.department, workerType",
      "mastery: mover for linked: move: department, worker type changed; update-profile; refused user-type-lacks-attributes",
      "mastery: mover verified, 1 read back: joined",
      "mastery: nothing to do (joined) for linked: unchanged",
    ]);
  });
});

const HEADER = "WorkerID,WorkerStatus,WorkerType,FirstName,LastName,WorkEmail,PersonalEmail,HireDate,Department";
const ANA = "Ana,Silva,ana@story.example,ana@home.example,2026-02-02";
