import { describe, expect, it } from "vitest";
import { decide } from "../../../../src/domain/decide/decide.ts";
import type { Person, Standing } from "../../../../src/domain/person.ts";
import { at, codesOf, kindsOf, memberOf, NOW, PROFILE, type Situation, situation } from "../situations.ts";

const SINCE = at("2026-02-01T00:00:00.000Z");
const POLICY = {
  joiner: {
    profile: [
      { attribute: "displayName", value: "{firstName} {lastName}" },
      { attribute: "costCenter", value: "CC-1", when: { department: "Engineering" } },
      { attribute: "nickName", value: "E", when: { department: "Engineering" } },
      { attribute: "nickName", value: "S", when: { department: "Sales" } },
    ],
    groups: [{ group: "All staff" }, { group: "Engineering", when: { department: "Engineering" } }],
  },
} satisfies NonNullable<Situation["policy"]>;
const FORMER = {
  department: "Engineering",
  title: "",
  city: "",
  userType: "",
  managerId: "",
  firstName: "Ana",
  lastName: "Silva",
  email: "ana@acme.example",
};
const standing = (changes: Partial<Standing> = {}): Standing => ({
  at: SINCE,
  profile: FORMER,
  groupIds: ["g-all", "g-eng"],
  losing: [],
  ...changes,
});
const person = (changes: Partial<Person> = {}): Partial<Person> => ({
  phase: "joined",
  standing: standing(),
  ...changes,
});

/** Ana of Engineering, who has joined; her account shows `profile` now. */
function decideMove(profile: Situation["profile"], given: Situation = {}) {
  return decide(
    situation({
      status: "ACTIVE",
      person: person(),
      policy: POLICY,
      facts: { memberships: memberOf("All staff", "Engineering", "Alumni", "Everyone") },
      ...given,
      profile: { displayName: "Ana Silva", costCenter: "CC-1", nickName: "E", ...profile },
    }),
  );
}

describe("a first look", () => {
  it.each(["joined", "adopted"] as const)("takes the standing of somebody %s and changes nothing", (phase) => {
    const decision = decideMove({}, { person: { phase } });
    expect(decision).toMatchObject({ flow: "none", phaseAfter: phase, operations: [] });
    expect(decision.standing).toMatchObject({ at: NOW, groupIds: ["g-all", "g-eng"], losing: [] });
    expect(decision.standing?.profile).toMatchObject({ department: "Engineering", lastName: "Silva" });
  });
  it("of a joiner counts what the rules give as theirs", () => {
    const decision = decide(situation({ status: "ACTIVE", policy: POLICY }));
    expect(decision).toMatchObject({ flow: "joiner", standing: { groupIds: ["g-all", "g-eng"] } });
  });
  it("is not taken of somebody who left or is held", () => {
    const policy = { ...POLICY, attributes: { endDate: "end" } };
    expect(decideMove({}, { status: "DEPROVISIONED", person: { phase: "left" } }).standing).toBeUndefined();
    expect(decideMove({ end: "soon" }, { policy }).standing).toBeUndefined();
  });
});

describe("somebody who did not move", () => {
  it("keeps the standing as it is", () => {
    expect(decideMove({})).toMatchObject({ flow: "none", reason: "unchanged", standing: standing() });
  });
  it("is not moved by a policy that reads a fact from elsewhere", () => {
    const decision = decideMove({ office: "Auckland" }, { policy: { ...POLICY, attributes: { location: "office" } } });
    expect(decision).toMatchObject({ flow: "none", standing: { profile: { office: "Auckland" } } });
  });
  it("loses nothing when the policy withdraws a group, until the next move", () => {
    const policy = { joiner: { groups: [{ group: "All staff" }] } };
    const decision = decideMove({}, { policy });
    expect(decision).toMatchObject({ flow: "none", standing: { groupIds: ["g-all", "g-eng"] } });
    const moved = decideMove({ department: "Sales" }, { policy });
    expect(moved.operations).toContainEqual(expect.objectContaining({ kind: "remove-group", groupId: "g-eng" }));
  });
});

