import { expect, it } from "vitest";
import type { Instant } from "../../src/domain/time.ts";
import { byHand } from "./by-hand.ts";
import { HR_FILES, hrSends, workerInHr } from "./hr-file.ts";
import { AMEND, BY, operate } from "./operator.ts";
import { trailOf } from "./trail.ts";
import { inWorld, type World } from "./world.ts";

const OPTIONS = {
  mode: "ad" as const,
  operators: "desk@msp.example",
  onboardedAt: "2026-03-01T20:30:00.000Z" as Instant,
};
const ELI = {
  externalId: "eli",
  profile: { login: "eli@corp.example", email: "eli@corp.example", firstName: "Eli", lastName: "Roe" },
};

interface Company {
  readonly userId: string;
  /** The next import of the directory. */
  readonly imported: (active: boolean) => Promise<void>;
}

async function seedDirectory(world: World): Promise<Company> {
  const { org, settle } = world;
  const ad = org.seedDirectory({ label: "corp.example" });
  const imported = async (active: boolean): Promise<void> => {
    org.putSourcePerson(ad.id, { ...ELI, active });
    org.importRun(ad.id);
    await settle();
  };
  await imported(true);
  return { userId: org.user(ELI.profile.login).id, imported };
}

const containments = async (world: World, userId: string) =>
  (await world.runs(userId)).filter(({ machine }) => machine === "contain");

it("contained, freed by the import, contained again, then disabled in the directory", async () => {
  await inWorld(OPTIONS, async (world) => {
    const { userId, imported } = await seedDirectory(world);
    const { order, endIn } = await operate(world, "person.leave", { ...BY, who: userId });
    expect(endIn?.rightPlace).toBe("Active Directory Users and Computers");
    expect(world.status(userId)).toBe("SUSPENDED");
    const { tasks, away } = await operate(world, "person.show", { who: userId });
    expect(away).toMatchObject({ kind: "contained", order: order.id });
    expect(tasks).toMatchObject([
      { title: "End the account in Active Directory", owner: "desk@msp.example", status: "open" },
    ]);

    await imported(true);
    await world.days(1);
    expect(world.status(userId)).toBe("SUSPENDED");
    const [first, again] = await containments(world, userId);
    expect([first?.status, again?.status]).toEqual(["succeeded", "succeeded"]);
    expect(again?.decision?.notes.join()).toMatch(/blocked again/);
    expect((await operate(world, "person.show", { who: userId })).tasks).toHaveLength(1);

    await imported(false);
    expect(world.status(userId)).toBe("DEPROVISIONED");
    expect(await world.person(userId)).toMatchObject({ phase: "left", orders: [{ id: order.id, kind: "contain" }] });
    const runs = await world.runs(userId);
    expect(runs.some(({ machine }) => machine === "leaver")).toBe(false);
    expect(await trailOf(world, userId)).toEqual([
      "mastery: nothing to do (adopted) for linked: the account is older than the tenant's onboarding",
      "op: ordered #1 kind contain at 2026-03-01T20:00Z, because: asked for by the customer",
      "mastery: contain for linked: contained by order of a named operator (order #1); block-sign-in, clear-sessions, raise-task; due recheck at 2026-03-01T20:15Z",
      "mastery: contain verified, 3 read back: contained",
      "mastery: contain for linked: contained by order of a named operator (order #1); block-sign-in, clear-sessions; due recheck at 2026-03-01T20:15Z",
      "mastery: contain verified, 2 read back: contained",
      "mastery: nothing to do (contained) for linked: contained by order of a named operator (order #1); due recheck at 2026-03-02T21:00Z",
      "mastery: nothing to do (left) for linked: the account was deactivated in Okta; refused not-automated",
    ]);
    expect((await operate(world, "person.show", { who: userId })).due).toEqual([]);
  });
});

