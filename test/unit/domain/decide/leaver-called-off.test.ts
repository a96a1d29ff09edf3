import { describe, expect, it } from "vitest";
import { decide } from "../../../../src/domain/decide/decide.ts";
import { effectsAfter } from "../../../../src/domain/decide/effects-after.ts";
import type { Order, OrderOf } from "../../../../src/domain/order.ts";
import type { CalendarDate } from "../../../../src/domain/time.ts";
import { at, kindsOf, leaveOrder, NOW, personAfter, type Situation, situation } from "../situations.ts";
import { hrSituation, worker } from "../workers.ts";
import { on } from "../workers-in-hr.ts";

const joinedAt = at("2026-01-10T09:00:00.000Z");
const blockedAt = at("2026-02-01T00:00:00.000Z");
const withdrawn = { by: "olga", at: NOW, reason: "mistaken" };
const mistaken = leaveOrder({ at: blockedAt, orderedAt: blockedAt, withdrawn });
const LATER = leaveOrder({
  id: "o-later",
  at: at("2026-06-01T00:00:00.000Z"),
  orderedAt: at("2026-01-20T00:00:00.000Z"),
});
const hireUntil = (endDate: string): OrderOf<"hire"> => ({
  id: "o-hire",
  kind: "hire",
  at: at("2026-01-10T00:00:00.000Z"),
  orderedAt: at("2026-01-10T00:00:00.000Z"),
  orderedBy: "olga",
  reason: "a contract",
  engagement: {
    workerType: "contingent",
    login: "ana@acme.example",
    profile: { title: "Former" },
    endDate: endDate as CalendarDate,
  },
});
const change = (given: Partial<OrderOf<"change">>): OrderOf<"change"> => ({
  id: "o-change",
  kind: "change",
  at: joinedAt,
  orderedAt: joinedAt,
  orderedBy: "olga",
  reason: "r",
  changes: {},
  ...given,
});
const STANDING = { at: at("2026-01-05T00:00:00.000Z"), profile: {}, groupIds: [], losing: [] };
/** Somebody whose sign-in is blocked, in the days of grace, by what these orders said or say. */
const blockedBy = (orders: readonly Order[], given: Situation = {}): Situation => ({
  status: "SUSPENDED",
  ...given,
  person: { phase: "blocked", blockedAt, joinedAt, orders: [...orders], ...given.person },
});
const endsOn = (decision: ReturnType<typeof decide>) => decision.due.find(({ kind }) => kind === "end")?.at;

