import { describe, expect, it } from "vitest";
import { decide } from "../../../../src/domain/decide/decide.ts";
import { effectsAfter } from "../../../../src/domain/decide/effects-after.ts";
import type { Operation } from "../../../../src/domain/operation.ts";
import type { Person } from "../../../../src/domain/person.ts";
import { at, leaveOrder, memberOf, personAfter, type Situation } from "../situations.ts";
import { hrSituation, worker } from "../workers.ts";
import { on } from "../workers-in-hr.ts";

const kinds = (operations: readonly Operation[]) => operations.map(({ kind }) => kind);
const POLICY = {
  joiner: { groups: [{ group: "All staff" }, { group: "Engineering", when: { department: "Engineering" } }] },
};
const JOINED: Partial<Person> = {
  phase: "joined",
  standing: {
    at: at("2026-02-01T00:00:00.000Z"),
    profile: { department: "Engineering", userType: "employee", firstName: "Ana", lastName: "Silva", title: "" },
    groupIds: ["g-all", "g-eng"],
    losing: [],
  },
};
const AS_RECORDED = { userType: "employee", employeeNumber: null };
const joined = (given: Situation = {}): Situation => ({
  status: "ACTIVE",
  policy: POLICY,
  person: JOINED,
  facts: { memberships: memberOf("Everyone", "All staff", "Engineering") },
  ...given,
  profile: { ...AS_RECORDED, ...given.profile },
});

describe("somebody whom the HR system hires, without an account", () => {
  it("is given one from the record, with the groups of the rules", () => {
    const decision = decide(hrSituation(worker(), { status: "none", policy: POLICY }));
    expect(decision).toMatchObject({ situation: "unmatched", flow: "joiner", phaseAfter: "joined" });
    expect(kinds(decision.operations)).toEqual([
      "create-account",
      "add-group",
      "add-group",
      "activate",
      "welcome-manager",
    ]);
    expect(decision.operations[0]).toMatchObject({
      profile: { login: "ana@acme.example", email: "ana@acme.example", firstName: "Ana", department: "Engineering" },
    });
  });
  it("waits for the first day in the worker's own zone", () => {
    const record = worker({ dates: { hire: on("2026-03-03") }, timeZone: "Pacific/Auckland" });
    const { operations, due } = decide(hrSituation(record, { status: "none" }));
    expect(operations).toEqual([]);
    expect(due).toMatchObject([{ kind: "start", at: "2026-03-02T11:00:00.000Z" }]);
  });
  it("has the login that the tenant's pattern gives, without marks, where HR sends no work e-mail", () => {
    const record = worker({ name: { legalGiven: "Zoë", legalFamily: "Łukasz Ñúñez" }, contact: { workEmail: null } });
    const policy = { joiner: { login: "{given}.{family}@acme.example" } };
    const [create] = decide(hrSituation(record, { status: "none", policy })).operations;
    expect(create).toMatchObject({ profile: { login: "zoe.lukasz-nunez@acme.example" } });
  });
  it("is held without a login, and no account is made", () => {
    const record = worker({ contact: { workEmail: null } });
    expect(decide(hrSituation(record, { status: "none" }))).toMatchObject({
      operations: [],
      hold: { code: "incomplete-record" },
    });
  });
  it.each([
    ["was called off", worker({ statusSignal: "rescinded" })],
    ["is over", worker({ statusSignal: "terminated" })],
    ["ended before it was heard of", worker({ dates: { hire: on("2026-01-05"), termination: on("2026-02-01") } })],
  ])("gets none where the employment %s", (_how, record) => {
    expect(decide(hrSituation(record, { status: "none" }))).toMatchObject({ flow: "none", operations: [] });
  });
  it("is held where the status is a word that nobody mapped", () => {
    const record = worker({ statusSignal: "unknown", sourceStatus: "Ghosted" });
    expect(decide(hrSituation(record, { status: "none" })).hold).toMatchObject({ code: "unknown-status" });
  });
});

