import { describe, expect, it } from "vitest";
import { decide } from "../../../../src/domain/decide/decide.ts";
import { at, codesOf, kindsOf, memberOf, NOW, type Situation, situation } from "../situations.ts";

const OLD = at("2020-01-01T00:00:00.000Z");

describe("who joins", () => {
  it.each<[string, Situation, { flow: string; phaseNow: string; phaseAfter: string; situation: string }]>([
    [
      "a new staged account joins",
      {},
      { flow: "joiner", phaseNow: "joining", phaseAfter: "joined", situation: "linked" },
    ],
    [
      "an account older than the onboarding is adopted",
      { status: "ACTIVE", account: { created: OLD } },
      { flow: "none", phaseNow: "adopted", phaseAfter: "adopted", situation: "linked" },
    ],
    [
      "an account deactivated before the onboarding has left",
      { status: "DEPROVISIONED", account: { created: OLD } },
      { flow: "none", phaseNow: "left", phaseAfter: "left", situation: "linked" },
    ],
    [
      "an id that Okta does not know stays provisional",
      { status: "none" },
      { flow: "none", phaseNow: "provisional", phaseAfter: "provisional", situation: "unmatched" },
    ],
    [
      "an account that vanished has left",
      { status: "none", person: { phase: "joined" } },
      { flow: "none", phaseNow: "left", phaseAfter: "left", situation: "deleted" },
    ],
    [
      "a joined person stays as is",
      { status: "ACTIVE", person: { phase: "joined" } },
      { flow: "none", phaseNow: "joined", phaseAfter: "joined", situation: "linked" },
    ],
    [
      "a suspended new account waits",
      { status: "SUSPENDED" },
      { flow: "none", phaseNow: "joining", phaseAfter: "joining", situation: "linked" },
    ],
    [
      "an active new account with nothing left to do has joined",
      { status: "ACTIVE", policy: { joiner: { welcomeManager: false } } },
      { flow: "none", phaseNow: "joined", phaseAfter: "joined", situation: "linked" },
    ],
  ])("%s", (_what, given, expected) => {
    const decision = decide(situation(given));
    expect(decision).toMatchObject(expected);
    expect(decision.hold).toBeUndefined();
  });

  it("a plan follows one order, with its authority", () => {
    const policy = {
      joiner: {
        profile: [{ attribute: "displayName", value: "{firstName} {lastName}" }],
        groups: [{ group: "All staff" }],
        firstCredential: "manager-link" as const,
      },
    };
    const decision = decide(situation({ policy }));
    expect(kindsOf(decision)).toEqual([
      "update-profile",
      "add-group",
      "activate",
      "deliver-credential",
      "welcome-manager",
    ]);
    expect(Object.keys(decision.authority).sort()).toEqual([
      "displayName",
      "step:activate",
      "step:groups",
      "step:password",
    ]);
  });
  it("what was delivered and said once is not repeated", () => {
    const person = { phase: "joining" as const, effects: { credential: NOW, welcome: NOW } };
    const policy = { joiner: { firstCredential: "manager-link" as const } };
    expect(decide(situation({ status: "PROVISIONED", person, policy })).operations).toEqual([]);
    expect(decide(situation({ person, policy })).operations).toMatchObject([{ kind: "activate", sendEmail: false }]);
  });
});

describe("start dates", () => {
  const policy = { timeZone: "Pacific/Auckland", attributes: { startDate: "start" }, joiner: { leadDays: 2 } };
  const on = (start: unknown, now = NOW) => decide(situation({ policy, now, profile: { start: start as string } }));

  it("nothing happens before the lead time begins, in the tenant's zone", () => {
    const decision = on("2026-03-10");
    expect(decision).toMatchObject({ flow: "none", operations: [], phaseNow: "joining" });
    expect(decision.due).toEqual([
      { at: "2026-03-07T11:00:00.000Z", kind: "start", why: "start date in start, 2 days ahead" },
    ]);
  });
  it("the joiner runs from that very instant", () => {
    expect(on("2026-03-10", at("2026-03-07T10:59:59.999Z")).flow).toBe("none");
    expect(on("2026-03-10", at("2026-03-07T11:00:00.000Z")).flow).toBe("joiner");
  });
  it.each(["", null, undefined])("an empty start date (%s) holds nobody back", (start) => {
    expect(on(start).flow).toBe("joiner");
  });
  it.each(["10/03/2026", "2026-02-30", 20260310, "soon"])("what is no date (%s) is held", (start) => {
    const decision = on(start);
    expect(decision).toMatchObject({ flow: "none", operations: [], hold: { code: "bad-start-date" } });
    expect(JSON.stringify(decision)).not.toContain(String(start));
  });
});

