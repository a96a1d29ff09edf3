// One login, several people in turn: nobody is blocked by who gave it up, and nobody gets another's account.
import { expect, it } from "vitest";
import { VerificationFailed } from "../../src/domain/errors.ts";
import { byHand } from "./by-hand.ts";
import { HR_FILES, hrSends as sendFile, workerInHr as worker } from "./hr-file.ts";
import { AMEND, BY, operate } from "./operator.ts";
import { trailOf } from "./trail.ts";
import { inWorld, type World } from "./world.ts";

const POLICY = { joiner: { welcomeManager: false } };
const HEADER =
  "WorkerID,WorkerStatus,FirstName,LastName,WorkEmail,PersonalEmail,HireDate,TerminationDate,ManagerID,Department";
const ANA = { login: "ana@story.example", email: "ana@story.example", firstName: "Ana", lastName: "Silva" };
const HIRE = {
  ...BY,
  given: "Ana",
  family: "Silva",
  email: ANA.login,
  personalEmail: "ana@home.example",
  workerType: "employee",
  set: {},
} as const;

const inHr = (tell: (world: World) => Promise<void>, policy: object = POLICY) =>
  inWorld({ mode: "hr", hr: HR_FILES, policy }, tell);

const hrSends = (world: World, ...rows: readonly string[]) => sendFile(world, HEADER, ...rows);

it("a hire that was withdrawn leaves its login to whoever gets an account with it", async () => {
  await inWorld({ policy: POLICY }, async (world) => {
    const { order } = await operate(world, "person.hire", { ...HIRE, startDate: "2026-04-01" as never });
    await operate(world, "orders.withdraw", { ...AMEND, orderId: order.id });
    const id = await world.admin.createUser({ ...ANA, secondEmail: "ana@home.example" }, true);
    await world.settle();
    expect(await world.person(id)).toMatchObject({ phase: "joined" });
  });
});

it("a named operator's leave reaches an account under whose login somebody else is about to be hired", async () => {
  await inWorld({ policy: POLICY }, async (world) => {
    await operate(world, "person.hire", { ...HIRE, startDate: "2026-04-01" as never });
    const id = await world.admin.createUser(ANA, true);
    await world.settle();
    expect(await world.person(id)).toMatchObject({ phase: "provisional" });
    await world.orderLeave(id);
    await world.settle();
    expect(world.status(id)).toBe("DEPROVISIONED");
  });
});

it("a login that its former bearer gave up is free for the namesake whom HR hires", async () => {
  await inHr(async (world) => {
    await hrSends(world, "W1,Active,Jane,Doe,jane@story.example,j@home.example,2026-03-02,,,");
    const first = (await worker(world, "W1")).okta;
    const renamed = { login: "jane.smith@story.example", email: "jane.smith@story.example" };
    await world.clock.track(() => world.admin.updateProfile(first, renamed));
    await world.settle();
    await hrSends(
      world,
      "W1,Active,Jane,Smith,jane.smith@story.example,j@home.example,2026-03-02,,,",
      "W2,Active,Jane,Doe,jane@story.example,j2@home.example,2026-03-02,,,",
    );
    const second = await worker(world, "W2");
    expect(second.person.phase).toBe("joined");
    expect(second.okta).not.toBe(first);
    expect(await trailOf(world, second.okta)).toEqual([
      "feed hr: new worker",
      "mastery: joiner for unmatched: the employee of the worker record in hr (Active); create-account, activate",
      "mastery: linked",
      "mastery: joiner verified, 2 read back: joined",
    ]);
  });
});

