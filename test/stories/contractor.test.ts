import { expect, it } from "vitest";
import type { CalendarDate } from "../../src/domain/time.ts";
import { byHand } from "./by-hand.ts";
import { AMEND, BY, operate } from "./operator.ts";
import { trailOf } from "./trail.ts";
import { inWorld, type World } from "./world.ts";

const SPONSOR = "boss@story.example";
const date = (text: string) => text as CalendarDate;
const CONTRACT = {
  ...BY,
  given: "Cas",
  family: "Roe",
  email: "cas@story.example",
  personalEmail: "cas@home.example",
  workerType: "contingent" as const,
  endDate: date("2026-03-20"),
  sponsor: SPONSOR,
};
/** HR holds the employees; contractors are ours. */
const OPTIONS = {
  mode: "hr" as const,
  policy: { joiner: { welcomeManager: false }, attributes: { endDate: "contractEnd" } },
};

function seed({ org }: World): void {
  org.seedAttribute("contractEnd");
  org.seedUser({ profile: { login: SPONSOR, email: SPONSOR, firstName: "B", lastName: "Oss" } });
}
const statusOf = ({ org }: World): unknown => org.user(CONTRACT.email).status;
const remindersIn = async (world: World) =>
  (await operate(world, "outbox.list", {})).messages.filter(({ template }) => template === "contract-ends");

it("a contractor whom HR does not hold is reminded of, extended the day before, reminded of again, and leaves at the end", async () => {
  await inWorld(OPTIONS, async (world) => {
    seed(world);
    const { personKey } = await operate(world, "person.hire", CONTRACT);
    expect(statusOf(world)).toBe("PROVISIONED");
    await world.days(5); // the 6th of March, 14 days before
    expect(await remindersIn(world)).toMatchObject([{ to: SPONSOR }]);
    await world.days(13); // the 19th
    expect(await remindersIn(world)).toHaveLength(2);
    await operate(world, "person.change", { ...BY, who: personKey, endDate: date("2026-03-31") });
    const { engagement } = await operate(world, "person.show", { who: personKey });
    expect(engagement).toMatchObject({ endDate: "2026-03-31", sponsor: SPONSOR });
    expect(world.org.user(CONTRACT.email).profile).toMatchObject({ contractEnd: "2026-03-31" });
    await world.days(3);
    expect(statusOf(world)).toBe("PROVISIONED");
    await world.days(7); // the 29th: three days before the new end
    expect((await remindersIn(world)).length).toBeGreaterThan(2);
    await world.days(4);
    expect(statusOf(world)).toBe("DEPROVISIONED");
    const shown = await operate(world, "person.show", { who: personKey });
    expect(shown.person.phase).toBe("left");
    expect(shown.audit.sound).toBe(true);
    const flows = shown.runs.flatMap(({ machine }) => machine ?? []).toReversed();
    expect(flows.filter((flow) => flow !== "reminder")).toEqual(["joiner", "mover", "leaver"]);
    expect(await trailOf(world, personKey)).toEqual([
      "op: ordered #1 kind hire at 2026-03-01T20:00Z workerType contingent endDate 2026-03-20, because: asked for by the customer",
      "mastery: joiner for unmatched: hired by order of a named operator; create-account, activate",
      "mastery: linked",
      "mastery: joiner verified, 2 read back: joined",
      "mastery: nothing to do (joined) for linked: unchanged; due reminder at 2026-03-06T11:00Z; due end at 2026-03-20T11:00Z",
      "mastery: reminder for linked: the contract ends on 2026-03-20; remind-sponsor; due reminder at 2026-03-17T11:00Z; due end at 2026-03-20T11:00Z",
      "mastery: reminder verified, 1 read back: joined",
      "mastery: reminder for linked: the contract ends on 2026-03-20; remind-sponsor; due end at 2026-03-20T11:00Z",
      "mastery: reminder verified, 1 read back: joined",
      "op: ordered #2 kind change at 2026-03-19T20:00Z attributes contractEnd endDate 2026-03-31, because: asked for by the customer",
      "mastery: mover for linked: profile change: contractEnd; update-profile; due reminder at 2026-03-28T11:00Z; due end at 2026-03-31T11:00Z",
      "mastery: mover verified, 1 read back: joined",
      "mastery: reminder for linked: the contract ends on 2026-03-31; remind-sponsor; due reminder at 2026-03-28T11:00Z; due end at 2026-03-31T11:00Z",
      "mastery: reminder verified, 1 read back: joined",
      "mastery: reminder for linked: the contract ends on 2026-03-31; remind-sponsor; due end at 2026-03-31T11:00Z",
      "mastery: reminder verified, 1 read back: joined",
      "mastery: leaver for linked: the end date of the engagement has passed; block-sign-in, clear-sessions, record-groups",
      "mastery: leaver verified, 3 read back: left",
    ]);
  });
});