describe("the first credential", () => {
  const boss = { email: "boss@acme.example", reachable: true };
  const away = { email: "boss@acme.example", reachable: false };
  type Way = "okta-mail" | "manager-link";
  type Row = [Way, string | null, "boss" | "away" | "none", "STAGED" | "PROVISIONED" | "ACTIVE", string];
  it.each<Row>([
    // policy, personal address, manager, status, what happens
    ["okta-mail", "ana@home.example", "boss", "STAGED", "mail"],
    ["okta-mail", "ana@home.example", "none", "STAGED", "mail"],
    ["okta-mail", null, "boss", "STAGED", "activate, link"],
    ["okta-mail", "ANA@acme.example", "boss", "STAGED", "activate, link"],
    ["okta-mail", "not an address", "boss", "STAGED", "activate, link"],
    ["okta-mail", null, "away", "STAGED", "held"],
    ["okta-mail", null, "none", "STAGED", "held"],
    ["okta-mail", "ana@home.example", "boss", "PROVISIONED", "noted"],
    ["okta-mail", null, "boss", "PROVISIONED", "link"],
    ["okta-mail", null, "none", "PROVISIONED", "held"],
    ["manager-link", "ana@home.example", "boss", "STAGED", "activate, link"],
    ["manager-link", "ana@home.example", "away", "STAGED", "mail"],
    ["manager-link", "ana@home.example", "boss", "PROVISIONED", "link"],
    ["manager-link", null, "none", "STAGED", "held"],
    ["okta-mail", null, "none", "ACTIVE", "nothing"],
    ["manager-link", null, "none", "ACTIVE", "nothing"],
  ])("by policy %s, address %s, manager %s, account %s: %s", (firstCredential, secondEmail, who, status, expected) => {
    const manager = { boss, away, none: "none" as const }[who];
    const policy = { joiner: { firstCredential, welcomeManager: false } };
    const decision = decide(situation({ status, policy, manager, profile: { secondEmail } }));
    const happened: string[] = decision.operations.map((operation) =>
      operation.kind === "activate" ? (operation.sendEmail ? "mail" : "activate") : "link",
    );
    if (decision.hold) happened.push("held");
    if (decision.notes.some((note) => note.includes("nothing to deliver"))) happened.push("noted");
    expect(happened.join(", ") || "nothing").toBe(expected);
  });
  it("an account that we activated without mail is still owed one", () => {
    const person = { phase: "joining" as const, effects: { "activated-silently": NOW } };
    const policy = { joiner: { welcomeManager: false } };
    const decision = decide(
      situation({ status: "PROVISIONED", person, policy, profile: { secondEmail: "ana@home.example" } }),
    );
    expect(decision.operations).toEqual([expect.objectContaining({ kind: "activate", sendEmail: true })]);
  });
  it("while it is held, nothing is planned and somebody is told what to do", () => {
    const policy = { joiner: { groups: [{ group: "All staff" }] } };
    const decision = decide(situation({ policy, manager: "none", profile: { secondEmail: null } }));
    expect(decision).toMatchObject({ flow: "none", operations: [], phaseNow: "joining" });
    expect(decision.hold).toMatchObject({ code: "no-reachable-address", todo: expect.stringContaining("secondEmail") });
  });
  it("a manager who cannot be reached is noted, not waited for", () => {
    const decision = decide(situation({ manager: away }));
    expect(kindsOf(decision)).toEqual(["activate"]);
    expect(decision.notes).toEqual(["no welcome note: the account names no manager who can be reached"]);
  });
});

describe("groups", () => {
  const by = (groups: object[], given: Situation = {}) =>
    decide(situation({ ...given, policy: { joiner: { groups: groups as never, welcomeManager: false } } }));
  it.each([
    ["everybody", {}, true],
    ["the department, without case or white space", { department: " engineering " }, true],
    ["one of several", { department: ["Sales", "Engineering"] }, true],
    ["another department", { department: "Sales" }, false],
    ["all that is named", { department: "Engineering", title: "Lead" }, false],
  ])("matches %s", (_what, when, isGiven) => {
    const decision = by([{ group: "All staff", when }]);
    expect(kindsOf(decision).includes("add-group")).toBe(isGiven);
  });
  it.each([
    ["Nowhere", "unknown-group"],
    ["Ruled", "rule-managed"],
    ["Domain Users", "not-writable"],
    ["Everyone", "not-writable"],
  ])("refuses %s as %s", (group, code) => {
    const decision = by([{ group }]);
    expect(codesOf(decision)).toEqual([code]);
    expect(kindsOf(decision)).toEqual(["activate"]);
  });
  it("asks for nothing that is held already, even where a rule holds it", () => {
    const given = { status: "ACTIVE", facts: { memberships: memberOf("All staff", "Ruled") } } as const;
    expect(by([{ group: "All staff" }, { group: "Ruled" }], given)).toMatchObject({ operations: [], refused: [] });
  });
  it("two rules for one group make one operation that names both", () => {
    const decision = by([{ group: "Engineering" }, { group: "Engineering", when: { department: "Engineering" } }]);
    expect(decision.operations.filter(({ kind }) => kind === "add-group")).toMatchObject([
      { why: "group rule Engineering for everybody, or when department is Engineering" },
    ]);
  });
  it("of groups with one name, the writable one is meant", () => {
    const groups = [
      { id: "g-app", name: "Twin", kind: "APP_GROUP" as const },
      { id: "g-own", name: "Twin", kind: "OKTA_GROUP" as const },
    ];
    expect(by([{ group: "Twin" }], { facts: { groups } }).operations[0]).toMatchObject({ groupId: "g-own" });
  });
});