it("a containment that was withdrawn gives sign-in back", async () => {
  await inWorld(OPTIONS, async (world) => {
    const { userId } = await seedDirectory(world);
    const { order } = await operate(world, "person.leave", { ...BY, who: userId });
    await operate(world, "orders.withdraw", { ...AMEND, orderId: order.id });
    expect(world.status(userId)).toBe("ACTIVE");
    expect(await world.person(userId)).toMatchObject({ phase: "joined" });
    const last = (await world.runs(userId)).findLast(({ machine }) => machine !== undefined);
    expect(last).toMatchObject({ machine: "return", status: "succeeded" });
    expect(await trailOf(world, userId)).toEqual([
      "mastery: nothing to do (adopted) for linked: the account is older than the tenant's onboarding",
      "op: ordered #1 kind contain at 2026-03-01T20:00Z, because: asked for by the customer",
      "mastery: contain for linked: contained by order of a named operator (order #1); block-sign-in, clear-sessions, raise-task; due recheck at 2026-03-01T20:15Z",
      "mastery: contain verified, 3 read back: contained",
      "op: order-withdrawn #1 kind contain at 2026-03-01T20:00Z, because: asked for by the customer",
      "mastery: return for linked: the containment was withdrawn by a named operator; restore-sign-in",
      "mastery: return verified, 1 read back: joined",
    ]);
  });
});

it("an account that cannot be suspended is held, with what to do", async () => {
  await inWorld(OPTIONS, async (world) => {
    const { userId } = await seedDirectory(world);
    const { id } = world.org.seedUser({
      profile: { login: "new@corp.example", email: "new@corp.example", firstName: "N", lastName: "E" },
      status: "PROVISIONED",
    } as never);
    await operate(world, "person.leave", { ...BY, who: id });
    expect((await world.person(id)).hold).toMatchObject({ code: "cannot-contain" });
    expect(world.status(userId)).toBe("ACTIVE");
    expect(await trailOf(world, id)).toEqual([
      "op: ordered #1 kind contain at 2026-03-01T20:00Z, because: asked for by the customer",
      "mastery: contain for linked: contained by order of a named operator (order #1); clear-sessions, raise-task; due recheck at 2026-03-01T20:15Z",
      "mastery: contain verified, 2 read back: provisional",
      "mastery: nothing to do (provisional) for linked: contained by order of a named operator (order #1), but Okta suspends active accounts only, and this one is PROVISIONED; due recheck at 2026-03-01T20:15Z; held cannot-contain",
    ]);
  });
});

it("an account that is locked out loses its sessions at once, and is suspended as soon as it can be", async () => {
  await inWorld(OPTIONS, async (world) => {
    const { org } = world;
    const profile = { login: "lo@corp.example", email: "lo@corp.example", firstName: "Lo", lastName: "Ck" };
    const { id } = org.seedUser({ profile, status: "LOCKED_OUT" });
    await operate(world, "person.leave", { ...BY, who: id });
    const [tried] = await containments(world, id);
    expect(tried).toMatchObject({ status: "succeeded", verification: { unmet: [] } });
    expect(tried?.decision?.operations.map(({ kind }) => kind)).toEqual(["clear-sessions", "raise-task"]);
    expect((await world.person(id)).hold).toMatchObject({ code: "cannot-contain" });
    const headers = { authorization: `SSWS ${org.apiToken}` };
    const unlocked = await fetch(`${org.url}/api/v1/users/${id}/lifecycle/unlock`, { method: "POST", headers });
    expect(unlocked.status).toBe(200);
    await world.settle();
    await world.days(1);
    expect(world.status(id)).toBe("SUSPENDED");
    const person = await world.person(id);
    expect(person.phase).toBe("contained");
    expect(person.hold).toBeUndefined();
  });
});