it("a first day that moves twice: the account comes once, on the day that was said last", async () => {
  await inWorld(OPTIONS, async (world) => {
    seed(world);
    const { order, personKey } = await operate(world, "person.hire", { ...CONTRACT, startDate: date("2026-03-05") });
    await operate(world, "orders.change", { ...AMEND, orderId: order.id, at: "2026-03-04" });
    await operate(world, "orders.change", { ...AMEND, orderId: order.id, at: "2026-03-10" });
    await world.days(7); // the 8th
    expect(() => world.org.user(CONTRACT.email)).toThrow();
    await world.days(2);
    expect(statusOf(world)).toBe("PROVISIONED");
    const made = world.org.log().filter(({ eventType }) => eventType === "user.lifecycle.create");
    expect(made.filter(({ target }) => target?.[0]?.alternateId === CONTRACT.email)).toHaveLength(1);
    expect(await trailOf(world, personKey)).toEqual([
      "op: ordered #1 kind hire at 2026-03-01T20:00Z workerType contingent startDate 2026-03-05 endDate 2026-03-20, because: asked for by the customer",
      "mastery: nothing to do (joining) for unmatched: the start date has not come yet; due start at 2026-03-04T11:00Z",
      "op: order-changed #1 kind hire from 2026-03-05 to 2026-03-04, because: asked for by the customer",
      "mastery: nothing to do (joining) for unmatched: the start date has not come yet; due start at 2026-03-03T11:00Z",
      "op: order-changed #1 kind hire from 2026-03-04 to 2026-03-10, because: asked for by the customer",
      "mastery: nothing to do (joining) for unmatched: the start date has not come yet; due start at 2026-03-09T11:00Z",
      "mastery: joiner for unmatched: hired by order of a named operator; create-account, activate",
      "mastery: linked",
      "mastery: joiner verified, 2 read back: joined",
      "mastery: reminder for linked: the contract ends on 2026-03-20; remind-sponsor; due reminder at 2026-03-17T11:00Z; due end at 2026-03-20T11:00Z",
      "mastery: reminder verified, 1 read back: joined",
    ]);
  });
});

it("a hire that is called off before the first day makes no account", async () => {
  await inWorld(OPTIONS, async (world) => {
    seed(world);
    const { order, personKey } = await operate(world, "person.hire", { ...CONTRACT, startDate: date("2026-03-05") });
    await operate(world, "orders.withdraw", { ...AMEND, orderId: order.id });
    await world.days(6);
    expect(() => world.org.user(CONTRACT.email)).toThrow();
    expect(await trailOf(world, personKey)).toEqual([
      "op: ordered #1 kind hire at 2026-03-01T20:00Z workerType contingent startDate 2026-03-05 endDate 2026-03-20, because: asked for by the customer",
      "mastery: nothing to do (joining) for unmatched: the start date has not come yet; due start at 2026-03-04T11:00Z",
      "op: order-withdrawn #1 kind hire at 2026-03-01T20:00Z, because: asked for by the customer",
      "mastery: nothing to do (provisional) for unmatched: nothing says any more that this person joins, and no account was made",
    ]);
  });
});

it("somebody who left is hired again: the same person, the same account", async () => {
  await inWorld({ policy: OPTIONS.policy }, async (world) => {
    seed(world);
    const hired = { ...CONTRACT, workerType: "employee" as const, endDate: undefined, sponsor: undefined };
    const { personKey } = await operate(world, "person.hire", hired);
    const { id } = world.org.user(CONTRACT.email);
    await operate(world, "person.leave", { ...BY, who: personKey });
    expect(statusOf(world)).toBe("DEPROVISIONED");
    await world.days(10);
    expect(await operate(world, "person.hire", hired)).toMatchObject({ personKey, recorded: true });
    expect(world.org.user(CONTRACT.email)).toMatchObject({ id, status: "PROVISIONED" });
    expect(await world.person(id)).toMatchObject({ phase: "joined" });
    expect(await trailOf(world, personKey)).toEqual([
      "op: ordered #1 kind hire at 2026-03-01T20:00Z workerType employee, because: asked for by the customer",
      "mastery: joiner for unmatched: hired by order of a named operator; create-account, activate",
      "mastery: linked",
      "mastery: joiner verified, 2 read back: joined",
      "op: ordered #2 kind leave at 2026-03-01T20:00Z, because: asked for by the customer",
      "mastery: leaver for linked: leave ordered by a named operator (order #2); block-sign-in, clear-sessions, record-groups",
      "mastery: leaver verified, 3 read back: left",
      "op: ordered #3 kind hire at 2026-03-11T20:00Z workerType employee, because: asked for by the customer",
      "mastery: joiner for linked: a rehire: hired by order of a named operator; reopen-account, activate",
      "mastery: joiner verified, 2 read back: joined",
    ]);
  });
});