it("a process that dies between making an account and linking it finds its own account, not a namesake's", async () => {
  const policy = { joiner: { welcomeManager: false, login: "{given}.{family}@story.example" } };
  await inHr(async (world) => {
    const { deps } = world.runtime;
    const connect = deps.directory;
    let made = 0;
    Object.assign(deps, {
      directory: async (...given: Parameters<typeof connect>) => {
        const directory = await connect(...given);
        const createAccount: typeof directory.createAccount = async (...account) => {
          await directory.createAccount(...account);
          made += 1;
          throw new VerificationFailed("the process died here");
        };
        return new Proxy(directory, {
          get: (target, name) => (name === "createAccount" && made === 0 ? createAccount : Reflect.get(target, name)),
        });
      },
    });
    await hrSends(world, "W1,Active,Ana,Silva,,ana@home.example,2026-03-02,,,");
    await world.days(2);
    const { person, okta } = await worker(world, "W1");
    expect(made).toBe(1);
    expect(person).toMatchObject({ phase: "joined" });
    expect(world.org.user("ana.silva@story.example").id).toBe(okta);
  }, policy);
});

it("a namesake whose account is made by hand, while making ours is refused, is not handed to the record", async () => {
  const policy = { joiner: { welcomeManager: false, login: "{given}.{family}@story.example" } };
  await inHr(async (world) => {
    world.org.faults.add({ method: "POST", path: "/api/v1/users", kind: "status", status: 503, times: 100_000 });
    await hrSends(world, "W1,Active,Jane,Doe,,jane@home.example,2026-03-02,,,Sales");
    world.org.faults.clear();
    const login = "jane.doe@story.example";
    const { id } = world.org.seedUser({
      profile: { login, email: login, firstName: "Jane", lastName: "Doe", department: "Finance" },
    });
    await world.days(1);
    const { person, okta } = await worker(world, "W1");
    expect(okta).toBe("");
    expect(person.hold).toMatchObject({ code: "disputed-account" });
    expect(world.org.user(id).profile).toMatchObject({ department: "Finance" });
    expect(await trailOf(world, person.key)).toEqual([
      "feed hr: new worker",
      "mastery: joiner for unmatched: the employee of the worker record in hr (Active); create-account, activate",
      "mastery: failed: ProviderUnavailable",
      "mastery: nothing to do (joining) for disputed: an account bears the login that the name would give (00u…); it may be a namesake's; due recheck at 2026-03-02T21:00Z; held disputed-account",
    ]);
    expect(await world.groupsOf(id)).toEqual(["Everyone"]);
  }, policy);
});

it("somebody whose former account was deleted is hired again into a new one", async () => {
  await inHr(async (world) => {
    await hrSends(world, "W1,Active,Ana,Silva,ana@story.example,ana@home.example,2026-02-02,,,");
    const former = (await worker(world, "W1")).okta;
    await hrSends(world, "W1,Terminated,Ana,Silva,ana@story.example,ana@home.example,2026-02-02,2026-02-27,,");
    await world.days(1);
    await deleteUser(world, former);
    await hrSends(world, "W1,Active,Ana,Silva,ana@story.example,ana@home.example,2026-03-09,,,");
    await world.days(8);
    const { person, okta } = await worker(world, "W1");
    expect(person.phase).toBe("joined");
    expect(okta).not.toBe(former);
    expect(world.status(okta)).toBe("PROVISIONED");
  });
});

it("an account that is deleted while HR says that its person works here is held, and one made in its place is taken", async () => {
  await inHr(async (world) => {
    await hrSends(world, "W1,Active,Ana,Silva,ana@story.example,ana@home.example,2026-03-02,,,");
    const former = (await worker(world, "W1")).okta;
    await deleteUser(world, former);
    await world.days(1);
    expect((await worker(world, "W1")).person.hold).toMatchObject({ code: "contradicts-authority" });
    const id = await world.admin.createUser({ ...ANA, secondEmail: "ana@home.example" }, false);
    await world.settle();
    await world.days(1);
    const { person, okta } = await worker(world, "W1");
    expect(person.hold).toBeUndefined();
    expect(okta).toBe(id);
    expect(world.status(id)).toBe("PROVISIONED");
  });
});