describe("a move", () => {
  it("replaces and clears what the rules gave, and takes the groups that they give no more", () => {
    const decision = decideMove({ department: "Sales" });
    expect(decision).toMatchObject({ flow: "mover", phaseNow: "moving", phaseAfter: "joined" });
    expect(decision.reason).toBe("move: department changed");
    expect(decision.operations).toMatchObject([
      { kind: "update-profile", changes: { costCenter: null, nickName: "S" }, before: { costCenter: "CC-1" } },
      { kind: "remove-group", groupId: "g-eng" },
      { kind: "tell-manager", role: "after", to: "boss@acme.example" },
    ]);
    expect(decision.notes).toContain("group Alumni was granted by hand, outside the rules: it is kept");
    expect(decision.standing).toMatchObject({ groupIds: ["g-all"], profile: { department: "Sales" } });
  });
  it("leaves what somebody wrote by hand where a rule had written before", () => {
    const [update] = decideMove({ department: "Sales", costCenter: "CC-9", nickName: "Boss" }).operations;
    expect(update?.kind).toBe("remove-group");
  });
  it("gives what the rules give now and is not held", () => {
    const decision = decideMove({ title: "Lead" }, { facts: { memberships: memberOf("Engineering") } });
    expect(kindsOf(decision)).toEqual(["add-group", "tell-manager"]);
  });
  it("never counts a grant by hand as the rules', although they give it too for a while", () => {
    const before = standing({ profile: { ...FORMER, department: "Sales" }, groupIds: ["g-all"] });
    const decision = decideMove({}, { person: person({ standing: before }) });
    expect(decision.standing?.groupIds).toEqual(["g-all"]);
  });
  it("leaves to Okta what its own group rules fill", () => {
    const before = standing({ groupIds: ["g-ruled"] });
    const memberships = memberOf("Ruled", "All staff");
    const decision = decideMove(
      { department: "Sales" },
      { person: person({ standing: before }), facts: { memberships } },
    );
    expect(codesOf(decision)).toContain("rule-managed");
    expect(kindsOf(decision)).not.toContain("remove-group");
  });
  it("that leaves nothing to do is recorded without a run", () => {
    const policy = { mover: { tellManagers: false } };
    const decision = decideMove(
      { city: "Auckland" },
      { policy, person: person({ standing: standing({ groupIds: [] }) }) },
    );
    expect(decision).toMatchObject({ flow: "none", phaseAfter: "joined", standing: { profile: { city: "Auckland" } } });
    expect(decision.reason).toContain("nothing is left to do");
  });
  it("of an adopted person with nothing to do leaves it adopted", () => {
    const decision = decideMove(
      { city: "Bern" },
      { policy: { mover: { tellManagers: false } }, person: person({ phase: "adopted" }) },
    );
    expect(decision.operations.map(({ kind }) => kind)).toEqual(["remove-group", "remove-group"]);
    const still = decideMove(
      { city: "Bern" },
      {
        policy: { ...POLICY, mover: { tellManagers: false } },
        person: person({ phase: "adopted" }),
      },
    );
    expect(still).toMatchObject({ flow: "none", phaseAfter: "adopted" });
  });
  it("waits while the account is suspended, and its standing waits too", () => {
    const decision = decideMove({ department: "Sales" }, { status: "SUSPENDED" });
    expect(decision).toMatchObject({ flow: "none", operations: [], phaseAfter: "joined" });
    expect(decision.standing).toBeUndefined();
  });
  it.each(["ad", "hr", "m365"] as const)("in mode %s is refused step by step, and stays to be done", (mode) => {
    const decision = decideMove({ department: "Sales" }, { mode });
    expect(decision).toMatchObject({ flow: "none", operations: [], phaseAfter: "joined" });
    expect(decision.refused.map(({ what }) => what)).toContain("remove-group Engineering (g-eng)");
    expect(decision.standing).toBeUndefined();
  });
});

