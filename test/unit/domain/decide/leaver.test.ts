import { describe, expect, it } from "vitest";
import { decide } from "../../../../src/domain/decide/decide.ts";
import {
  at,
  codesOf,
  kindsOf,
  leaveOrder,
  memberOf,
  NOW,
  ONBOARDED,
  type Situation,
  situation,
} from "../situations.ts";

const TASK = { key: "laptop", title: "Laptop", instructions: "Collect it", owner: "it@acme.example", dueDays: 7 };
const OLD = at("2020-01-01T00:00:00.000Z");

/** Somebody who joined long ago and whom an operator ordered to leave this morning. */
const leaving = (given: Situation = {}): Situation => ({
  status: "ACTIVE",
  ...given,
  person: { phase: "joined", orders: [leaveOrder()], ...given.person },
});
const decideLeaver = (given: Situation = {}) => decide(situation(leaving(given)));

describe("who leaves", () => {
  const ends = { attributes: { endDate: "end" }, timeZone: "UTC" };
  it.each<[string, Situation, string]>([
    ["an order that holds now", { person: { phase: "joined", orders: [leaveOrder()] } }, "leaver"],
    ["an order of this instant", { person: { phase: "joined", orders: [leaveOrder({ at: NOW })] } }, "leaver"],
    [
      "an order for tomorrow",
      { person: { phase: "joined", orders: [leaveOrder({ at: at("2026-03-03T09:00:00.000Z") })] } },
      "none",
    ],
    ["an order for somebody who is new", { person: { orders: [leaveOrder()] } }, "leaver"],
    ["a deactivated account", { status: "DEPROVISIONED", person: { phase: "joined" } }, "leaver"],
    [
      "an account on its way to deactivation",
      { account: { transitioningTo: "DEPROVISIONED" }, person: { phase: "joined" } },
      "leaver",
    ],
    [
      "an adopted account, deactivated since",
      { status: "DEPROVISIONED", account: { created: OLD, statusChanged: NOW } },
      "leaver",
    ],
    [
      "an account deactivated before the onboarding",
      { status: "DEPROVISIONED", account: { created: OLD, statusChanged: OLD } },
      "none",
    ],
    [
      "an end date of yesterday",
      { policy: ends, profile: { end: "2026-03-01" }, person: { phase: "joined" } },
      "leaver",
    ],
    ["an end date of today", { policy: ends, profile: { end: "2026-03-02" }, person: { phase: "joined" } }, "none"],
    [
      "an end date before the onboarding",
      { policy: ends, profile: { end: "2025-12-30" }, person: { phase: "adopted" } },
      "none",
    ],
    ["a suspended account alone", { status: "SUSPENDED", person: { phase: "joined" } }, "none"],
    ["nobody's word", { person: { phase: "joined" } }, "none"],
  ])("%s makes: %s", (_what, given, flow) => {
    const decision = decide(situation({ status: "ACTIVE", ...given }));
    expect(decision.flow).toBe(flow);
    expect(decision.hold).toBeUndefined();
  });
  it("the end date counts in the tenant's zone", () => {
    const policy = { timeZone: "Pacific/Auckland", attributes: { endDate: "end" } };
    const on = (now: string) =>
      decide(
        situation({
          status: "ACTIVE",
          policy,
          now: at(now),
          profile: { end: "2026-03-02" },
          person: { phase: "joined" },
        }),
      ).flow;
    expect(on("2026-03-02T10:59:59.999Z")).toBe("none");
    expect(on("2026-03-02T11:00:00.000Z")).toBe("leaver");
  });
  it("what lies ahead becomes due, and the day goes on", () => {
    const order = leaveOrder({ at: at("2026-04-01T00:00:00.000Z") });
    const decision = decide(situation({ policy: ends, profile: { end: "2026-05-31" }, person: { orders: [order] } }));
    expect(decision.flow).toBe("joiner");
    expect(decision.due).toEqual([
      { at: "2026-04-01T00:00:00.000Z", kind: "leave", why: "leave ordered by a named operator (order o-1)" },
      { at: "2026-06-01T00:00:00.000Z", kind: "end", why: "end date in end" },
    ]);
  });
  it("an end date that is none is held, and stops no order", () => {
    const given: Situation = { status: "ACTIVE", policy: ends, profile: { end: "never" }, person: { phase: "joined" } };
    expect(decide(situation(given))).toMatchObject({
      flow: "none",
      hold: { code: "bad-end-date" },
      phaseNow: "joined",
    });
    expect(decideLeaver({ policy: ends, profile: { end: "never" } })).toMatchObject({ flow: "leaver" });
  });
});

