import { describe, expect, it } from "vitest";
import { decide } from "../../../../src/domain/decide/decide.ts";
import { effectsAfter } from "../../../../src/domain/decide/effects-after.ts";
import { Decision } from "../../../../src/domain/decision.ts";
import { MODES } from "../../../../src/domain/mastery.ts";
import { PHASES } from "../../../../src/domain/person.ts";
import { at, codesOf, leaveOrder, NOW, ONBOARDED, type Situation, situation } from "../situations.ts";

const POLICY = {
  joiner: {
    profile: [{ attribute: "title", value: "Engineer of {firstName}" }],
    groups: [{ group: "Engineering" }, { group: "All staff" }],
  },
};

describe("somebody who stays", () => {
  it("drift of a joined person is shown by name and not acted on", () => {
    const decision = decide(situation({ status: "ACTIVE", person: { phase: "joined" }, policy: POLICY }));
    expect(decision).toMatchObject({ flow: "none", operations: [], reason: "unchanged" });
    expect(decision.notes).toEqual([
      "drift: attribute title is not as its rule says",
      "drift: group All staff is missing",
      "drift: group Engineering is missing",
    ]);
  });
  it("an adopted person is measured by no rule", () => {
    expect(decide(situation({ status: "ACTIVE", person: { phase: "adopted" }, policy: POLICY })).notes).toEqual([]);
  });
  it("a suspension is noted, since it may be a leave of absence", () => {
    const decision = decide(situation({ status: "SUSPENDED", person: { phase: "joined" } }));
    expect(decision.notes).toEqual([expect.stringContaining("no leaver")]);
  });
  it("an end date of old is noted, since only an order ends what was there before", () => {
    const given = { policy: { attributes: { endDate: "end" } }, profile: { end: "2025-01-01" } };
    const decision = decide(situation({ ...given, status: "ACTIVE", person: { phase: "adopted" } }));
    expect(decision.notes).toEqual([expect.stringContaining("the end date in end is an old one")]);
  });
});

describe("a containment that began before the joiner was done", () => {
  const contained = (given: Situation = {}) =>
    decide(situation({ status: "ACTIVE", policy: POLICY, ...given, person: { phase: "contained", ...given.person } }));
  it("leaves the joiner to come when it ends", () => {
    expect(contained()).toMatchObject({ flow: "joiner", phaseNow: "joining" });
    expect(contained({ person: { leftAt: ONBOARDED } })).toMatchObject({ flow: "joiner" });
    const lifted = { operations: [{ kind: "restore-sign-in" }], lookAgain: true };
    expect(contained({ status: "SUSPENDED" })).toMatchObject({ ...lifted, phaseAfter: "provisional" });
    const person = { leftAt: ONBOARDED };
    expect(contained({ status: "SUSPENDED", person })).toMatchObject({ ...lifted, phaseAfter: "joining" });
  });
  it("leaves it to come though the joiner, cut short, had noted what the access rests on", () => {
    const standing = { at: ONBOARDED, profile: {}, groupIds: [], losing: [] };
    expect(contained({ person: { standing } })).toMatchObject({ flow: "joiner", phaseNow: "joining" });
  });
  it("is none of somebody who has joined, or was there before", () => {
    expect(contained({ person: { adoptedAt: ONBOARDED } })).toMatchObject({ operations: [], phaseNow: "joined" });
    const former = { adoptedAt: NOW, leftAt: ONBOARDED };
    expect(contained({ person: former })).toMatchObject({ operations: [], phaseNow: "joined" });
    expect(contained({ person: { joinedAt: ONBOARDED } })).toMatchObject({ operations: [], phaseNow: "joined" });
    const created = at("2020-01-01T00:00:00.000Z");
    expect(contained({ account: { created } })).toMatchObject({ operations: [], phaseNow: "joined" });
  });
});