describe("a leave that was withdrawn while sign-in was only blocked", () => {
  const orders = [hireUntil("2026-12-31"), mistaken];
  const live = situation(blockedBy(orders, { status: "ACTIVE", profile: { title: "Present" } }));
  it("makes no rehire: the engagement goes on, with its last day and with what Okta says of the rest", () => {
    expect(decide(situation(blockedBy(orders)))).toMatchObject({ operations: [], hold: { code: "leave-withdrawn" } });
    const back = decide(live);
    // Neither what the hire wanted, nor a welcome: the person was there all the while.
    expect(back).toMatchObject({ operations: [], phaseNow: "joined", callsOffLeaver: true });
    const person = personAfter(live, back);
    expect(endsOn(decide({ ...live, person }))).toBe("2027-01-01T00:00:00.000Z");
    expect(decide({ ...live, person, now: at("2027-01-02T00:00:00.000Z") })).toMatchObject({ flow: "leaver" });
  });
  it("keeps what is still to come due: the last day, its reminder, and a leave on a later day", () => {
    const input = { ...live, person: { ...live.person, orders: [...orders, LATER] } };
    const back = decide(input);
    expect(back.due.map(({ kind }) => kind)).toEqual(["leave", "reminder", "end"]);
    expect(decide({ ...input, person: personAfter(input, back) }).due).toEqual(back.due);
  });
  it("is one though it was withdrawn while the leaver ran, ahead of the recorded block", () => {
    const early = { ...mistaken, withdrawn: { ...withdrawn, at: at("2026-02-01T00:00:02.000Z") } };
    const person = { blockedAt: at("2026-02-01T00:00:30.000Z") };
    const input = situation(blockedBy([early], { status: "ACTIVE", person }));
    expect(decide(input)).toMatchObject({ callsOffLeaver: true });
    const former = { ...mistaken, at: joinedAt, orderedAt: joinedAt, withdrawn: { ...withdrawn, at: joinedAt } };
    expect(decide(situation(blockedBy([former], { status: "ACTIVE", person }))).callsOffLeaver).toBeUndefined();
  });
  it("repeats nothing that was done in the life cycle, and lets the next leaver do all of its own", () => {
    const former = change({ changes: { title: "Former" } });
    const done = { "order:o-change": joinedAt, welcome: joinedAt };
    const ofLeaver = { "sessions-cleared": blockedAt, "task:t-1": blockedAt };
    const person = { ...live.person, orders: [...orders, former], effects: { ...done, ...ofLeaver } };
    const input = { ...live, person };
    const back = decide(input);
    expect(kindsOf(back)).toEqual([]);
    expect(effectsAfter(input.person, back)).toEqual(done);
    expect(kindsOf(decide({ ...input, person: personAfter(input, back) }))).toEqual([]);
  });
  it("delivers the first credential again, which the block took away", () => {
    const policy = { joiner: { firstCredential: "manager-link" as const, welcomeManager: false } };
    const given = { policy, person: { effects: { credential: joinedAt } } };
    expect(kindsOf(decide(situation(blockedBy(orders, { ...given, status: "PROVISIONED" }))))).toContain(
      "deliver-credential",
    );
    expect(kindsOf(decide(situation(blockedBy(orders, { ...given, status: "ACTIVE" }))))).toEqual([]);
  });
  it("keeps since when the person is here, whoever was adopted included", () => {
    const joined = personAfter(live, decide(live));
    expect(joined).toMatchObject({ phase: "joined", joinedAt, backSince: NOW });
    const { joinedAt: _none, ...adopted } = { ...live.person, adoptedAt: STANDING.at, standing: STANDING };
    const input = { ...live, person: adopted };
    const back = decide(input);
    expect(kindsOf(back)).not.toContain("welcome-manager");
    expect(personAfter(input, back)).toMatchObject({ phase: "joined", adoptedAt: STANDING.at, backSince: NOW });
    expect(personAfter(input, back).joinedAt).toBeUndefined();
  });
  it("welcomes somebody whose joiner was cut short by it, though what their access rests on was noted", () => {
    const { joinedAt: _none, ...joining } = { ...live.person, standing: STANDING };
    const input = { ...live, person: joining };
    const back = decide(input);
    expect(kindsOf(back)).toContain("welcome-manager");
    expect(personAfter(input, back)).toMatchObject({ phase: "joined", joinedAt: NOW });
  });
  it("leaves what a hire wanted to its joiner, where that was not done", () => {
    const { joinedAt: _none, ...hired } = live.person;
    const back = decide({ ...live, person: hired });
    expect(back.operations).toContainEqual(
      expect.objectContaining({ changes: expect.objectContaining({ title: "Former" }) }),
    );
  });
  it("is looked at again at once where a containment holds on", () => {
    const contain = { ...LATER, id: "o-contain", kind: "contain" as const, at: joinedAt, orderedAt: joinedAt };
    const input = { ...live, person: { ...live.person, orders: [...orders, contain] } };
    expect(decide(input)).toMatchObject({ callsOffLeaver: true, lookAgain: true });
  });
  it("is none of a former life cycle's", () => {
    const left = { leftAt: joinedAt, joinedAt: at("2026-01-11T00:00:00.000Z") };
    const former = { ...mistaken, orderedAt: at("2026-01-02T00:00:00.000Z") };
    expect(decide(situation(blockedBy([former], { status: "ACTIVE", person: left }))).callsOffLeaver).toBeUndefined();
    const toCome = { ...mistaken, at: at("2026-02-20T00:00:00.000Z") };
    expect(decide(situation(blockedBy([toCome], { status: "ACTIVE" }))).callsOffLeaver).toBeUndefined();
  });
  it("leaves the person where they stood while a human has to mend the end date", () => {
    const policy = { attributes: { endDate: "end" } };
    const decision = decide(situation(blockedBy(orders, { status: "ACTIVE", policy, profile: { end: "soon" } })));
    expect(decision).toMatchObject({ phaseNow: "blocked", phaseAfter: "blocked", hold: { code: "bad-end-date" } });
  });
});

