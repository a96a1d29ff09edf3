import { describe, expect, it } from "vitest";
import { decide } from "../../../../src/domain/decide/decide.ts";
import { engagementOf } from "../../../../src/domain/decide/engagement.ts";
import { absenceAt, insteadOfAmending, orderState } from "../../../../src/domain/decide/order-state.ts";
import type { Order, OrderKind, OrderOf } from "../../../../src/domain/order.ts";
import { newPerson, type Person } from "../../../../src/domain/person.ts";
import type { CalendarDate } from "../../../../src/domain/time.ts";
import { at, codesOf, kindsOf, leaveOrder, NOW, situation } from "../situations.ts";

const [BEFORE, LATER] = [at("2026-03-02T08:00:00.000Z"), at("2026-03-09T08:00:00.000Z")];
const day = (text: string) => text as CalendarDate;
const form = { reason: "r", orderedBy: "op", orderedAt: BEFORE, at: BEFORE };
const order = <K extends OrderKind>(id: string, own: { kind: K } & Partial<OrderOf<K>>): Order =>
  ({ ...form, id, ...own }) as unknown as Order;
const change = (id: string, own: Partial<OrderOf<"change">>) => order(id, { kind: "change", changes: {}, ...own });
const personWith = (orders: readonly Order[], more: Partial<Person> = {}): Person => ({
  ...newPerson("p-00000000000000000000000000", { provider: "okta", id: "u-1" }),
  phase: "joined",
  orders: [...orders],
  ...more,
});
const ENGAGEMENT = { workerType: "contingent" as const, login: "ana@acme.example", profile: {} };
const hire = (own: Partial<OrderOf<"hire">["engagement"]> = {}) =>
  order("h", { kind: "hire", engagement: { ...ENGAGEMENT, endDate: day("2026-03-31"), sponsor: "a@x", ...own } });

describe("an engagement", () => {
  it("is what was hired, with the last day and the sponsor that hold now", () => {
    const orders = [
      hire(),
      change("c-1", { endDate: day("2026-04-30") }),
      change("c-2", { sponsor: "b@x" }),
      change("c-3", { endDate: day("2026-12-31"), at: LATER }),
    ];
    expect(engagementOf(personWith(orders), NOW)).toMatchObject({ endDate: "2026-04-30", sponsor: "b@x" });
    expect(engagementOf(personWith(orders), LATER)).toMatchObject({ endDate: "2026-12-31" });
  });
  it("does not count what was withdrawn, or what belonged to a former life cycle", () => {
    const withdrawn = { by: "op", at: NOW, reason: "r" };
    expect(
      engagementOf(personWith([hire(), change("c", { endDate: day("2026-04-30"), withdrawn })]), NOW),
    ).toMatchObject({
      endDate: "2026-03-31",
    });
    expect(engagementOf(personWith([hire()], { phase: "left", leftAt: NOW }), NOW)).toBeUndefined();
  });
  it("ends somebody at its last day, whatever date the account still carries", () => {
    const policy = { attributes: { endDate: "end" } };
    const end = (contract: string, inOkta: string) =>
      decide(
        situation({
          status: "ACTIVE",
          policy,
          profile: { end: inOkta },
          person: personWith([hire({ endDate: day(contract) })]),
        }),
      );
    expect(end("2026-03-01", "2026-12-31").flow).toBe("leaver");
    expect(end("2026-03-31", "2026-03-01").flow).not.toBe("leaver");
  });
});

describe("how far an order has come", () => {
  const rows: readonly (readonly [string, Order, Partial<Person>, string])[] = [
    ["a leave for next week", leaveOrder({ at: LATER }), {}, "to come"],
    ["a leave that is being carried out", leaveOrder(), { phase: "leaving" }, "holds"],
    ["a leave whose person is blocked", leaveOrder(), { phase: "blocked", blockedAt: NOW }, "holds"],
    ["a leave whose person has left", leaveOrder(), { phase: "left", leftAt: NOW }, "done"],
    ["a leave for a day after the end", leaveOrder({ at: LATER }), { phase: "left", leftAt: NOW }, "void"],
    ["a change that waits for its run", change("o-1", {}), {}, "holds"],
    ["a change that was carried out", change("o-1", {}), { effects: { "order:o-1": NOW } }, "done"],
    ["an absence", order("o-1", { kind: "absence" }), { phase: "absent" }, "holds"],
    ["a containment", order("o-1", { kind: "contain" }), { phase: "contained" }, "holds"],
    ["a hire whose account is not there", hire(), { phase: "joining" }, "holds"],
    ["a hire whose person works here", hire(), {}, "done"],
    ["what was withdrawn", leaveOrder({ withdrawn: { by: "op", at: NOW, reason: "r" } }), {}, "withdrawn"],
  ];
  it.each(rows)("%s", (_name, given, more, state) => {
    const person = personWith([given], more);
    expect(orderState(person, given, NOW)).toBe(state);
    if (state === "to come") expect(insteadOfAmending(person, given, NOW)).toBeUndefined();
    if (state === "done" || state === "void") expect(insteadOfAmending(person, given, NOW)).toMatch(/\w/);
  });
  it("a leave can be withdrawn before its run and in the days of grace, and not in between", () => {
    const inPhase = (phase: Person["phase"]) =>
      insteadOfAmending(personWith([leaveOrder()], { phase }), leaveOrder(), NOW);
    expect(inPhase("joined")).toBeUndefined();
    expect(inPhase("leaving")).toMatch(/when the person is blocked/);
    expect(inPhase("blocked")).toBeUndefined();
    expect(inPhase("left")).toMatch(/hire them again/);
  });
  it("the latest of absences and returns says whether somebody is away", () => {
    const [away, back] = [order("a", { kind: "absence" }), order("b", { kind: "return", at: NOW })];
    expect(absenceAt(personWith([away, back]), at("2026-03-02T08:30:00.000Z"))?.id).toBe("a");
    expect(absenceAt(personWith([away, back]), NOW)).toBeUndefined();
  });
});

it("a change that is refused because another system is the authority is not marked as carried out", () => {
  const person = personWith([change("o-1", { changes: { mobilePhone: "1" } })]);
  const decision = decide(situation({ status: "ACTIVE", mode: "ad", person }));
  expect(decision.operations).toEqual([]);
  expect(codesOf(decision)).not.toEqual([]);
  expect(decision.effects ?? []).toEqual([]);
});

it("whoever orders something for a protected account hears that nothing is done", () => {
  const policy = { guards: { protectedLogins: ["ana@acme.example"] } };
  const held = (given: Order) => decide(situation({ status: "ACTIVE", policy, person: personWith([given]) }));
  for (const given of [order("o", { kind: "absence" }), order("o", { kind: "contain" }), change("o", {})]) {
    expect(held(given).hold).toMatchObject({ code: "protected-person" });
    expect(kindsOf(held(given))).toEqual([]);
  }
});
