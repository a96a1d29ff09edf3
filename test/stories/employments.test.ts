// One person with several employments: HR gives each its own worker id, and one id to the person.
import { expect, it } from "vitest";
import type { CalendarDate } from "../../src/domain/time.ts";
import { byHand } from "./by-hand.ts";
import { HR_FILES, hrSends, workerInHr } from "./hr-file.ts";
import { BY, operate } from "./operator.ts";
import { trailOf } from "./trail.ts";
import { inWorld, type World } from "./world.ts";

const HEADER =
  "WorkerID,PersonID,WorkerStatus,WorkerType,FirstName,LastName,WorkEmail,PersonalEmail,HireDate,TerminationDate";
const POLICY = {
  joiner: { welcomeManager: false, groups: [{ group: "Engineering" }] },
  leaver: { deactivateAfterDays: 30 },
};
const ANA = "Ana,Silva,ana@story.example,ana@home.example";
const inHr = (tell: (world: World) => Promise<void>, policy: object = POLICY) =>
  inWorld({ mode: "hr", hr: HR_FILES, policy }, tell);
const send = (world: World, ...rows: readonly string[]) => hrSends(world, HEADER, ...rows);
const flowsOf = async (world: World, worker: string) =>
  (await workerInHr(world, worker)).runs.flatMap(({ machine }) => machine ?? []);
const hasPassword = (world: World, id: string) => world.org.user(id).status === "ACTIVE";

const setPassword = (world: World, id: string) =>
  byHand(world, "POST", `/users/${id}`, { credentials: { password: { value: "Abcd1234!x" } } });

it("a contractor whom HR employs from the next day keeps the account, and is a mover", async () => {
  await inHr(async (world) => {
    await send(world, `C1,H1,Active,contractor,${ANA},2026-02-02,`);
    const { okta } = await workerInHr(world, "C1");
    await send(
      world,
      `C1,H1,Active,contractor,${ANA},2026-02-02,2026-03-03`,
      `E7,H1,Active,employee,${ANA},2026-03-04,`,
    );
    await world.days(4);
    const employee = await workerInHr(world, "E7");
    expect(employee.okta).toBe(okta);
    expect(employee.person.key).toBe((await workerInHr(world, "C1")).person.key);
    expect(employee.person).toMatchObject({ phase: "joined" });
    expect(world.org.user(okta)).toMatchObject({ status: "PROVISIONED", profile: { userType: "employee" } });
    expect(await flowsOf(world, "E7")).toEqual(["joiner", "mover"]);

    const told = (await world.audit(okta)).filter(({ kind }) => kind === "worker-recorded");
    expect(told.map(({ detail }) => detail["change"]).toSorted()).toEqual(["changed", "new", "new"]);
    expect(await trailOf(world, okta)).toEqual([
      "feed hr: new worker",
      "mastery: joiner for unmatched: the contingent of the worker record in hr (Active); create-account, add-group, activate",
      "mastery: linked",
      "mastery: joiner verified, 3 read back: joined",
      "feed hr: changed worker: dates.termination",
      "feed hr: new worker",
      "mastery: nothing to do (joined) for linked: unchanged; due end at 2026-03-03T11:00Z; due employment at 2026-03-03T11:00Z",
      "mastery: mover for linked: move: worker type changed; update-profile; refused okta-user-type",
      "mastery: mover verified, 1 read back: joined",
      "mastery: nothing to do (joined) for linked: unchanged",
    ]);
  });
});