it("somebody who gets another account has not joined with it before its joiner is done", async () => {
  await inHr(async (world) => {
    await hrSends(world, "W1,Active,Ana,Silva,ana@story.example,ana@home.example,2026-03-02,,,");
    const former = await worker(world, "W1");
    expect(former.person.joinedAt).toBeDefined();
    await deleteUser(world, former.okta);
    await world.days(1);
    world.org.hooks.loseNext(10);
    world.org.seedUser({ profile: { ...ANA, secondEmail: "ana@home.example" }, status: "STAGED" });
    world.org.faults.add({ method: "POST", path: "/api/v1/users/**", kind: "status", status: 403, times: 100_000 });
    await hrSends(world, "W1,Active,Ana,Silva,ana@story.example,ana@home.example,2026-03-02,,,Sales");
    const { person } = await worker(world, "W1");
    expect(person).toMatchObject({ key: former.person.key, phase: "joining" });
    expect(person.joinedAt).toBeUndefined();
  });
});

it("who starts on the same day as the manager gets the manager's attribute once the manager has an account", async () => {
  await inHr(async (world) => {
    await hrSends(
      world,
      "R1,Active,Rep,Ort,rep@story.example,rep@home.example,2026-03-02,,M1,",
      "M1,Active,Man,Ager,man@story.example,man@home.example,2026-03-02,,,",
    );
    await world.days(2);
    const [report, manager] = [await worker(world, "R1"), await worker(world, "M1")];
    expect(world.org.user("rep@story.example").profile["managerId"]).toBe(manager.okta);
    expect(report.person.phase).toBe("joined");
  });
});

it("those who left years ago are not leavers of today, and use up no guard", async () => {
  const onboardedAt = "2026-03-02T20:00:00.000Z" as never;
  const policy = { ...POLICY, guards: { leaversPer24h: 2 } };
  await inWorld({ mode: "hr", hr: HR_FILES, policy, onboardedAt }, async (world) => {
    const profile = (name: string) => ({
      login: `${name}@story.example`,
      email: `${name}@story.example`,
      firstName: name,
      lastName: "Old",
    });
    for (const name of ["old1", "old2", "old3"])
      await world.admin.deactivate(await world.admin.createUser(profile(name), true));
    const live = await world.admin.createUser(profile("zed"), true);
    await world.settle();
    await world.days(2);
    const old = ["old1", "old2", "old3"].map(
      (name) => `${name},Terminated,${name},Old,${name}@story.example,,2015-01-01,2020-01-31,,`,
    );
    await hrSends(world, ...old, "zed,Terminated,zed,Old,zed@story.example,,2015-01-01,2026-02-27,,");
    for (const name of ["old1", "old2", "old3"]) {
      const { person, runs } = await worker(world, name);
      expect(person.phase).toBe("left");
      expect(runs.filter(({ machine }) => machine === "leaver")).toEqual([]);
    }
    expect(world.status(live)).toBe("DEPROVISIONED");
  });
});

it("a rehire by order gets the ordered department and manager, not the former ones", async () => {
  const policy = { joiner: { welcomeManager: false, groups: [{ group: "Sales", when: { department: "Sales" } }] } };
  await inWorld({ policy }, async (world) => {
    const boss = await world.admin.createUser(
      { ...ANA, login: "boss@story.example", email: "boss@story.example" },
      true,
    );
    const id = await world.admin.createUser(
      { ...ANA, department: "Engineering", secondEmail: "ana@home.example" },
      true,
    );
    await world.settle();
    await world.orderLeave(id);
    await world.settle();
    await world.days(1);
    expect(world.status(id)).toBe("DEPROVISIONED");
    await operate(world, "person.hire", { ...HIRE, department: "Sales", manager: "boss@story.example" });
    await world.days(1);
    const { profile } = world.org.user(ANA.login);
    expect(profile).toMatchObject({ department: "Sales" });
    expect([boss, "boss@story.example"]).toContain(profile["managerId"]);
    expect(await world.groupsOf(id)).toContain("Sales");
    expect(await trailOf(world, id)).toEqual([
      "mastery: nothing to do (joined) for linked: a new account in Okta: nothing is left to do",
      "operator: ordered #1 kind leave at 2026-03-01T20:00Z, because: ordered in a story",
      "mastery: leaver for linked: leave ordered by a named operator (order #1); block-sign-in, clear-sessions, record-groups",
      "mastery: leaver verified, 3 read back: left",
      "op: ordered #2 kind hire at 2026-03-02T20:00Z workerType employee, because: asked for by the customer",
      "mastery: joiner for linked: a rehire: hired by order of a named operator; reopen-account, update-profile, add-group, activate",
      "mastery: joiner verified, 4 read back: joined",
    ]);
  });
});