describe("somebody who is terminated", () => {
  it("is held, and never forgotten, where the account that bears the login is disputed", () => {
    const disputed = { kind: "disputed" as const, reason: "it has admin roles", todo: "x" };
    const input = { ...hrSituation(worker({ statusSignal: "terminated" }), { status: "none" }), correlation: disputed };
    expect(decide(input).hold).toMatchObject({ code: "disputed-leaver" });
  });
  it("does not stay until the end of a contract that the source has forgotten", () => {
    const record = worker({
      statusSignal: "terminated",
      workerType: "contingent",
      dates: { hire: on("2026-01-05"), contractEnd: on("2027-12-31") },
    });
    expect(decide(hrSituation(record, joined()))).toMatchObject({ flow: "leaver" });
  });
});

describe("somebody who has an account", () => {
  it("waits without a record: an account that somebody made in Okta is no joiner where HR says who joins", () => {
    expect(decide(hrSituation(undefined))).toMatchObject({
      situation: "unmatched",
      operations: [],
      phaseNow: "provisional",
    });
  });
  it("is a joiner once the record has come", () => {
    const decision = decide(hrSituation(worker(), { policy: POLICY }));
    expect(decision.flow).toBe("joiner");
    expect(kinds(decision.operations)).toContain("activate");
  });
  it("moves with the record, and Okta's own value gives way", () => {
    const record = worker({ job: { department: "Sales", title: "Lead" } });
    const decision = decide(hrSituation(record, joined()));
    expect(decision).toMatchObject({
      flow: "mover",
      operations: [{ kind: "update-profile", changes: { department: "Sales", title: "Lead" } }, {}, {}],
      authority: { department: { system: "hr", strength: "strong" } },
    });
    expect(kinds(decision.operations)).toEqual(["update-profile", "remove-group", "tell-manager"]);
  });
  it("has an attribute put back that somebody changed in Okta, where HR owns it", () => {
    const { operations } = decide(
      hrSituation(worker(), joined({ profile: { costCenter: "1", department: "Marketing" } })),
    );
    expect(operations).toMatchObject([{ kind: "update-profile", changes: { department: "Engineering" } }]);
  });
  it("keeps what HR did not send, and loses what HR sent as empty", () => {
    const record = worker({ job: { title: null } });
    const { operations } = decide(hrSituation(record, joined({ profile: { title: "Lead", costCenter: "9" } })));
    expect(operations[0]).toMatchObject({ kind: "update-profile", changes: { title: null } });
  });
  it("keeps login, e-mail and the personal address: those are Okta's", () => {
    const record = worker({ contact: { workEmail: "new@acme.example", personalEmail: "new@home.example" } });
    expect(decide(hrSituation(record, joined())).operations).toEqual([]);
  });
  it("leaves when the last working day is over in the worker's zone, and not a minute before", () => {
    const record = worker({
      dates: { hire: on("2026-01-05"), lastDayWorked: on("2026-03-02") },
      timeZone: "Pacific/Auckland",
    });
    const before = decide(hrSituation(record, joined({ now: at("2026-03-02T10:59:00.000Z") })));
    expect(before).toMatchObject({ operations: [], due: [{ kind: "end", at: "2026-03-02T11:00:00.000Z" }] });
    const after = decide(hrSituation(record, joined({ now: at("2026-03-02T11:00:00.000Z") })));
    expect(after).toMatchObject({ flow: "leaver", phaseNow: "leaving" });
  });
  it("is held, and keeps access, when too many leave at once", () => {
    const record = worker({ statusSignal: "terminated" });
    expect(decide(hrSituation(record, joined({ leaversLast24h: 3 })))).toMatchObject({
      operations: [],
      hold: { code: "too-many-leavers" },
    });
  });
  it("is held when the account was deactivated in Okta though HR says that its person works here", () => {
    expect(
      decide(hrSituation(worker({ dates: { hire: on("2020-01-01") } }), joined({ status: "DEPROVISIONED" }))),
    ).toMatchObject({
      operations: [],
      hold: { code: "contradicts-authority" },
    });
  });
});