it("between two employments there is no access, and on the first day of the second it is back", async () => {
  await inHr(async (world) => {
    await send(
      world,
      `C1,H1,Active,contractor,${ANA},2026-02-02,2026-03-05`,
      `E7,H1,Active,employee,${ANA},2026-03-09,`,
    );
    const { okta } = await workerInHr(world, "C1");
    await setPassword(world, okta);
    await world.days(5); // the 6th
    expect(world.status(okta)).toBe("SUSPENDED");
    await world.days(3);
    expect(hasPassword(world, okta)).toBe(true);
    expect(await world.groupsOf(okta)).toEqual(["Engineering", "Everyone"]);
    expect(await flowsOf(world, "E7")).toEqual(["joiner", "leaver", "return", "joiner"]);
    expect(await trailOf(world, okta)).toEqual([
      "feed hr: new worker",
      "feed hr: new worker",
      "mastery: joiner for unmatched: the contingent of the worker record in hr (Active); create-account, add-group, activate; due employment at 2026-03-05T11:00Z",
      "mastery: linked",
      "mastery: joiner verified, 3 read back: joined",
      "mastery: nothing to do (joined) for linked: unchanged; due end at 2026-03-05T11:00Z; due employment at 2026-03-05T11:00Z",
      "mastery: leaver for linked: the employment is over: the contingent of the worker record in hr (Active); block-sign-in, clear-sessions, record-groups, remove-group; due employment at 2026-03-08T11:00Z; due deactivate at 2026-04-04T20:00Z",
      "mastery: leaver verified, 4 read back: blocked",
      "mastery: nothing to do (blocked) for linked: a rehire: the employee of the worker record in hr (Active); sign-in stays blocked until then; due start at 2026-03-08T11:00Z; due employment at 2026-03-08T11:00Z",
      "mastery: return for linked: a rehire: the employee of the worker record in hr (Active); restore-sign-in",
      "mastery: return verified, 1 read back: blocked",
      "mastery: joiner for linked: a former leaver's account is live again; update-profile, add-group",
      "mastery: joiner verified, 2 read back: joined",
    ]);
  });
});

it("where the joiner begins days ahead, a weekend between two employments ends nothing", async () => {
  const policy = { ...POLICY, joiner: { ...POLICY.joiner, leadDays: 3 } };
  await inHr(async (world) => {
    await send(
      world,
      `C1,H1,Active,contractor,${ANA},2026-02-02,2026-03-06`,
      `E7,H1,Active,employee,${ANA},2026-03-09,`,
    );
    await world.days(10);
    expect(await flowsOf(world, "E7")).toEqual(["joiner", "mover"]);
  }, policy);
});

it("of two jobs the end of one ends nothing, and the end of the last one does", async () => {
  await inHr(async (world) => {
    const jobs = (one: string, other: string) =>
      send(world, `A1,H1,Active,employee,${ANA},2026-01-02,${one}`, `B2,H1,Active,employee,${ANA},2026-02-02,${other}`);
    await jobs("", "");
    const { okta } = await workerInHr(world, "A1");
    await setPassword(world, okta);
    await jobs("", "2026-03-03");
    await world.days(4);
    expect(world.status(okta)).toBe("ACTIVE");
    await jobs("2026-03-07", "2026-03-03");
    await world.days(4);
    expect(world.status(okta)).toBe("SUSPENDED");
  });
});

it("a rehire under a new worker id is held, says what to do, and goes on once HR sends the person's id", async () => {
  await inHr(async (world) => {
    await send(world, `W1,,Terminated,employee,${ANA},2025-02-02,2026-03-01`);
    const before = await workerInHr(world, "W1");
    expect(before.okta).toBe("");
    await send(world, `W1,,Active,employee,${ANA},2025-02-02,`);
    const { okta, person: former } = await workerInHr(world, "W1");
    await send(world, `W1,,Active,employee,${ANA},2025-02-02,2026-03-02`);
    await world.days(2);
    await send(world, `W1,,Active,employee,${ANA},2025-02-02,2026-03-02`, `W9,,Active,employee,${ANA},2026-03-10,`);
    await world.days(8);
    const held = await workerInHr(world, "W9");
    expect(held.person.hold).toMatchObject({ code: "disputed-account", todo: expect.stringMatching(/same person id/) });
    await send(world, `W1,H1,Active,employee,${ANA},2025-02-02,2026-03-02`, `W9,H1,Active,employee,${ANA},2026-03-10,`);
    await world.days(1);
    const { person, okta: account } = await workerInHr(world, "W9");
    expect(person).toMatchObject({ key: former.key, phase: "joined" });
    expect(person.hold).toBeUndefined();
    expect(account).toBe(okta);
    expect(["PROVISIONED", "ACTIVE"]).toContain(world.status(okta));
    expect(await trailOf(world, okta)).toEqual([
      "feed hr: new worker",
      "feed hr: changed worker: dates.termination, sourceStatus, statusSignal",
      "mastery: joiner for unmatched: the employee of the worker record in hr (Active); create-account, add-group, activate",
      "mastery: linked",
      "mastery: joiner verified, 3 read back: joined",
      "feed hr: changed worker: dates.termination",
      "mastery: nothing to do (joined) for linked: unchanged; due end at 2026-03-02T11:00Z",
      "mastery: leaver for linked: the employment is over: the employee of the worker record in hr (Active); block-sign-in, clear-sessions, record-groups, remove-group",
      "mastery: leaver verified, 4 read back: left",
      "feed hr: changed worker: source.sourcePersonId",
      "mastery: merged mergedFrom p-…",
      "mastery: joiner for linked: a rehire: the employee of the worker record in hr (Active); reopen-account, add-group, activate",
      "mastery: joiner verified, 3 read back: joined",
    ]);
  });
});