it("whom HR hires again during the days of grace signs in again from the first day, with the access of today", async () => {
  const policy = {
    joiner: { welcomeManager: false, groups: [{ group: "Engineering" }] },
    leaver: { deactivateAfterDays: 30 },
  };
  await inHr(async (world) => {
    await hrSends(world, "W1,Active,Ana,Silva,ana@story.example,ana@home.example,2026-02-02,,,");
    const id = (await worker(world, "W1")).okta;
    await byHand(world, "POST", `/users/${id}`, { credentials: { password: { value: "Abcd1234!x" } } });
    await hrSends(world, "W1,Terminated,Ana,Silva,ana@story.example,ana@home.example,2026-02-02,2026-03-01,,");
    await world.days(2);
    expect(world.status(id)).toBe("SUSPENDED");
    await hrSends(world, "W1,Active,Ana,Silva,ana@story.example,ana@home.example,2026-03-12,,,");
    await world.days(4);
    expect(world.status(id)).toBe("SUSPENDED");
    await world.days(40);
    expect(world.status(id)).toBe("ACTIVE");
    const { person, runs } = await worker(world, "W1");
    expect(person).toMatchObject({ phase: "joined" });
    expect(person.hold).toBeUndefined();
    expect(await world.groupsOf(id)).toEqual(["Engineering", "Everyone"]);
    expect(runs.flatMap(({ machine }) => machine ?? [])).toEqual(["joiner", "leaver", "return", "joiner"]);
    expect(await trailOf(world, id)).toEqual([
      "feed hr: new worker",
      "mastery: joiner for unmatched: the employee of the worker record in hr (Active); create-account, add-group, activate",
      "mastery: linked",
      "mastery: joiner verified, 3 read back: joined",
      "feed hr: changed worker: dates.termination, sourceStatus, statusSignal",
      "mastery: leaver for linked: the employment is over: the employee of the worker record in hr (Terminated); block-sign-in, clear-sessions, record-groups, remove-group; due deactivate at 2026-03-31T20:00Z",
      "mastery: leaver verified, 4 read back: blocked",
      "feed hr: changed worker: dates.hire, dates.termination, sourceStatus, statusSignal",
      "mastery: nothing to do (blocked) for linked: a rehire: the employee of the worker record in hr (Active); sign-in stays blocked until then; due start at 2026-03-11T11:00Z",
      "mastery: return for linked: a rehire: the employee of the worker record in hr (Active); restore-sign-in",
      "mastery: return verified, 1 read back: blocked",
      "mastery: joiner for linked: a former leaver's account is live again; add-group",
      "mastery: joiner verified, 1 read back: joined",
    ]);
  }, policy);
});

async function deleteUser(world: World, id: string): Promise<void> {
  // The first call deactivates, the second deletes. https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/#tag/User/operation/deleteUser
  const calls = world.status(id) === "DEPROVISIONED" ? 1 : 2;
  for (let n = 0; n < calls; n += 1) await byHand(world, "DELETE", `/users/${id}?sendEmail=false`);
}