describe("a leaver's plan", () => {
  const facts = {
    memberships: memberOf("Everyone", "All staff", "Ruled", "Domain Users", "Alumni"),
    adminRoles: [
      { id: "ra-1", type: "HELP_DESK_ADMIN", assignedBy: "USER" as const },
      { id: "ra-2", type: "APP_ADMIN", assignedBy: "GROUP" as const },
    ],
    factors: [{ id: "f-1", type: "push", status: "ACTIVE" }],
    appAssignments: [{ appId: "a-1", label: "Mail", assignedBy: "USER" as const }],
  };
  const policy = { leaver: { keepGroups: ["Alumni"], tasks: [TASK] } };

  it("ends access in one order", () => {
    const decision = decideLeaver({ facts, policy });
    expect(kindsOf(decision)).toEqual([
      "block-sign-in",
      "clear-sessions",
      "remove-admin-role",
      "reset-factors",
      "record-groups",
      "remove-group",
      "deactivate",
      "raise-task",
    ]);
    expect(decision).toMatchObject({ phaseNow: "leaving", phaseAfter: "left", due: [] });
    expect(Object.keys(decision.authority).sort()).toEqual(["step:deactivate", "step:groups", "step:password"]);
  });
  it("removes only what is ours to remove, and says where the rest is removed", () => {
    const decision = decideLeaver({ facts, policy });
    expect(decision.operations.filter(({ kind }) => kind === "remove-group")).toMatchObject([{ groupId: "g-all" }]);
    expect(decision.refused).toMatchObject([
      { code: "rule-managed", what: "group Ruled (g-ruled)", reason: expect.stringContaining("at most 100") },
      { code: "not-writable", what: "group Domain Users (g-ad)", rightPlace: expect.stringContaining("imported") },
    ]);
    expect(decision.notes).toEqual([
      "admin role APP_ADMIN comes from a group and goes with it",
      "deactivation removes 1 app assignments for good",
    ]);
  });
  it.each([
    ["ACTIVE", "suspend", "left"],
    ["STAGED", "deactivate", "left"],
    ["PROVISIONED", "deactivate", "left"],
    ["RECOVERY", "deactivate", "left"],
    ["PASSWORD_EXPIRED", "deactivate", "left"],
    ["LOCKED_OUT", "deactivate", "left"],
    ["SUSPENDED", undefined, "left"],
    ["DEPROVISIONED", undefined, "left"],
  ] as const)("from %s blocks by %s", (status, by, phaseAfter) => {
    const decision = decideLeaver({ status });
    const block = decision.operations.find(({ kind }) => kind === "block-sign-in");
    expect(block && "by" in block ? block.by : undefined).toBe(by);
    const isDeactivatedAnyway = status === "DEPROVISIONED" || by === "deactivate";
    expect(kindsOf(decision).includes("deactivate")).toBe(!isDeactivatedAnyway);
    expect(kindsOf(decision)).toContain("clear-sessions");
    expect(decision.phaseAfter).toBe(phaseAfter);
  });
  it("leaves out what was done already", () => {
    const person = {
      phase: "blocked" as const,
      effects: { "sessions-cleared": NOW, "task:laptop": NOW },
      recordedGroups: [],
    };
    const decision = decideLeaver({ status: "DEPROVISIONED", person, policy });
    expect(decision).toMatchObject({ flow: "none", operations: [], phaseNow: "left", phaseAfter: "left" });
  });
  it("warns that a directory may bring the account back", () => {
    const decision = decideLeaver({ account: { credentialProvider: "ACTIVE_DIRECTORY" } });
    expect(decision.notes).toEqual([expect.stringContaining("next import")]);
  });
});

