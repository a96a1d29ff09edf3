import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "../../src/domain/decide/decide.ts";
import { employmentOf } from "../../src/domain/decide/employment.ts";
import { Decision } from "../../src/domain/decision.ts";
import { attributeOwner, isSignInAttribute, MODES } from "../../src/domain/mastery.ts";
import { INVERSES, type Operation } from "../../src/domain/operation.ts";
import { unmetPostConditions } from "../../src/domain/verify.ts";
import { afterRun, anyInput, CANARY } from "./company.ts";
import { FORBIDDEN, settled } from "./plans.ts";

const RUNS = { numRuns: 400 };
/** What may be done in Okta where another system is the authority. */
const CONTAINS: ReadonlySet<Operation["kind"]> = new Set([
  "block-sign-in",
  "clear-sessions",
  "raise-task",
  "restore-sign-in",
]);

/** Operations as a set: their order, and that of the keys inside, left out. */
const asSet = (operations: readonly Operation[]): string[] =>
  operations
    .map((operation) =>
      JSON.stringify(operation, (_key, inner: unknown) =>
        inner !== null && typeof inner === "object" && !Array.isArray(inner)
          ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
          : inner,
      ),
    )
    .toSorted();

describe("whatever the person, the org and the policy", () => {
  it("the generators reach joiners, leavers, holds and refusals", () => {
    const seen = new Set<string>();
    for (const input of fc.sample(anyInput(), { numRuns: 5000, seed: 1 })) {
      const { flow, hold, refused, operations } = decide(input);
      for (const { kind } of operations) seen.add(kind);
      for (const sign of [flow, hold?.code ?? "", ...refused.map(({ code }) => code)]) seen.add(sign);
    }
    const wanted = [
      "joiner",
      "mover",
      "leaver",
      "absence",
      "return",
      "contain",
      "none",
      "no-reachable-address",
      "too-many-leavers",
      "rule-managed",
      "change-user-type",
      "unknown-user-type",
      "user-type-lacks-attributes",
    ];
    expect([...seen]).toEqual(
      expect.arrayContaining([...wanted, "not-writable", "unknown-group", "sign-in-attribute", "okta-user-type"]),
    );
  });
  it("deciding again, once the plan is done, gives an empty plan", () => {
    fc.assert(
      fc.property(anyInput(), (input) => {
        const after = settled(input);
        const again = decide(after);
        expect(again).toMatchObject({ flow: "none", operations: [] });
        expect(decide(afterRun(after, again)).operations).toEqual([]);
      }),
      RUNS,
    );
  });
  it("a decision makes at most one thing of each kind due", () => {
    fc.assert(
      fc.property(anyInput(), (input) => {
        const kinds = decide(input).due.map(({ kind }) => kind);
        expect(new Set(kinds).size).toBe(kinds.length);
      }),
      RUNS,
    );
  });
  it("a done plan meets every post-condition", () => {
    fc.assert(
      fc.property(anyInput(), (input) => {
        const { operations } = decide(input);
        const { facts, person } = afterRun(input, decide(input));
        const observed = {
          ...facts,
          sessionsCleared: true,
          notificationsSent: { "deliver-credential": true, "welcome-manager": true, "remind-sponsor": true },
          managersTold: ["before", "after"] as const,
          tasksRaised: Object.keys(person.effects).map((effect) => effect.replace("task:", "")),
          groupsRecorded: person.recordedGroups !== undefined,
        };
        expect(unmetPostConditions(operations, observed)).toEqual([]);
      }),
      RUNS,
    );
  });
  it("a leaver's plan gives no access, a joiner's takes none, and a mover's ends nobody", () => {
    fc.assert(
      fc.property(anyInput(), (input) => {
        const { flow, operations } = decide(input);
        const forbidden = FORBIDDEN[flow];
        expect(operations.filter(({ kind }) => forbidden.has(kind))).toEqual([]);
      }),
      RUNS,
    );
  });
  it("the order of keys, groups, rules and tasks does not matter", () => {
    fc.assert(
      fc.property(anyInput(), (input) => {
        const { policy, facts } = input;
        const account = facts.account!;
        const turned = {
          ...input,
          policy: {
            ...policy,
            joiner: {
              ...policy.joiner,
              profile: policy.joiner.profile.toReversed(),
              groups: policy.joiner.groups.toReversed(),
            },
            leaver: { ...policy.leaver, tasks: policy.leaver.tasks.toReversed() },
          },
          facts: {
            ...facts,
            account: { ...account, profile: Object.fromEntries(Object.entries(account.profile).toReversed()) },
            memberships: facts.memberships.toReversed(),
            groups: facts.groups.toReversed(),
            adminRoles: facts.adminRoles.toReversed(),
          },
        };
        expect(asSet(decide(turned).operations)).toEqual(asSet(decide(input).operations));
      }),
      RUNS,
    );
  });
  it("no plan writes what another system sources, or how somebody signs in", () => {
    fc.assert(
      fc.property(anyInput(MODES), (input) => {
        const { operations } = decide(input);
        const written = operations.flatMap((operation) =>
          "changes" in operation ? Object.keys(operation.changes) : [],
        );
        const isSourced = input.facts.account?.credentialProvider === "ACTIVE_DIRECTORY";
        // Whom no source holds is Okta's in every mode.
        const isOurs = input.mode === "okta" || employmentOf(input)?.source === "order";
        const mode = isOurs ? (isSourced ? "ad" : "okta") : input.mode;
        expect(written.filter((name) => isSignInAttribute(name) || attributeOwner(mode, name) !== "okta")).toEqual([]);
        if (!isOurs) expect(operations.filter(({ kind }) => !CONTAINS.has(kind))).toEqual([]);
      }),
      RUNS,
    );
  });
  it("every attribute that is written has its authority, every operation its inverse or the reason why none", () => {
    fc.assert(
      fc.property(anyInput(), (input) => {
        const { operations, authority } = decide(input);
        for (const operation of operations) {
          expect(INVERSES[operation.kind]).toBeDefined();
          for (const name of "changes" in operation ? Object.keys(operation.changes) : [])
            expect(["mastery-rule", "operator"]).toContain(authority[name]?.system);
        }
      }),
      RUNS,
    );
  });
  it("what an auditor reads quotes nobody's values", () => {
    fc.assert(
      fc.property(anyInput(MODES), (input) => {
        const { operations, standing: _personal, ...rest } = decide(input);
        const words = JSON.stringify([rest, operations.map(({ kind, why }) => [kind, why])]);
        expect(words).not.toContain(CANARY);
      }),
      RUNS,
    );
  });
  it("the decision fits its schema, and a hold plans nothing", () => {
    fc.assert(
      fc.property(anyInput(MODES), (input) => {
        const decision = decide(input);
        expect(Decision.parse(decision)).toEqual(decision);
        if (decision.hold) expect(decision.operations).toEqual([]);
      }),
      RUNS,
    );
  });
});
