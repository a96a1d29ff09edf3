import { expect, it } from "vitest";
import { byHand } from "./by-hand.ts";
import { HR_FILES, hrSends, workerInHr } from "./hr-file.ts";
import { BY, operate } from "./operator.ts";
import { trailOf } from "./trail.ts";
import { inWorld, type World } from "./world.ts";

const POLICY = { joiner: { welcomeManager: false, groups: [{ group: "All staff" }, { group: "Engineering" }] } };
const ANA = {
  login: "ana@story.example",
  email: "ana@story.example",
  secondEmail: "ana@home.example",
  firstName: "Ana",
  lastName: "Silva",
};

/** The leave is ordered while the joiner's step `name` is at work. */
function orderWithin(world: World, name: string): { ordered: boolean } {
  const state = { ordered: false };
  const step = world.runtime.functions.get(name)!;
  const { handler } = step;
  Object.assign(step, {
    handler: async (event: unknown, context: object) => {
      const answer = await handler(event as never, context as never);
      if (!state.ordered) {
        state.ordered = true;
        await world.order(world.org.user(ANA.login).id, { kind: "leave" });
      }
      return answer;
    },
  });
  return state;
}

it.each(["add-groups", "activate-account", "verify-run"])(
  "sacked while the joiner still runs (%s): the joiner ends, and the leaver follows at once",
  async (step) => {
    await inWorld({ policy: POLICY }, async (world) => {
      const leave = orderWithin(world, step);
      const userId = await world.admin.createUser(ANA, false);
      await world.settle();
      expect(leave.ordered).toBe(true);
      expect(world.status(userId)).toBe("DEPROVISIONED");
      expect(await world.groupsOf(userId)).toEqual(["Everyone"]);
      const runs = (await world.runs(userId)).filter(({ machine }) => machine !== undefined);
      expect(runs.map(({ machine, status }) => [machine, status])).toEqual([
        ["joiner", "succeeded"],
        ["leaver", "succeeded"],
      ]);
      expect(await world.person(userId)).toMatchObject({ phase: "left" });
      expect(await trailOf(world, userId)).toEqual([
        "mastery: joiner for linked: a new account in Okta; add-group x2, activate",
        "operator: ordered #1 kind leave at 2026-03-01T20:00Z, because: ordered in a story",
        "mastery: joiner verified, 3 read back: joined",
        "mastery: leaver for linked: leave ordered by a named operator (order #1); block-sign-in, clear-sessions, record-groups, remove-group x2",
        "mastery: leaver verified, 5 read back: left",
      ]);
      await world.days(2);
      expect(world.status(userId)).toBe("DEPROVISIONED");
    });
  },
);

/** An administrator deactivates the account between our last look at it and our activation, which Okta grants. */
function deactivateJustBeforeActivation(world: World, then = async (_userId: string) => {}): { done: boolean } {
  const { deps } = world.runtime;
  const connect = deps.directory;
  const state = { done: false };
  Object.assign(deps, {
    directory: async (...given: Parameters<typeof connect>) => {
      const directory = await connect(...given);
      const activate: typeof directory.activate = async (accountId) => {
        state.done = true;
        await byHand(world, "POST", `/users/${accountId}/lifecycle/deactivate`);
        await byHand(world, "POST", `/users/${accountId}/lifecycle/activate?sendEmail=false`);
        await then(accountId);
        return { requestId: "r-1" };
      };
      return new Proxy(directory, {
        get: (target, name) => (name === "activate" && !state.done ? activate : Reflect.get(target, name)),
      });
    },
  });
  return state;
}

it("deactivated by an administrator in the moment of our activation: the account does not stay live", async () => {
  await inWorld({ policy: POLICY }, async (world) => {
    const race = deactivateJustBeforeActivation(world);
    const userId = await world.admin.createUser(ANA, false);
    await world.settle();
    await world.days(1);
    expect(race.done).toBe(true);
    expect(world.status(userId)).toBe("DEPROVISIONED");
    const runs = (await world.runs(userId)).filter(({ machine }) => machine !== undefined);
    expect(runs.map(({ machine }) => machine)).toEqual(["joiner", "leaver"]);
    expect(runs.at(-1)?.decision?.reason).toBe("the account was deactivated in Okta while a run of ours activated it");
    expect(await world.person(userId)).toMatchObject({ phase: "left" });
    await world.audit(userId);
  });
});

it("a leave that was ordered before the first day makes no account", async () => {
  await inWorld({ policy: POLICY }, async (world) => {
    const hire = { ...BY, given: "Ana", family: "Silva", email: ANA.email, personalEmail: ANA.secondEmail };
    const { personKey } = await operate(world, "person.hire", { ...hire, startDate: "2026-03-09" as never });
    await operate(world, "person.leave", { ...BY, who: personKey });
    await world.days(9);
    expect(world.org.users().filter(({ profile }) => profile.login === ANA.login)).toEqual([]);
    const { person, orders } = await operate(world, "person.show", { who: personKey });
    expect(person).toMatchObject({ phase: "left", links: [] });
    expect(orders.map(({ state }) => state)).toEqual(["done", "done"]);
  });
});

it("deactivated in the moment of our activation, and active before we see it: the leaver goes on to its end", async () => {
  const policy = { ...POLICY, leaver: { deactivateAfterDays: 30 } };
  await inWorld({ policy }, async (world) => {
    const credentials = { credentials: { password: { value: "Abcd1234!x" } } };
    deactivateJustBeforeActivation(
      world,
      async (id) => void (await byHand(world, "POST", `/users/${id}`, credentials)),
    );
    const userId = await world.admin.createUser(ANA, false);
    await world.settle();
    await world.days(1);
    expect(world.status(userId)).toBe("SUSPENDED");
    expect(await world.person(userId)).toMatchObject({ phase: "blocked" });
    await world.days(35);
    expect(world.status(userId)).toBe("DEPROVISIONED");
    expect(await world.person(userId)).toMatchObject({ phase: "left" });
  });
});

it("deactivated in the moment of our activation, where HR decides: it stays deactivated, and is held", async () => {
  await inWorld({ mode: "hr", hr: HR_FILES, policy: POLICY }, async (world) => {
    const race = deactivateJustBeforeActivation(world);
    const header = "WorkerID,WorkerStatus,WorkerType,FirstName,LastName,WorkEmail,PersonalEmail,HireDate";
    await hrSends(world, header, `W1,Active,employee,Ana,Silva,${ANA.email},${ANA.secondEmail},2026-01-02`);
    const { okta } = await workerInHr(world, "W1");
    await world.days(2);
    expect(race.done).toBe(true);
    expect(world.status(okta)).toBe("DEPROVISIONED");
    expect(await world.person(okta)).toMatchObject({ hold: { code: "contradicts-authority" } });
  });
});