describe("days of grace", () => {
  const policy = { leaver: { deactivateAfterDays: 30 } };
  const blocked = (blockedAt: string, more: object = {}): Situation => ({
    status: "SUSPENDED",
    policy,
    person: {
      phase: "blocked",
      blockedAt: at(blockedAt),
      effects: { "sessions-cleared": at(blockedAt) },
      recordedGroups: [],
      ...more,
    },
  });
  it("begin with the block", () => {
    const decision = decideLeaver({ policy });
    expect(kindsOf(decision)).toEqual(["block-sign-in", "clear-sessions", "record-groups"]);
    expect(decision.due).toEqual([
      { at: "2026-04-01T09:00:00.000Z", kind: "deactivate", why: "30 days after sign-in was blocked" },
    ]);
    expect(decision.phaseAfter).toBe("blocked");
  });
  it("count from the block, and nothing is done meanwhile", () => {
    const decision = decideLeaver(blocked("2026-02-20T09:00:00.000Z"));
    expect(decision).toMatchObject({ flow: "none", phaseNow: "blocked", due: [{ at: "2026-03-22T09:00:00.000Z" }] });
  });
  it("end with the deactivation", () => {
    expect(kindsOf(decideLeaver(blocked("2026-01-31T09:00:00.000Z")))).toEqual(["deactivate"]);
  });
  it("are not cut short by the block of an earlier life cycle", () => {
    const earlier = blocked("2025-01-01T00:00:00.000Z", { leftAt: at("2025-02-01T00:00:00.000Z"), effects: {} });
    expect(decideLeaver({ ...earlier, status: "ACTIVE" }).due).toMatchObject([{ at: "2026-04-01T09:00:00.000Z" }]);
  });
});

describe("too many leavers", () => {
  const byHand: Situation = { status: "DEPROVISIONED", person: { phase: "joined" } };
  it.each<[string, Situation, boolean]>([
    ["below the limit", { ...byHand, leaversLast24h: 2 }, false],
    ["at the limit", { ...byHand, leaversLast24h: 3 }, true],
    ["at a limit of nought", { ...byHand, policy: { guards: { leaversPer24h: 0 } } }, true],
    ["ordered by a named operator", { ...leaving(), leaversLast24h: 99 }, false],
    ["begun already", { status: "DEPROVISIONED", person: { phase: "leaving" }, leaversLast24h: 99 }, false],
  ])("%s", (_what, given, isHeld) => {
    const decision = decide(situation(given));
    expect(decision.hold?.code).toBe(isHeld ? "too-many-leavers" : undefined);
    if (isHeld) expect(decision).toMatchObject({ flow: "none", operations: [], phaseNow: "joined" });
  });
});

describe("protected accounts", () => {
  const policy = { guards: { protectedLogins: ["ANA@acme.example "] } };
  it("are refused, whatever happens to them", () => {
    const decision = decide(situation({ status: "DEPROVISIONED", policy, person: { phase: "joined" } }));
    expect(decision).toMatchObject({ flow: "none", operations: [], phaseNow: "joined" });
    expect(codesOf(decision)).toEqual(["protected"]);
    expect(decision.hold).toBeUndefined();
    expect(decide(situation({ policy })).phaseNow).toBe("adopted");
  });
  it("hold an order, so that whoever gave it hears", () => {
    expect(decideLeaver({ policy })).toMatchObject({ flow: "none", hold: { code: "protected-person" } });
  });
  it("are told to whoever expects that their person is out, while they are live", () => {
    const ended = { policy: { ...policy, attributes: { endDate: "endDate" } }, profile: { endDate: "2026-03-01" } };
    expect(decide(situation({ ...ended, status: "ACTIVE", person: { phase: "joined" } }))).toMatchObject({
      operations: [],
      hold: { code: "protected-person" },
    });
  });
});