describe("an account that somebody deactivated in the lead days", () => {
  const policy = { ...POLICY, joiner: { ...POLICY.joiner, leadDays: 14 } };
  const record = worker({ dates: { hire: on("2026-03-09") } });
  const [before, today] = [at("2026-02-24T00:00:00.000Z"), at("2026-03-02T08:00:00.000Z")];
  const planFor = (person: Situation["person"], statusChanged = today) =>
    decide(
      hrSituation(record, {
        status: "DEPROVISIONED",
        policy,
        account: { created: before, statusChanged },
        ...(person ? { person } : {}),
      }),
    );
  it.each<[string, Situation["person"]]>([
    ["somebody who has joined", { phase: "joined", joinedAt: before }],
    ["somebody who joins", { phase: "joining" }],
    ["a rehire who joins", { phase: "joining", leftAt: before }],
    ["somebody whose deactivation we had overtaken", { phase: "joining", effects: { "deactivation-undone": today } }],
  ])("of %s stays closed, and is held", (_who, person) => {
    expect(planFor(person)).toMatchObject({ operations: [], hold: { code: "contradicts-authority" } });
  });
  it.each<[string, Situation["person"]]>([
    ["a former life cycle ended", { phase: "left", leftAt: before }],
    ["we had found closed", { phase: "provisional" }],
    ["a containment of ours closed", { phase: "contained" }],
    [
      "a leaver closed, by Okta's word shortly after ours",
      { phase: "joining", leftAt: at("2026-03-02T07:59:30.000Z") },
    ],
  ])("is opened where %s", (_why, person) => {
    expect(planFor(person)).toMatchObject({ flow: "joiner", notes: expect.arrayContaining(["rehire"]) });
  });
  it("is opened where it was closed at the end of another employment, for which its person had joined", () => {
    const person = { phase: "joined" as const, joinedAt: before };
    const closed = hrSituation(record, { status: "DEPROVISIONED", policy, person, account: { statusChanged: today } });
    const endedAt = (text: string) => ({ ...closed, otherEmployments: { endedAt: at(text) } });
    const opened = decide(endedAt("2026-03-02T00:00:00.000Z"));
    expect(opened).toMatchObject({ flow: "joiner" });
    expect(decide(endedAt("2026-03-02T20:00:00.000Z"))).toMatchObject({ flow: "joiner" });
    const effects = { welcome: before, credential: before, "order:o-1": before };
    expect(effectsAfter({ ...person, ...closed.person, effects }, opened)).toEqual({ "order:o-1": before });
  });
  it.each([
    ["days before the other employment ended", "2026-03-09", "2026-03-04T00:00:00.000Z"],
    ["days after it, ahead of the next", "2026-03-09", "2026-02-27T00:00:00.000Z"],
    ["on the first day of the next", "2026-03-02", "2026-03-02T00:00:00.000Z"],
  ])("stays closed where an administrator did so %s", (_when, hire, endedAt) => {
    const person = { phase: "joined" as const, joinedAt: before };
    const next = worker({ dates: { hire: on(hire) } });
    const closed = hrSituation(next, { status: "DEPROVISIONED", policy, person, account: { statusChanged: today } });
    // Also once both have ended or begun.
    for (const now of [closed.now, at("2026-03-12T09:00:00.000Z")])
      expect(decide({ ...closed, now, otherEmployments: { endedAt: at(endedAt) } })).toMatchObject({
        operations: [],
        hold: { code: "contradicts-authority" },
      });
  });
  it("is opened where it was closed before the tenant came to us, and the joiner waited for its day", () => {
    expect(planFor({ phase: "joining" }, at("2025-06-01T00:00:00.000Z"))).toMatchObject({ flow: "joiner" });
  });
  it("is remembered where we had overtaken the deactivation", () => {
    const live = hrSituation(record, { status: "PROVISIONED", policy, person: { phase: "joining" } });
    expect(decide({ ...live, deactivationUndone: "yes" })).toMatchObject({ noted: ["deactivation-undone"] });
  });
});