describe("effects that happen once in a life cycle", () => {
  it("are forgotten at a rehire and kept otherwise", () => {
    const effects = { credential: NOW };
    const remaining = (phase: (typeof PHASES)[number], given: Situation = {}) => {
      const input = situation({ status: "ACTIVE", ...given, person: { phase, effects, ...given.person } });
      return effectsAfter(input.person, decide(input));
    };
    expect(remaining("left")).toEqual({});
    expect(remaining("blocked")).toEqual({});
    expect(remaining("joined")).toEqual(effects);
    expect(remaining("left", { status: "DEPROVISIONED" })).toEqual(effects);
    expect(remaining("blocked", { person: { orders: [leaveOrder()] } })).toEqual(effects);
  });
});

describe("modes in which another system is the authority", () => {
  const joined: Situation = { status: "ACTIVE", person: { phase: "joined" } };
  it.each(["ad", "hr", "m365"] as const)("%s: a joiner is refused step by step", (mode) => {
    const policy = {
      joiner: {
        ...POLICY.joiner,
        profile: [
          { attribute: "secondEmail", value: "x@y.example", strength: "strong" as const },
          ...POLICY.joiner.profile,
        ],
      },
    };
    const decision = decide(situation({ mode, policy }));
    expect(decision).toMatchObject({ flow: "none", operations: [], authority: {}, phaseNow: "joining" });
    expect(codesOf(decision)).toContain("sourced-elsewhere");
    expect(decision.refused.every(({ rightPlace }) => rightPlace !== undefined)).toBe(true);
    expect(decision.refused.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        "attribute title",
        "update-profile of secondEmail",
        "add-group Engineering (g-eng)",
        "activate",
      ]),
    );
  });
  it.each(["ad", "hr", "m365"] as const)(
    "%s: an ordered leaver is held, so that nobody believes it was done",
    (mode) => {
      const policy = {
        leaver: { tasks: [{ key: "t", title: "T", instructions: "I", owner: "it@acme.example", dueDays: 1 }] },
      };
      const decision = decide(
        situation({ ...joined, mode, policy, person: { phase: "joined", orders: [leaveOrder()] } }),
      );
      expect(decision).toMatchObject({
        flow: "none",
        operations: [],
        hold: { code: "not-the-authority" },
        phaseNow: "joined",
      });
      expect(decision.refused.map(({ what }) => what)).toContain("raise-task t");
    },
  );
  it("a leaver whom the authority deactivated has left", () => {
    const decision = decide(situation({ mode: "ad", status: "DEPROVISIONED", person: { phase: "joined" } }));
    expect(decision).toMatchObject({ flow: "none", phaseNow: "left", operations: [] });
    expect(decision.hold).toBeUndefined();
  });
  it("a joiner whose account is active has joined", () => {
    expect(decide(situation({ mode: "hr", status: "ACTIVE" }))).toMatchObject({ flow: "none", phaseNow: "joined" });
  });
  it("nothing planned, nothing refused", () => {
    expect(decide(situation({ ...joined, mode: "ad" }))).toMatchObject({ refused: [], reason: "unchanged" });
  });
  it("Microsoft 365 comes with a standing warning, the others without", () => {
    for (const mode of MODES)
      expect(decide(situation({ ...joined, mode })).notes.some((note) => note.includes("not recommended"))).toBe(
        mode === "m365",
      );
  });
});

describe("every decision", () => {
  const STATUSES = ["STAGED", "ACTIVE", "SUSPENDED", "DEPROVISIONED", "none"] as const;
  it.each(PHASES)("of a person who is %s fits its schema, and an empty plan is no flow", (phase) => {
    for (const mode of MODES)
      for (const status of STATUSES)
        for (const orders of [[], [leaveOrder()]]) {
          const decision = decide(situation({ mode, status, person: { phase, orders }, policy: POLICY }));
          expect(Decision.parse(decision)).toEqual(decision);
          expect(decision.flow === "none").toBe(decision.operations.length === 0);
        }
  });
});