describe("rehire", () => {
  const left: Situation = {
    status: "ACTIVE",
    person: {
      phase: "left",
      leftAt: at("2026-02-01T00:00:00.000Z"),
      orders: [leaveOrder({ at: at("2026-01-31T00:00:00.000Z"), orderedAt: at("2026-01-31T00:00:00.000Z") })],
      effects: { credential: ONBOARDED, welcome: ONBOARDED, "sessions-cleared": ONBOARDED },
    },
  };
  it.each(["STAGED", "PROVISIONED", "ACTIVE"] as const)("a %s account of somebody who left joins again", (status) => {
    const decision = decide(situation({ ...left, status }));
    expect(decision).toMatchObject({ flow: "joiner", phaseNow: "joining", notes: expect.arrayContaining(["rehire"]) });
    expect(kindsOf(decision)).toContain("welcome-manager");
  });
  it.each(["DEPROVISIONED", "SUSPENDED"] as const)("a %s account is none", (status) => {
    expect(decide(situation({ ...left, status }))).toMatchObject({ flow: "none", phaseNow: "left" });
  });
  it("a new order makes a leaver again", () => {
    const orders = [...(left.person?.orders ?? []), leaveOrder({ id: "o-2" })];
    const decision = decide(situation({ ...left, person: { ...left.person, orders } }));
    expect(decision).toMatchObject({ flow: "leaver", reason: expect.stringContaining("o-2") });
  });
  it("an order of the former life cycle for a day still to come does not end this one", () => {
    const order = leaveOrder({ at: at("2026-03-01T00:00:00.000Z"), orderedAt: at("2026-01-20T00:00:00.000Z") });
    expect(decide(situation({ ...left, person: { ...left.person, orders: [order] } })).flow).toBe("joiner");
  });
  it("an order given today for a day in the past is a new one", () => {
    const orders = [leaveOrder({ at: at("2026-01-15T00:00:00.000Z") })];
    expect(decide(situation({ ...left, person: { ...left.person, orders } })).flow).toBe("leaver");
  });
  it("the former end date counts no more", () => {
    const policy = { attributes: { endDate: "end" }, joiner: { welcomeManager: false } };
    const decision = decide(situation({ ...left, policy, profile: { end: "2026-01-30" } }));
    expect(decision).toMatchObject({ flow: "none", phaseNow: "joined" });
  });
  it("the former order counts no more, once joined again", () => {
    const person = { ...left.person, phase: "joined" as const };
    expect(decide(situation({ ...left, person })).reason).toBe("unchanged");
    const { leftAt: _unknown, ...withoutEnd } = person;
    const blockedAt = at("2026-02-01T00:00:00.000Z");
    expect(decide(situation({ ...left, person: { ...withoutEnd, blockedAt } })).reason).toBe("unchanged");
  });
  it("somebody reactivated while the order stands is blocked again", () => {
    const person = { phase: "blocked" as const, blockedAt: NOW, effects: { "sessions-cleared": NOW } };
    const decision = decideLeaver({ person, policy: { leaver: { deactivateAfterDays: 30 } } });
    expect(decision).toMatchObject({
      flow: "leaver",
      operations: [{ kind: "block-sign-in" }, { kind: "clear-sessions" }, { kind: "record-groups" }],
    });
  });
  it("somebody blocked, whose leave was withdrawn, waits for a word", () => {
    const person = { phase: "blocked" as const, blockedAt: NOW };
    const decision = decide(situation({ status: "SUSPENDED", person }));
    expect(decision).toMatchObject({ flow: "none", phaseNow: "blocked", hold: { code: "leave-withdrawn" } });
    expect(decide(situation({ status: "ACTIVE", person })).flow).toBe("joiner");
  });
});