it("a mistyped person id gives nobody another's account: the row is held back, and the others go on", async () => {
  await inHr(async (world) => {
    await send(world, `W1,H1,Active,employee,${ANA},2026-02-02,`);
    const { okta } = await workerInHr(world, "W1");
    await send(
      world,
      `W1,H1,Active,employee,${ANA},2026-02-02,`,
      "W2,H1,Active,employee,Bo,Berg,bo@story.example,bo@home.example,2026-02-02,",
      "W3,H3,Active,employee,Cy,Cole,cy@story.example,cy@home.example,2026-02-02,",
    );
    expect(world.org.user(okta).profile).toMatchObject({ firstName: "Ana" });
    expect((await workerInHr(world, "W3")).person).toMatchObject({ phase: "joined" });
    expect(world.org.users().map(({ profile }) => profile["login"])).not.toContain("bo@story.example");
    const { imports } = await operate(world, "feed.list", { tenantId: "story" });
    expect(imports[0]).toMatchObject({ counts: { heldBack: 1, new: 1, unchanged: 1 } });
  });
});

it("a contractor who was engaged by order and is in HR's file since is one person, looked after by HR", async () => {
  await inHr(async (world) => {
    const { personKey } = await operate(world, "person.hire", {
      ...BY,
      given: "Ana",
      family: "Silva",
      email: "ana@story.example",
      personalEmail: "ana@home.example",
      workerType: "contingent",
      endDate: "2026-03-20" as CalendarDate,
      sponsor: "admin@msp.example",
      set: {},
    });
    await send(world, `E7,,Active,employee,${ANA},2026-03-02,`);
    await world.days(25);
    const { person, okta } = await workerInHr(world, "E7");
    expect(person).toMatchObject({ key: personKey, phase: "joined" });
    expect(world.org.user(okta)).toMatchObject({ status: "PROVISIONED", profile: { userType: "employee" } });
    expect(await flowsOf(world, "E7")).toEqual(["joiner", "mover"]);
  });
});

const JOBS = {
  joiner: {
    welcomeManager: false,
    groups: [
      { group: "Engineering", when: { department: "Eng" } },
      { group: "Sales", when: { department: "Sales" } },
    ],
  },
  mover: { tellManagers: false },
};
const sendJobs = (world: World, ...rows: readonly string[]) => hrSends(world, `${HEADER},Department`, ...rows);

it("two jobs, of which the later one is on leave: the person goes on working in the other", async () => {
  await inHr(async (world) => {
    const first = `A1,H1,Active,employee,${ANA},2020-01-02,,Eng`;
    await sendJobs(world, first, `B2,H1,Active,employee,${ANA},2026-02-02,,Sales`);
    const { okta } = await workerInHr(world, "A1");
    await setPassword(world, okta);
    await sendJobs(world, first, `B2,H1,Leave,employee,${ANA},2026-02-02,,Sales`);
    expect(world.status(okta)).toBe("ACTIVE");
    expect(await world.groupsOf(okta)).toContain("Engineering");
  }, JOBS);
});