describe("an account that somebody else suspended before its person had joined", () => {
  it("is held for as long as HR says that the person works here", () => {
    const held = { operations: [], hold: { code: "suspended-elsewhere" } };
    const suspended = (person: Situation["person"], record = worker()) =>
      decide(hrSituation(record, { status: "SUSPENDED", policy: POLICY, ...(person ? { person } : {}) }));
    expect(suspended({ phase: "joining" })).toMatchObject({ ...held, phaseNow: "joining" });
    expect(suspended({ phase: "provisional" })).toMatchObject(held);
    const later = worker({ dates: { hire: on("2026-03-20") } });
    expect(suspended({ phase: "joining" }, later).hold).toBeUndefined();
  });
});

describe("an account without a record, once its containment is over", () => {
  it("waits for its record as before", () => {
    const back = decide(
      hrSituation(undefined, { status: "SUSPENDED", policy: POLICY, person: { phase: "contained" } }),
    );
    expect(back).toMatchObject({ operations: [{ kind: "restore-sign-in" }], phaseAfter: "provisional" });
    const live = decide(hrSituation(undefined, { status: "ACTIVE", policy: POLICY, person: { phase: "contained" } }));
    expect(live).toMatchObject({ operations: [], reason: expect.stringContaining("no worker record") });
  });
});

describe("a leave that was ordered by name", () => {
  it("lasts until the first day on which HR employs the person, not until its lead days", () => {
    const policy = { ...POLICY, joiner: { ...POLICY.joiner, leadDays: 14 } };
    const person = { phase: "joined" as const, orders: [leaveOrder()] };
    const decideOn = (hire: string) =>
      decide(hrSituation(worker({ dates: { hire: on(hire) } }), { status: "ACTIVE", policy, person }));
    expect(decideOn("2026-03-06")).toMatchObject({
      flow: "leaver",
      due: expect.arrayContaining([expect.objectContaining({ kind: "start", at: "2026-03-06T00:00:00.000Z" })]),
    });
    expect(decideOn("2026-03-02").flow).toBe("leaver");
  });
  it("lasts until then though the account was closed at once", () => {
    const policy = { ...POLICY, joiner: { ...POLICY.joiner, leadDays: 14 } };
    const orders = [leaveOrder()];
    const [{ at: ordered }] = orders as [ReturnType<typeof leaveOrder>];
    const decideOn = (hire: string, status: "DEPROVISIONED" | "none" = "DEPROVISIONED") =>
      decide(
        hrSituation(worker({ dates: { hire: on(hire) } }), {
          status,
          policy,
          person: { phase: "left", leftAt: ordered, orders },
          account: { created: at("2026-01-10T00:00:00.000Z"), statusChanged: ordered },
        }),
      );
    const waits = { operations: [], due: [{ kind: "start", at: "2026-03-06T00:00:00.000Z" }] };
    expect(decideOn("2026-03-06")).toMatchObject(waits);
    // The lead days of a later employment begin after the leave: they are that one's.
    expect(decideOn("2026-03-20")).toMatchObject({ operations: [], due: [{ at: "2026-03-06T00:00:00.000Z" }] });
  });
});

describe("a rehire", () => {
  const left: Situation = {
    status: "DEPROVISIONED",
    person: { phase: "left", leftAt: at("2026-02-10T00:00:00.000Z") },
    policy: POLICY,
  };
  it("activates the former account when the record names a first day after the person left", () => {
    const decision = decide(hrSituation(worker({ dates: { hire: on("2026-03-02") } }), left));
    expect(decision).toMatchObject({ flow: "joiner", phaseNow: "joining" });
    expect(decision.notes).toContain("rehire");
    expect(kinds(decision.operations)).toContain("activate");
  });
  it("is held when the record is active again with the old dates", () => {
    expect(decide(hrSituation(worker({ dates: { hire: on("2020-01-01") } }), left))).toMatchObject({
      operations: [],
      hold: { code: "active-again" },
    });
  });
  it("waits for its first day", () => {
    const decision = decide(hrSituation(worker({ dates: { hire: on("2026-04-01") } }), left));
    expect(decision).toMatchObject({ operations: [], due: [{ kind: "start" }] });
  });
});