describe("an extension that holds only after the last day", () => {
  const extension = change({ at: at("2026-02-20T00:00:00.000Z"), endDate: "2026-06-30" as CalendarDate });
  const orders = [hireUntil("2026-01-31"), extension];
  it("lets the contract go on, up to its new last day", () => {
    expect(decide(situation(blockedBy(orders)))).toMatchObject({ hold: { code: "leave-withdrawn" } });
    const live = situation(blockedBy(orders, { status: "ACTIVE" }));
    const back = decide(live);
    expect(back).toMatchObject({ callsOffLeaver: true });
    expect(endsOn(back)).toBe("2026-07-01T00:00:00.000Z");
    const person = personAfter(live, back);
    expect(decide({ ...live, person, now: at("2026-07-01T00:00:00.000Z") })).toMatchObject({ flow: "leaver" });
  });
  it("is none of a contract that was ordered after the block", () => {
    const anew = { ...hireUntil("2026-12-31"), orderedAt: at("2026-02-10T00:00:00.000Z") };
    const back = decide(situation(blockedBy([anew], { status: "ACTIVE" })));
    expect(back.callsOffLeaver).toBeUndefined();
    expect(back.notes).toContain("rehire");
  });
});

describe("whose account is live again in the days of grace, and of whom", () => {
  const due = expect.arrayContaining([expect.objectContaining({ kind: "leave", at: LATER.at })]);
  it("a leave by name is still to come, leaves on that day", () => {
    const live = situation(blockedBy([LATER], { status: "ACTIVE" }));
    const back = decide(live);
    expect(back).toMatchObject({ callsOffLeaver: true, due });
    const person = personAfter(live, back);
    expect(decide({ ...live, person, now: LATER.at })).toMatchObject({ flow: "leaver" });
  });
  it("HR took an end back that it had sent by mistake, works on in the employment of before", () => {
    const record = worker({ dates: { hire: on("2020-01-01") } });
    const live = hrSituation(record, blockedBy([LATER], { status: "ACTIVE" }));
    expect(decide(live)).toMatchObject({ callsOffLeaver: true, due });
  });
  it("HR tells a new employment, begins anew: what was ordered for the former one is void", () => {
    const record = worker({ dates: { hire: on("2026-03-02") } });
    const live = hrSituation(record, blockedBy([LATER], { status: "ACTIVE" }));
    const back = decide(live);
    expect(back.callsOffLeaver).toBeUndefined();
    expect(back).toMatchObject({ notes: expect.arrayContaining(["rehire"]), due: [] });
    expect(personAfter(live, back)).toMatchObject({ leftAt: blockedAt });
  });
  it("HR tells a new employment, begins anew though the leave from the former one was withdrawn", () => {
    const record = worker({ dates: { hire: on("2026-03-02") } });
    const input = hrSituation(record, blockedBy([mistaken, LATER], { status: "ACTIVE" }));
    expect(decide(input).callsOffLeaver).toBeUndefined();
    // Lead days had let the person join for that very employment.
    const policy = { joiner: { leadDays: 30 } };
    const person = { joinedAt: at("2026-01-31T09:00:00.000Z") };
    const ahead = hrSituation(record, blockedBy([mistaken], { status: "ACTIVE", policy, person }));
    expect(decide(ahead)).toMatchObject({ callsOffLeaver: true });
  });
  it("nothing tells anything, begins anew", () => {
    const back = decide(situation(blockedBy([], { status: "ACTIVE" })));
    expect(back.callsOffLeaver).toBeUndefined();
    expect(back.notes).toContain("rehire");
  });
});