describe("profile rules", () => {
  const by = (profile: object[], given: Situation = {}) =>
    decide(
      situation({
        status: "ACTIVE",
        ...given,
        policy: { joiner: { profile: profile as never, welcomeManager: false } },
      }),
    );
  it.each([
    ["a weak rule fills what is empty", { attribute: "title", value: "Engineer" }, { title: "Engineer" }],
    ["a weak rule leaves what is there", { attribute: "department", value: "Sales" }, undefined],
    [
      "a strong rule overrides",
      { attribute: "department", value: "Sales", strength: "strong" },
      { department: "Sales" },
    ],
    [
      "a strong rule that holds already changes nothing",
      { attribute: "department", value: "Engineering", strength: "strong" },
      undefined,
    ],
    [
      "a template takes values",
      { attribute: "displayName", value: "{firstName} {lastName}" },
      { displayName: "Ana Silva" },
    ],
    ["a template with an empty part is not applied", { attribute: "displayName", value: "{nickName}!" }, undefined],
    [
      "a rule for others does not apply",
      { attribute: "title", value: "Rep", when: { department: "Sales" } },
      undefined,
    ],
  ])("%s", (_what, rule, changes) => {
    expect(by([rule]).operations.map((operation) => "changes" in operation && operation.changes)).toEqual(
      changes ? [changes] : [],
    );
  });
  it("keep what was there before, to put it back", () => {
    const rules = [
      { attribute: "department", value: "Sales", strength: "strong" },
      { attribute: "title", value: "Rep" },
      { attribute: "tags", value: "x", strength: "strong" },
    ];
    expect(by(rules, { profile: { tags: ["a"] } }).operations).toMatchObject([
      { before: { department: "Engineering", title: null, tags: null } },
    ]);
  });
  it("an empty part of a template is noted by its rule, not by anybody's values", () => {
    expect(by([{ attribute: "displayName", value: "{nickName}!" }]).notes).toEqual([
      'not applied, since a part of its template is empty: weak rule displayName = "{nickName}!" for everybody',
    ]);
  });
  it("may build on each other, in any order", () => {
    const rules = [
      { attribute: "costCenter", value: "CC-{division}" },
      { attribute: "division", value: "Product", when: { department: "Engineering" } },
    ];
    const changes = { division: "Product", costCenter: "CC-Product" };
    expect(by(rules).operations).toMatchObject([{ changes }]);
    expect(by(rules.toReversed()).operations).toMatchObject([{ changes }]);
  });
  it("give groups by the profile that they make", () => {
    const joiner = {
      profile: [{ attribute: "division", value: "Product" }],
      groups: [{ group: "Engineering", when: { division: "Product" } }],
      welcomeManager: false,
    };
    expect(kindsOf(decide(situation({ status: "ACTIVE", policy: { joiner } })))).toEqual([
      "update-profile",
      "add-group",
    ]);
  });
  it.each([
    [
      "want different values",
      [
        { attribute: "title", value: "A" },
        { attribute: "title", value: "B" },
      ],
    ],
    [
      "chase each other",
      [
        { attribute: "title", value: "{division}!", strength: "strong" },
        { attribute: "division", value: "{title}!", strength: "strong" },
      ],
    ],
  ])("that %s are refused", (_what, rules) => {
    const decision = by(rules, { profile: { title: "", division: "D" } });
    expect(codesOf(decision)).toContain("conflicting-rules");
    expect(
      decision.operations.flatMap((operation) => ("changes" in operation ? Object.keys(operation.changes) : [])),
    ).not.toContain("title");
  });
  it("never write a login or e-mail, nor what a directory sources", () => {
    const rules = [
      { attribute: "login", value: "x@acme.example", strength: "strong" },
      { attribute: "email", value: "x@acme.example", strength: "strong" },
      { attribute: "title", value: "Engineer" },
    ];
    expect(codesOf(by(rules))).toEqual(["sign-in-attribute", "sign-in-attribute"]);
    const sourced = by(rules, { account: { credentialProvider: "ACTIVE_DIRECTORY" } });
    expect(codesOf(sourced)).toEqual(["sign-in-attribute", "sign-in-attribute", "sourced-elsewhere"]);
    expect(sourced.operations).toEqual([]);
  });
  it("a rule's word outweighs Okta's, and says so", () => {
    expect(by([{ attribute: "title", value: "Engineer" }]).authority["title"]).toEqual({
      system: "mastery-rule",
      strength: "weak",
      rule: 'weak rule title = "Engineer" for everybody',
    });
  });
});