describe("a rehire while sign-in is only blocked", () => {
  const blocked: Situation = {
    status: "SUSPENDED",
    person: { phase: "blocked", blockedAt: at("2026-02-10T00:00:00.000Z") },
    policy: POLICY,
  };
  it("waits for its first day, and the deactivation is off", () => {
    const decision = decide(hrSituation(worker({ dates: { hire: on("2026-04-01") } }), blocked));
    expect(decision).toMatchObject({ operations: [], phaseNow: "blocked", due: [{ kind: "start" }] });
    expect(decision.hold).toBeUndefined();
  });
  it("lifts the block on the first day, and is looked at again", () => {
    const decision = decide(hrSituation(worker({ dates: { hire: on("2026-03-02") } }), blocked));
    expect(decision).toMatchObject({ flow: "return", lookAgain: true });
    expect(kinds(decision.operations)).toEqual(["restore-sign-in"]);
  });
  it("is none of the former life cycle's: what was ordered in it is void", () => {
    const blockedAt = at("2026-02-10T00:00:00.000Z");
    const contain = {
      ...leaveOrder({ id: "o-contain", at: blockedAt, orderedAt: blockedAt }),
      kind: "contain" as const,
    };
    const orders = [contain, leaveOrder({ at: blockedAt, orderedAt: blockedAt })];
    const live = hrSituation(worker(), {
      ...blocked,
      status: "ACTIVE",
      person: { ...blocked.person, blockedAt, joinedAt: at("2026-01-10T00:00:00.000Z"), orders },
    });
    const back = decide(live);
    expect(back).toMatchObject({ flow: "joiner", notes: expect.arrayContaining(["rehire"]) });
    const person = personAfter(live, back);
    expect(person).toMatchObject({ leftAt: blockedAt });
    const away = hrSituation(worker({ statusSignal: "leave" }), { status: "ACTIVE", person });
    expect(decide(away)).toMatchObject({ flow: "absence" });
  });
  it("is held with the old dates: nobody knows whether the leave or the record is right", () => {
    const decision = decide(hrSituation(worker({ dates: { hire: on("2020-01-01") } }), blocked));
    expect(decision).toMatchObject({ operations: [], hold: { code: "leave-withdrawn" } });
  });
});

describe("somebody who was there before the tenant was onboarded", () => {
  it("is adopted, and what the record wants otherwise is a move from there", () => {
    const record = worker({ job: { department: "Sales" } });
    const account = { created: at("2025-01-01T00:00:00.000Z") };
    const decision = decide(
      hrSituation(record, { status: "ACTIVE", policy: POLICY, account, facts: { memberships: memberOf("All staff") } }),
    );
    expect(decision.flow).toBe("mover");
    expect(decision.operations[0]).toMatchObject({ kind: "update-profile", changes: { department: "Sales" } });
  });
});

