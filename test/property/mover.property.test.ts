// Movers only: people who joined under one department, title and name, and who stand under others now.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Membership } from "../../src/domain/account.ts";
import { type DecideInput, decide } from "../../src/domain/decide/decide.ts";
import { newPerson } from "../../src/domain/person.ts";
import { Policy } from "../../src/domain/policy.ts";
import { textOf } from "../../src/domain/worker.ts";
import { afterRun, NOW } from "./company.ts";

const RUNS = { numRuns: 300 };
const NAMES = ["A", "B", "C", "D"];
const GROUPS = NAMES.map((name) => ({ id: `g-${name}`, name, kind: "OKTA_GROUP" as const }));
const WRITTEN = ["costCenter", "nickName", "displayName"];

const facts = fc.record({
  department: fc.constantFrom("", "Sales", "Engineering"),
  title: fc.constantFrom("", "Lead"),
  lastName: fc.constantFrom("Silva", "Tane"),
});
type Facts = typeof facts extends fc.Arbitrary<infer T> ? T : never;

const when = fc.constantFrom({}, { department: "Sales" }, { department: "Engineering" }, { title: "Lead" });
const policy = fc
  .record({
    profile: fc.array(
      fc.record({
        attribute: fc.constantFrom(...WRITTEN),
        value: fc.constantFrom("one", "two", "Mx {lastName}"),
        when,
        strength: fc.constantFrom("weak" as const, "strong" as const),
      }),
      { maxLength: 4 },
    ),
    groups: fc.array(fc.record({ group: fc.constantFrom(...NAMES), when }), { maxLength: 5 }),
    overlapDays: fc.constantFrom(0, 0, 7),
  })
  .map(({ overlapDays, ...joiner }) => Policy.parse({ timeZone: "UTC", joiner, mover: { overlapDays } }));

const membershipsOf = (ids: readonly string[]): Membership[] =>
  GROUPS.filter(({ id }) => ids.includes(id)).map(({ id, name, kind }) => ({ groupId: id, groupName: name, kind }));

const isContested = (input: DecideInput): boolean =>
  decide(input).refused.some(({ code }) => code === "conflicting-rules");
/** Somebody who was looked at under `before`; `byHand` was granted since. */
const moverAt = fc
  .record({ policy, before: facts, byHand: fc.subarray(GROUPS.map(({ id }) => id)), own: fc.constantFrom("", "own") })
  .map(
    ({
      policy: given,
      before,
      byHand,
      own,
    }): { input: DecideInput; byHand: readonly string[]; wasContested: boolean } => {
      const profile = { login: "a@b.example", email: "a@b.example", firstName: "Ana", nickName: own, ...before };
      const account = { id: "u-1", status: "STAGED" as const, created: NOW, lastUpdated: NOW, profile };
      const start: DecideInput = {
        policy: given,
        mode: "okta",
        person: newPerson("p-00000000000000000000000000", { provider: "okta", id: "u-1" }),
        facts: { account, memberships: [], groups: GROUPS, groupRules: [], adminRoles: [], factors: [] },
        manager: { email: "boss@b.example", reachable: true },
        onboardedAt: NOW,
        leaversLast24h: 0,
        now: NOW,
      };
      const joined = afterRun(start, decide(start));
      const held = joined.facts.memberships.map(({ groupId }) => groupId);
      const granted = byHand.filter((id) => !held.includes(id));
      return {
        input: { ...joined, facts: { ...joined.facts, memberships: membershipsOf([...held, ...granted]) } },
        byHand: granted,
        wasContested: isContested(start),
      };
    },
  );

const withFacts = (input: DecideInput, changes: Partial<Facts>): DecideInput => {
  const account = input.facts.account!;
  return { ...input, facts: { ...input.facts, account: { ...account, profile: { ...account.profile, ...changes } } } };
};
const moved = (input: DecideInput, changes: Partial<Facts>): DecideInput => {
  const changed = withFacts(input, changes);
  return afterRun(changed, decide(changed));
};
const pick = (from: Facts, names: readonly (keyof Facts)[]): Partial<Facts> =>
  Object.fromEntries(names.map((name) => [name, from[name]]));
const heldBy = ({ facts: { memberships } }: DecideInput) => memberships.map(({ groupId }) => groupId).toSorted();
const shownBy = ({ facts: { account } }: DecideInput) => WRITTEN.map((name) => textOf(account!.profile, name));

describe("whoever moves, from where and to where", () => {
  it("the generators reach movers that give, take, write and overlap", () => {
    const seen = new Set<string>();
    for (const [{ input }, to] of fc.sample(fc.tuple(moverAt, facts), { numRuns: 500, seed: 1 })) {
      const { flow, operations, due } = decide(withFacts(input, to));
      for (const sign of [flow, ...operations.map(({ kind }) => kind), ...due.map(({ kind }) => kind)]) seen.add(sign);
    }
    const wanted = ["mover", "none", "update-profile", "add-group", "remove-group", "tell-manager", "overlap-end"];
    expect([...seen]).toEqual(expect.arrayContaining(wanted));
  });
  it("deciding again once the move is done plans nothing", () => {
    fc.assert(
      fc.property(moverAt, facts, ({ input }, to) => {
        expect(decide(moved(input, to))).toMatchObject({ flow: "none", operations: [] });
      }),
      RUNS,
    );
  });
  it("the order in which facts change does not matter, whether we look in between or not", () => {
    fc.assert(
      fc.property(
        moverAt,
        facts,
        fc.shuffledSubarray(["department", "title", "lastName"] as const),
        (at, to, order) => {
          // An overlap keeps more for a while, depending on where one has been meanwhile.
          const { policy: given } = at.input;
          const input = { ...at.input, policy: { ...given, mover: { ...given.mover, overlapDays: 0 } } };
          // Rules that contradict each other apply to nobody while they do: the file is wrong, and says so.
          const looks = order.map((_fact, end) => withFacts(input, pick(to, order.slice(0, end + 1))));
          fc.pre(!at.wasContested && ![...looks, withFacts(input, to)].some(isContested));
          const stepwise = order.reduce((now, fact) => moved(now, pick(to, [fact])), input);
          const all = moved(stepwise, to);
          const once = moved(input, to);
          expect(heldBy(all)).toEqual(heldBy(once));
          expect(shownBy(all)).toEqual(shownBy(once));
        },
      ),
      RUNS,
    );
  });
  it("no grant by hand is ever taken, however often one moves", () => {
    fc.assert(
      fc.property(moverAt, fc.array(facts, { minLength: 1, maxLength: 4 }), ({ input, byHand }, ways) => {
        const end = ways.reduce((now, to) => moved(now, to), input);
        expect(heldBy(end)).toEqual(expect.arrayContaining([...byHand]));
      }),
      RUNS,
    );
  });
  it("what the rules give is held, and what they gave before is held no longer once the overlap has ended", () => {
    fc.assert(
      fc.property(moverAt, facts, ({ input, byHand }, to) => {
        const later = { ...moved(input, to), now: "2026-06-01T00:00:00.000Z" as typeof NOW };
        const end = afterRun(later, decide(later));
        const given = decide({ ...end, person: { ...end.person, phase: "joined", standing: undefined } as never });
        expect(heldBy(end)).toEqual([...new Set([...(given.standing?.groupIds ?? []), ...byHand])].toSorted());
      }),
      RUNS,
    );
  });
});