it("the lead days of the next job take nothing of the present one, and leave no gap between them", async () => {
  await inHr(
    async (world) => {
      await sendJobs(
        world,
        `A1,H1,Active,contractor,${ANA},2026-01-02,2026-03-06,Eng`,
        `B2,H1,Active,employee,${ANA},2026-03-09,,Sales`,
      );
      const { okta } = await workerInHr(world, "A1");
      await world.days(3);
      expect(await world.groupsOf(okta)).toEqual(["Engineering", "Everyone"]);
      await world.days(3);
      expect(await world.groupsOf(okta)).toEqual(["Everyone", "Sales"]);
      expect(await flowsOf(world, "A1")).toEqual(["joiner", "mover"]);
    },
    { ...JOBS, joiner: { ...JOBS.joiner, leadDays: 14 } },
  );
});

it("an account without any present employment ends, though another is to begin in summer", async () => {
  await inHr(async (world) => {
    const profile = { login: "ana@story.example", email: "ana@story.example", firstName: "Ana", lastName: "Silva" };
    const { id } = world.org.seedUser({ profile });
    await sendJobs(
      world,
      `W1,H1,Terminated,employee,${ANA},2020-01-02,2026-02-20,Eng`,
      `W2,H1,Active,employee,${ANA},2026-06-01,,Sales`,
    );
    await world.days(1);
    expect(world.status(id)).toBe("DEPROVISIONED");
  }, JOBS);
});

const engage = (world: World) =>
  operate(world, "person.hire", {
    ...BY,
    given: "Ana",
    family: "Silva",
    email: "ana@story.example",
    personalEmail: "ana@home.example",
    workerType: "contingent",
    endDate: "2026-06-20" as CalendarDate,
    sponsor: "admin@msp.example",
    set: {},
  });

it("an employment of long ago, still in HR's file, does not end the contract of whom an order engaged", async () => {
  await inHr(async (world) => {
    const { personKey } = await engage(world);
    await send(world, `W1,,Terminated,employee,${ANA},2015-01-02,2020-03-01`);
    await world.days(1);
    const { id } = world.org.user("ana@story.example");
    expect(world.status(id)).toBe("PROVISIONED");
    expect(await world.person(id)).toMatchObject({ key: personKey, phase: "joined" });
    const { person } = await workerInHr(world, "W1");
    expect(person.key).not.toBe(personKey);
    expect(person.hold).toBeUndefined();
  });
});

it("the old row of somebody who works here again under another number takes no account, and a human is asked", async () => {
  await inHr(async (world) => {
    const profile = { login: "ana@story.example", email: "ana@story.example", firstName: "Ana", lastName: "Silva" };
    const { id } = world.org.seedUser({ profile });
    const [old, present] = [
      `W1,,Terminated,employee,${ANA},2015-01-02,2020-03-01`,
      `W9,,Active,employee,${ANA},2023-01-02,`,
    ];
    await send(world, old, present);
    await world.days(1);
    expect(world.status(id)).toBe("ACTIVE");
    expect((await workerInHr(world, "W9")).okta).toBe(id);
    expect((await workerInHr(world, "W1")).person).toMatchObject({ hold: { code: "disputed-leaver" } });

    await send(world, old.replace("W1,", "W1,H1"), present.replace("W9,", "W9,H1"));
    await world.days(1);
    expect(world.status(id)).toBe("ACTIVE");
    expect((await workerInHr(world, "W1")).person.key).toBe((await workerInHr(world, "W9")).person.key);
  });
});

it("whoever left by order, and is employed by HR from a day of the days of grace, is back on that day", async () => {
  await inHr(async (world) => {
    const { personKey } = await engage(world);
    const { id } = world.org.user("ana@story.example");
    await setPassword(world, id);
    await operate(world, "person.leave", { ...BY, who: personKey });
    expect(world.status(id)).toBe("SUSPENDED");
    await send(world, `W1,,Active,employee,${ANA},2026-03-10,`);
    await world.days(7);
    expect(world.status(id)).toBe("SUSPENDED");
    await world.days(2);
    expect(world.status(id)).toBe("ACTIVE");
    await world.days(40);
    expect(world.status(id)).toBe("ACTIVE");
    expect((await workerInHr(world, "W1")).person).toMatchObject({ phase: "joined" });
  });
});