describe("an overlap", () => {
  const policy = { ...POLICY, mover: { overlapDays: 14 } };
  const ends = at("2026-03-16T09:00:00.000Z");
  const losing = (end: string) => [{ groupId: "g-eng", groupName: "Engineering", at: at(end) }];
  const sales = { ...FORMER, department: "Sales" };
  const inSales = { department: "Sales" };
  it("puts the loss off until it ends", () => {
    const decision = decideMove({ department: "Sales" }, { policy });
    expect(kindsOf(decision)).not.toContain("remove-group");
    expect(decision.due).toEqual([{ at: ends, kind: "overlap-end", why: expect.any(String) }]);
    expect(decision.standing?.losing).toEqual(losing(ends));
  });
  it("stays due while nothing happens", () => {
    const before = standing({ profile: sales, groupIds: ["g-all"], losing: losing(ends) });
    const decision = decideMove(inSales, { policy, person: person({ standing: before }) });
    expect(decision).toMatchObject({ flow: "none", due: [{ at: ends }], standing: before });
  });
  it("that has ended takes the groups and tells nobody again", () => {
    const before = standing({ profile: sales, groupIds: ["g-all"], losing: losing("2026-03-02T08:59:59.000Z") });
    const decision = decideMove(inSales, { policy, person: person({ standing: before }) });
    expect(decision).toMatchObject({ flow: "mover", reason: "the overlap after a move has ended", due: [] });
    expect(decision.operations).toMatchObject([{ kind: "remove-group", groupId: "g-eng" }]);
    expect(decision.standing).toMatchObject({ groupIds: ["g-all"], losing: [] });
  });
  it("is not prolonged by another move, and is dropped by a move back", () => {
    const before = standing({ profile: sales, groupIds: ["g-all"], losing: losing(ends) });
    const on = person({ standing: before });
    const away = decideMove({ department: "Legal" }, { policy: { ...policy, mover: { overlapDays: 30 } }, person: on });
    expect(away.standing?.losing).toEqual(losing(ends));
    const back = decideMove({}, { policy, person: on });
    expect(back).toMatchObject({ due: [], standing: { losing: [], groupIds: ["g-all", "g-eng"] } });
  });
  it("that has ended makes nothing due while the account is suspended", () => {
    const before = standing({ profile: sales, losing: losing("2026-03-01T00:00:00.000Z"), groupIds: [] });
    expect(decideMove(inSales, { status: "SUSPENDED", policy, person: person({ standing: before }) }).due).toEqual([]);
  });
});

describe("the managers", () => {
  const moved = { managerId: "u-next", department: "Sales" };
  const managerBefore = { email: "former@acme.example", reachable: true };
  const told = (given: Partial<ReturnType<typeof situation>>, more: Situation = {}) => {
    const input = situation({
      status: "ACTIVE",
      person: person(),
      profile: moved,
      policy: { mover: { tellManagers: true } },
      ...more,
    });
    const { operations, notes } = decide({ ...input, ...given });
    return {
      to: operations.flatMap((operation) =>
        operation.kind === "tell-manager" ? [[operation.role, operation.to]] : [],
      ),
      notes,
    };
  };
  it("before and after are told", () => {
    expect(told({ managerBefore }).to).toEqual([
      ["before", "former@acme.example"],
      ["after", "boss@acme.example"],
    ]);
  });
  it("are told once where both are the same", () => {
    expect(told({ managerBefore: { email: "Boss@acme.example", reachable: true } }).to).toHaveLength(1);
  });
  it("who cannot be reached are noted", () => {
    expect(told({ managerBefore: { reachable: false } })).toMatchObject({
      to: [["after", "boss@acme.example"]],
      notes: expect.arrayContaining(["the manager before the move cannot be reached"]),
    });
  });
  it("are not told where the policy says so, or where only spelling changed", () => {
    expect(told({ managerBefore }, { policy: { mover: { tellManagers: false } } }).to).toEqual([]);
    expect(told({ managerBefore }, { profile: { department: "ENGINEERING", email: "a@acme.example" } }).to).toEqual([]);
  });
});

describe("a name change", () => {
  const policy = { ...POLICY, mover: { aliasAttribute: "aliases", tellManagers: false } };
  const changed = { lastName: "Tane", email: "ana.tane@acme.example" };
  it("writes what follows from the name, keeps the login, and keeps the former address where an attribute is named", () => {
    const decision = decideMove({ ...changed, aliases: "a@acme.example" }, { policy });
    expect(decision.reason).toBe("name change: last name, e-mail address changed");
    expect(decision.operations).toMatchObject([
      {
        kind: "update-profile",
        changes: { displayName: "Ana Tane", aliases: `a@acme.example, ${PROFILE.email}` },
        before: { displayName: "Ana Silva", aliases: "a@acme.example" },
      },
    ]);
    expect(decision.notes).toContainEqual(expect.stringContaining("the login stays as it is"));
  });
  it("keeps no address without such an attribute, and says so", () => {
    const decision = decideMove(changed, { policy: POLICY });
    expect(decision.operations[0]).toMatchObject({ changes: { displayName: "Ana Tane" } });
    expect(decision.notes).toContainEqual(expect.stringContaining("aliasAttribute is not set"));
  });
  it.each([
    ["how people sign in", { mover: { aliasAttribute: "login" } }, {}, "sign-in-attribute"],
    ["something that is no text", policy, { aliases: ["a@acme.example"] }, "not-text"],
  ])("does not write the address into %s", (_what, given, profile, code) => {
    expect(codesOf(decideMove({ ...changed, ...profile }, { policy: given }))).toContain(code);
  });
  it("does not write the address into what a directory sources", () => {
    const account = { credentialProvider: "ACTIVE_DIRECTORY", profile: { ...PROFILE, ...changed } };
    expect(codesOf(decideMove({}, { policy, account }))).toContain("sourced-elsewhere");
  });
});