it("somebody whom HR holds is contained until HR's file says that the employment is over", async () => {
  const policy = { joiner: { welcomeManager: false, groups: [{ group: "Engineering" }] } };
  await inWorld({ mode: "hr", hr: HR_FILES, policy }, async (world) => {
    const header = "WorkerID,WorkerStatus,FirstName,LastName,WorkEmail,PersonalEmail,HireDate,TerminationDate";
    const ana = "Ana,Silva,ana@story.example,ana@home.example,2026-02-02";
    await hrSends(world, header, `W1,Active,${ana},`);
    const { okta: userId, person } = await workerInHr(world, "W1");
    await byHand(world, "POST", `/users/${userId}`, { credentials: { password: { value: "Abcd1234!x" } } });
    const { order, endIn } = await operate(world, "person.leave", { ...BY, who: userId, ticket: "T-1" });
    expect(order.kind).toBe("contain");
    expect(endIn).toMatchObject({ authority: "the HR system" });
    expect(world.status(userId)).toBe("SUSPENDED");
    expect(await world.groupsOf(userId)).toEqual(["Engineering", "Everyone"]);
    await hrSends(world, header, `W1,Terminated,${ana},2026-03-02`);
    await world.days(2);
    expect(world.status(userId)).toBe("DEPROVISIONED");
    expect(await world.groupsOf(userId)).toEqual(["Everyone"]);
    expect((await world.person(userId)).hold).toBeUndefined();
    const later = operate(world, "person.leave", { ...BY, who: person.key, at: "2026-04-01" });
    await expect(later).rejects.toMatchObject({
      name: "AuthorityRefused",
      message: expect.stringMatching(/HR system/),
    });
    const trail = (await world.audit(userId)).map(({ kind }) => kind).filter((kind) => kind !== "decided");
    expect(trail).toEqual([
      "worker-recorded",
      "linked",
      "verified",
      "ordered",
      "verified",
      "worker-recorded",
      "verified",
    ]);
  });
});

it("somebody whom HR holds and whose account cannot be suspended is out all the same, and HR is to confirm it", async () => {
  const policy = { joiner: { welcomeManager: false } };
  await inWorld({ mode: "hr", hr: HR_FILES, policy }, async (world) => {
    const header = "WorkerID,WorkerStatus,FirstName,LastName,WorkEmail,PersonalEmail,HireDate,TerminationDate";
    const ana = "Ana,Silva,ana@story.example,ana@home.example,2026-02-02";
    await hrSends(world, header, `W1,Active,${ana},`);
    const { okta: userId } = await workerInHr(world, "W1");
    expect(world.status(userId)).toBe("PROVISIONED");
    await operate(world, "person.leave", { ...BY, who: userId });
    await world.days(1);
    expect(world.status(userId)).toBe("DEPROVISIONED");
    expect((await world.person(userId)).hold).toMatchObject({
      code: "contradicts-authority",
      todo: expect.stringMatching(/end the employment in the HR system/),
    });
    await hrSends(world, header, `W1,Terminated,${ana},2026-03-02`);
    await world.days(2);
    expect(await world.person(userId)).toMatchObject({ phase: "left" });
    expect((await world.person(userId)).hold).toBeUndefined();
  });
});

const HR_HEADER =
  "WorkerID,WorkerStatus,WorkerType,FirstName,LastName,WorkEmail,PersonalEmail,HireDate,TerminationDate";
const hrRow = (status: string, dates: string) =>
  `W1,${status},employee,Ana,Silva,ana@story.example,ana@home.example,${dates}`;

it("a leaver of HR's whom the count of leavers holds goes at once when somebody orders the leave by name", async () => {
  const policy = { guards: { leaversPer24h: 0 } };
  await inWorld({ mode: "hr", hr: HR_FILES, policy }, async (world) => {
    await hrSends(world, HR_HEADER, hrRow("Active", "2026-01-02,"));
    const { okta } = await workerInHr(world, "W1");
    await hrSends(world, HR_HEADER, hrRow("Terminated", "2026-01-02,2026-03-01"));
    expect(await world.person(okta)).toMatchObject({ phase: "joined", hold: { code: "too-many-leavers" } });
    await operate(world, "person.leave", { ...BY, who: okta });
    expect(world.status(okta)).toBe("DEPROVISIONED");
    const left = await world.person(okta);
    expect(left).toMatchObject({ phase: "left" });
    expect(left.hold).toBeUndefined();
  });
});

it("an urgent leave of somebody whom HR is about to hire makes no account, and says so", async () => {
  await inWorld({ mode: "hr", hr: HR_FILES }, async (world) => {
    await hrSends(world, HR_HEADER, hrRow("Active", "2026-03-09,"));
    const { person } = await workerInHr(world, "W1");
    await operate(world, "person.leave", { ...BY, who: person.key });
    await world.days(9);
    const then = await workerInHr(world, "W1");
    expect(then.okta).toBe("");
    expect(then.person).toMatchObject({ hold: { code: "contradicts-authority" } });
    expect(world.org.users().filter(({ profile }) => profile["login"] === "ana@story.example")).toEqual([]);
  });
});