describe("an absence that the record tells of", () => {
  it("is tried again when the block of a second one failed, though the first one was carried out", () => {
    const first = at("2025-05-01T00:00:00.000Z");
    const before = hrSituation(worker({ statusSignal: "leave" }), {
      status: "ACTIVE",
      person: { ...JOINED, effects: { "absence:record": first } },
    });
    const begun = decide(before);
    expect(kinds(begun.operations)).toEqual(["block-sign-in", "clear-sessions"]);
    const person = { ...before.person, phase: begun.phaseNow, effects: effectsAfter(before.person, begun) };
    expect(kinds(decide({ ...before, person }).operations)).toEqual(["block-sign-in", "clear-sessions"]);
  });
  it("ends the sessions of an account that cannot be suspended, and looks again", () => {
    const record = worker({ statusSignal: "leave" });
    const first = decide(hrSituation(record, { ...joined(), status: "LOCKED_OUT" }));
    expect(kinds(first.operations)).toEqual(["clear-sessions"]);
    expect(first.due).toMatchObject([{ kind: "recheck" }]);
    const effects = Object.fromEntries((first.effects ?? []).map((name) => [name, at("2026-03-02T09:00:00.000Z")]));
    const again = decide(hrSituation(record, { ...joined({ person: { ...JOINED, effects } }), status: "LOCKED_OUT" }));
    expect(again).toMatchObject({ operations: [], due: [{ kind: "recheck" }] });
  });

  it("is no absence of an account that is deactivated: what that means is said instead", () => {
    const decision = decide(hrSituation(worker({ statusSignal: "leave" }), { ...joined(), status: "DEPROVISIONED" }));
    expect(decision).toMatchObject({ operations: [], hold: { code: "contradicts-authority" } });
  });
});

describe("the manager whom a record names", () => {
  it("is looked for again while there is no account, and not for ever", () => {
    const named = { job: { managerSourceWorkerId: "W9" } };
    const soon = decide(hrSituation(worker(named), joined()));
    expect(soon.due).toContainEqual(expect.objectContaining({ kind: "recheck" }));
    const late = decide(hrSituation(worker(named), { ...joined(), now: at("2026-06-02T09:00:00.000Z") }));
    expect(late.due.filter(({ kind }) => kind === "recheck")).toEqual([]);
  });
  it("is looked for again from the first day on, however early the record came", () => {
    const named = { job: { managerSourceWorkerId: "W9" }, dates: { hire: on("2026-03-29") } };
    const decision = decide(hrSituation(worker(named), { ...joined(), now: at("2026-03-30T09:00:00.000Z") }));
    expect(decision.due).toContainEqual(expect.objectContaining({ kind: "recheck" }));
  });
  it("is cleared when HR says explicitly that there is none", () => {
    const record = worker({ job: { managerSourceWorkerId: null } });
    const { operations } = decide(hrSituation(record, joined({ profile: { managerId: "u-boss" } })));
    expect(operations).toContainEqual(
      expect.objectContaining({ kind: "update-profile", changes: expect.objectContaining({ managerId: null }) }),
    );
  });
});

describe("a disputed account", () => {
  const disputed = { kind: "disputed", reason: "two accounts bear the login", todo: "correct one" } as const;
  const decideAt = (now: string, since?: string) =>
    decide({
      ...hrSituation(worker(), {
        status: "none",
        now: at(now),
        person: since ? { hold: { code: "disputed-account", reason: "-", todo: "-", since: at(since) } } : {},
      }),
      correlation: disputed,
    });
  it("is looked at again within the hour, since what settles it happens to somebody else", () => {
    expect(decideAt("2026-03-02T09:00:00.000Z").due).toMatchObject([
      { kind: "recheck", at: "2026-03-02T10:00:00.000Z" },
    ]);
  });
  it("is looked at daily once it is held for a day", () => {
    expect(decideAt("2026-03-04T09:00:00.000Z", "2026-03-02T09:00:00.000Z").due).toMatchObject([
      { kind: "recheck", at: "2026-03-05T09:00:00.000Z" },
    ]);
  });
});

it("of two looks of one kind the soonest is due", () => {
  const decision = decide({
    ...hrSituation(worker({ job: { managerSourceWorkerId: "W9" } }), {
      status: "none",
      now: at("2026-03-02T11:00:00.000Z"),
      person: { hold: { code: "disputed-account", reason: "-", todo: "-", since: at("2026-02-20T00:00:00.000Z") } },
    }),
    correlation: { kind: "disputed", reason: "two accounts bear the login", todo: "correct one" },
  });
  expect(decision.due).toMatchObject([{ kind: "recheck", at: "2026-03-02T12:00:00.000Z" }]);
});