describe("a change of worker type", () => {
  const types = [
    {
      id: "oty-staff",
      name: "staff",
      attributes: [...Object.keys(PROFILE), "displayName", "costCenter", "nickName", "userType"],
    },
    { id: "oty-visitor", name: "visitor", attributes: ["login", "email", "firstName", "lastName"] },
  ];
  const typed = (userTypes: Readonly<Record<string, string>>, given: Situation = {}) =>
    decideMove(
      { userType: "Employee" },
      {
        policy: { ...POLICY, userTypes },
        ...given,
        account: { userTypeId: "oty-default", ...given.account },
        facts: given.facts ?? { userTypes: types, memberships: memberOf("All staff", "Engineering") },
      },
    );
  it("changes Okta's user type before anything else, where the policy names one", () => {
    const { operations, authority, refused } = typed({ employee: "staff" });
    const why = "the policy gives the worker type employee the user type staff";
    const change = { kind: "change-user-type", typeId: "oty-staff", typeName: "staff", before: "oty-default", why };
    expect(operations[0]).toEqual(change);
    expect(authority["step:user-type"]).toEqual({ system: "mastery-rule", strength: "strong", rule: why });
    expect(refused).toEqual([]);
  });
  it("leaves an account that is of the type already, and a move of another kind", () => {
    expect(kindsOf(typed({ employee: "staff" }, { account: { userTypeId: "oty-staff" } }))).not.toContain(
      "change-user-type",
    );
    const moved = decideMove(
      { department: "Sales" },
      { policy: { ...POLICY, userTypes: { employee: "staff" } }, account: { userTypeId: "oty-default" } },
    );
    expect(kindsOf(moved)).not.toContain("change-user-type");
  });
  it("goes back to the former user type after a move that was cut short", () => {
    const before = standing({ profile: { ...FORMER, userType: "Employee" } });
    const { operations } = typed(
      { employee: "staff" },
      { person: person({ phase: "moving", standing: before }), account: { userTypeId: "oty-visitor" } },
    );
    expect(operations[0]).toMatchObject({ kind: "change-user-type", typeId: "oty-staff", before: "oty-visitor" });
  });
  it("refuses one that lacks what the rules write with the same move", () => {
    const policy = {
      ...POLICY,
      userTypes: { employee: "staff" },
      joiner: { ...POLICY.joiner, profile: [{ attribute: "badge", value: "red", when: { workerType: "Employee" } }] },
    };
    const { operations, refused } = typed({}, { policy });
    expect(operations.map(({ kind }) => kind)).not.toContain("change-user-type");
    expect(refused).toContainEqual(expect.objectContaining({ code: "user-type-lacks-attributes" }));
  });
  it.each([
    ["a user type that the org does not have", { employee: "ghost" }, {}, "unknown-user-type"],
    ["one of types that Okta does not let us read", { employee: "staff" }, {}, "user-types-unreadable"],
    ["one that lacks what the account holds", { employee: "visitor" }, {}, "user-type-lacks-attributes"],
    [
      "one for an account that a directory sources",
      { employee: "staff" },
      { credentialProvider: "ACTIVE_DIRECTORY" },
      "sourced-elsewhere",
    ],
  ])("refuses %s, and says where it is to be put right", (_what, userTypes, account, code) => {
    const unread = code === "user-types-unreadable" ? { facts: {} } : {};
    const { operations, refused } = typed(userTypes, { account, ...unread });
    expect(operations.map(({ kind }) => kind)).not.toContain("change-user-type");
    expect(refused).toContainEqual(expect.objectContaining({ code, rightPlace: expect.any(String) }));
  });
  it("refuses Okta's user type with the right place, and points at an end date that still holds", () => {
    const policy = { ...POLICY, attributes: { endDate: "end" } };
    const decision = decideMove({ userType: "Employee", end: "2026-09-01" }, { policy });
    expect(decision.refused).toContainEqual(
      expect.objectContaining({ code: "okta-user-type", rightPlace: expect.stringContaining("Okta Admin Console") }),
    );
    expect(decision.notes).toContainEqual(expect.stringContaining("the end date in end still holds"));
  });
});