it("a leave that was ordered by mistake is withdrawn in the days of grace: the contract goes on to its last day", async () => {
  const joiner = { welcomeManager: false, groups: [{ group: "Engineering" }] };
  await inWorld({ mode: "hr", policy: { joiner, leaver: { deactivateAfterDays: 30 } } }, async (world) => {
    seed(world);
    const { personKey } = await operate(world, "person.hire", CONTRACT);
    const { id } = world.org.user(CONTRACT.email);
    await byHand(world, "POST", `/users/${id}`, { credentials: { password: { value: "Abcd1234!x" } } });
    const { order } = await operate(world, "person.leave", { ...BY, who: personKey });
    expect(statusOf(world)).toBe("SUSPENDED");
    expect(await world.groupsOf(id)).toEqual(["Everyone"]);

    await operate(world, "orders.withdraw", { ...AMEND, orderId: order.id });
    await world.days(1);
    expect(await world.person(id)).toMatchObject({ phase: "blocked", hold: { code: "leave-withdrawn" } });
    await byHand(world, "POST", `/users/${id}/lifecycle/unsuspend`);
    await world.settle();
    expect(await world.person(id)).toMatchObject({ phase: "joined" });
    expect(await world.groupsOf(id)).toEqual(["Engineering", "Everyone"]);
    expect((await operate(world, "person.show", { who: personKey })).engagement).toMatchObject({ sponsor: SPONSOR });

    await world.days(17); // the 19th
    expect(await remindersIn(world)).not.toHaveLength(0);
    expect(statusOf(world)).toBe("ACTIVE");
    await world.days(2);
    expect(statusOf(world)).toBe("SUSPENDED");
    expect((await trailOf(world, personKey)).slice(5)).toEqual([
      "op: ordered #2 kind leave at 2026-03-01T20:00Z, because: asked for by the customer",
      "mastery: leaver for linked: leave ordered by a named operator (order #2); block-sign-in, clear-sessions, record-groups, remove-group; due reminder at 2026-03-06T11:00Z; due end at 2026-03-20T11:00Z; due deactivate at 2026-03-31T20:00Z",
      "mastery: leaver verified, 4 read back: blocked",
      "op: order-withdrawn #2 kind leave at 2026-03-01T20:00Z, because: asked for by the customer",
      "mastery: nothing to do (blocked) for linked: sign-in is blocked, but nothing says any more that the person leaves; due reminder at 2026-03-06T11:00Z; due end at 2026-03-20T11:00Z; held leave-withdrawn",
      "mastery: joiner for linked: the leaver was called off, and the account is live again; add-group; due reminder at 2026-03-06T11:00Z; due end at 2026-03-20T11:00Z",
      "mastery: joiner verified, 1 read back: joined",
      "mastery: reminder for linked: the contract ends on 2026-03-20; remind-sponsor; due reminder at 2026-03-17T11:00Z; due end at 2026-03-20T11:00Z",
      "mastery: reminder verified, 1 read back: joined",
      "mastery: reminder for linked: the contract ends on 2026-03-20; remind-sponsor; due end at 2026-03-20T11:00Z",
      "mastery: reminder verified, 1 read back: joined",
      "mastery: leaver for linked: the end date of the engagement has passed; block-sign-in, clear-sessions, record-groups, remove-group; due deactivate at 2026-04-19T20:00Z",
      "mastery: leaver verified, 4 read back: blocked",
    ]);
  });
});

it("an extension that was ordered for a day after the last one goes on from there, once somebody lifted the block", async () => {
  await inWorld({ mode: "hr", policy: { ...OPTIONS.policy, leaver: { deactivateAfterDays: 30 } } }, async (world) => {
    seed(world);
    const { personKey } = await operate(world, "person.hire", { ...CONTRACT, endDate: date("2026-03-05") });
    const { id } = world.org.user(CONTRACT.email);
    await byHand(world, "POST", `/users/${id}`, { credentials: { password: { value: "Abcd1234!x" } } });
    const extension = { ...BY, who: personKey, at: date("2026-03-09"), endDate: date("2026-03-31") };
    await operate(world, "person.change", extension);
    await world.days(5);
    expect(statusOf(world)).toBe("SUSPENDED");
    await world.days(4); // the 11th
    expect(await world.person(id)).toMatchObject({ phase: "blocked", hold: { code: "leave-withdrawn" } });
    await byHand(world, "POST", `/users/${id}/lifecycle/unsuspend`);
    await world.days(20); // the 31st
    const { engagement } = await operate(world, "person.show", { who: personKey });
    expect(engagement).toMatchObject({ endDate: "2026-03-31", sponsor: SPONSOR });
    expect(statusOf(world)).toBe("ACTIVE");
    await world.days(1);
    expect(statusOf(world)).toBe("SUSPENDED");
  });
});
