// Generators of people, orgs and policies, and a small pure model of what a target does with a plan.
import fc from "fast-check";
import { ACCOUNT_STATUSES, type Account, type Membership } from "../../src/domain/account.ts";
import type { DecideInput, DirectoryFacts } from "../../src/domain/decide/decide.ts";
import { effectsAfter } from "../../src/domain/decide/effects-after.ts";
import type { Decision } from "../../src/domain/decision.ts";
import type { Mode } from "../../src/domain/mastery.ts";
import type { Operation } from "../../src/domain/operation.ts";
import type { Engagement, Order } from "../../src/domain/order.ts";
import { newPerson, type Person, PHASES } from "../../src/domain/person.ts";
import { Policy } from "../../src/domain/policy.ts";
import { reachPhase } from "../../src/domain/reach-phase.ts";
import { type CalendarDate, type Instant, instantOf } from "../../src/domain/time.ts";

export const NOW = "2026-03-02T09:00:00.000Z" as Instant;
const ONBOARDED = "2026-01-01T00:00:00.000Z" as Instant;

/** Values of profiles carry this mark, so that a sentence that quotes one can be told. */
export const CANARY = "canary";
const DEPARTMENTS = ["Sales", "Engineering"];
const NAMES = ["A", "B", "C", "D", "E"];
const KINDS: readonly Membership["kind"][] = ["OKTA_GROUP", "OKTA_GROUP", "APP_GROUP", "OKTA_GROUP", "BUILT_IN"];
const GROUPS = NAMES.map((name, at) => ({ id: `g-${name}`, name, kind: KINDS[at] ?? "OKTA_GROUP" }));

const instantUntil = (end: string): fc.Arbitrary<Instant> =>
  fc.integer({ min: Date.parse("2025-12-01"), max: Date.parse(end) }).map(instantOf);
const instant = instantUntil("2026-05-01");
/** What is on record has happened. */
const past = instantUntil(NOW);
const when = fc.constantFrom({}, { department: "Sales" }, { department: ["Engineering", "Sales"] }, { title: "Lead" });
const profileRule = fc.record({
  attribute: fc.constantFrom("title", "division", "costCenter", "displayName", "login", "email", "secondEmail"),
  value: fc.constantFrom("Lead", "{firstName} {lastName}", "{division}-x", "{title}", "fixed"),
  when,
  strength: fc.constantFrom("weak" as const, "strong" as const),
});
const task = fc.constantFrom("t-1", "t-2").map((key) => ({
  key,
  title: "T",
  instructions: "I",
  owner: "it@acme.example",
  dueDays: 3,
}));
const policy = fc
  .record({
    timeZone: fc.constantFrom("UTC", "Pacific/Auckland"),
    attributes: fc.constantFrom({}, { startDate: "start", endDate: "end" }),
    joiner: fc.record({
      profile: fc.array(profileRule, { maxLength: 4 }),
      groups: fc.array(fc.record({ group: fc.constantFrom(...NAMES, "Nowhere"), when }), { maxLength: 5 }),
      firstCredential: fc.constantFrom("okta-mail" as const, "manager-link" as const),
      welcomeManager: fc.boolean(),
    }),
    mover: fc.record(
      {
        overlapDays: fc.constantFrom(0, 14),
        tellManagers: fc.boolean(),
        aliasAttribute: fc.constantFrom("aliases", "email"),
      },
      { requiredKeys: ["overlapDays", "tellManagers"] },
    ),
    userTypes: fc.constantFrom<Policy["userTypes"]>(
      {},
      { employee: "one", contingent: "two" },
      { employee: "two", contingent: "ghost" },
    ),
    leaver: fc.record({
      deactivateAfterDays: fc.constantFrom(0, 30),
      keepGroups: fc.subarray(NAMES),
      tasks: fc.uniqueArray(task, { selector: ({ key }) => key }),
    }),
  })
  .map((fields) => Policy.parse(fields));

const value = fc.constantFrom("", `${CANARY}-1`, `${CANARY}-2`);
const date = fc.constantFrom("", "2026-01-15", "2026-03-01", "2026-09-01", `${CANARY}-date`);
const workerType = fc.constantFrom("", "employee", "contingent");
const profile = fc.record({
  login: fc.constant(`${CANARY}@acme.example`),
  email: fc.constant(`${CANARY}@acme.example`),
  secondEmail: fc.constantFrom("", `${CANARY}@home.example`),
  firstName: value,
  lastName: value,
  title: fc.oneof(value, fc.constant("Lead")),
  division: value,
  department: fc.constantFrom("", ...DEPARTMENTS),
  userType: workerType,
  start: date,
  end: date,
});

const ATTRIBUTES = "login email secondEmail firstName lastName division department userType start end".split(" ");
/** The second lacks an attribute that many accounts hold. */
const USER_TYPES = [
  { id: "oty-1", name: "one", attributes: [...ATTRIBUTES, "title"] },
  { id: "oty-2", name: "two", attributes: ATTRIBUTES },
];

const memberships = fc
  .subarray(GROUPS)
  .map((held) => held.map(({ id, name, kind }): Membership => ({ groupId: id, groupName: name, kind })));
const ordered = {
  at: instant,
  reason: fc.constant("r"),
  orderedBy: fc.constant(`${CANARY} operator`),
  orderedAt: past,
};
const engagement: fc.Arbitrary<Engagement> = fc.record(
  {
    workerType: fc.constantFrom("contingent" as const, "employee" as const),
    login: fc.constant(`${CANARY}@acme.example`),
    profile: fc.constantFrom({}, { department: "Sales" }),
    startDate: fc.constantFrom<CalendarDate>("2026-02-01" as CalendarDate, "2026-04-01" as CalendarDate),
    endDate: fc.constantFrom<CalendarDate>("2026-03-01" as CalendarDate, "2026-03-10" as CalendarDate),
    sponsor: fc.constant(`${CANARY}-sponsor@acme.example`),
  },
  { requiredKeys: ["workerType", "login", "profile"] },
);
/** Orders of every kind; leavers are the most frequent, as they matter most. */
const order: fc.Arbitrary<Order> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ ...ordered, id: fc.constantFrom("o-1", "o-2"), kind: fc.constant("leave" as const) }),
  },
  fc.record({
    ...ordered,
    id: fc.constant("o-9"),
    kind: fc.constant("leave" as const),
    withdrawn: fc.record({ by: fc.constant(`${CANARY} operator`), at: past, reason: fc.constant("r") }),
  }),
  fc.record({ ...ordered, id: fc.constant("o-3"), kind: fc.constant("absence" as const) }),
  fc.record({ ...ordered, id: fc.constant("o-4"), kind: fc.constant("return" as const) }),
  fc.record({ ...ordered, id: fc.constant("o-5"), kind: fc.constant("contain" as const) }),
  fc.record({
    ...ordered,
    id: fc.constantFrom("o-6", "o-7"),
    kind: fc.constant("change" as const),
    changes: fc.constantFrom({ department: "Sales" }, { department: "Engineering", title: null }, { title: "Lead" }),
  }),
  fc.record({ ...ordered, id: fc.constant("o-8"), kind: fc.constant("hire" as const), engagement }),
);
const standing = fc.record({
  at: past,
  profile: fc.record(
    {
      email: fc.constantFrom(`${CANARY}@acme.example`, `${CANARY}-former@acme.example`),
      firstName: value,
      title: fc.oneof(value, fc.constant("Lead")),
      department: fc.constantFrom("", ...DEPARTMENTS),
      userType: workerType,
      managerId: value,
    },
    { requiredKeys: ["department"] },
  ),
  groupIds: fc.subarray(GROUPS.map(({ id }) => id)),
  losing: fc.uniqueArray(
    fc.record({ groupId: fc.constantFrom(...GROUPS.map(({ id }) => id)), groupName: fc.constant("G"), at: instant }),
    { selector: ({ groupId }) => groupId, maxLength: 2 },
  ),
});
/** Nobody is given another title once a leaver has begun. */
function withoutChangesAfterTheEnd(given: Person): Person {
  const change = given.orders.find(({ id }) => id === "o-6");
  const isUnderWay = given.phase === "leaving" || given.phase === "blocked";
  const isSince = given.blockedAt !== undefined && change !== undefined && change.orderedAt > given.blockedAt;
  const isEnded = given.phase === "left" || (isUnderWay && isSince);
  const { "order:o-6": done, ...others } = given.effects;
  return isEnded && done !== undefined ? { ...given, effects: others } : given;
}
const person = fc
  .record(
    {
      phase: fc.constantFrom(...PHASES),
      orders: fc.uniqueArray(order, { selector: ({ id }) => id, maxLength: 3 }),
      effects: fc.constantFrom<Person["effects"]>(
        {},
        { credential: NOW, welcome: NOW },
        { "sessions-cleared": NOW, "order:o-6": NOW },
      ),
      blockedAt: past,
      joinedAt: past,
      adoptedAt: past,
      leftAt: past,
      standing,
    },
    { requiredKeys: ["phase", "orders", "effects"] },
  )
  .map(
    (fields): Person => ({
      ...newPerson("p-00000000000000000000000000", { provider: "okta", id: "u-1" }),
      // Whoever has left did so at some time.
      ...(fields.phase === "left" ? { leftAt: ONBOARDED } : {}),
      ...fields,
    }),
  )
  .map(withoutChangesAfterTheEnd);

const facts = fc.record({
  status: fc.constantFrom(...ACCOUNT_STATUSES),
  credentialProvider: fc.constantFrom("OKTA", "OKTA", "ACTIVE_DIRECTORY"),
  created: past,
  profile,
  userTypeId: fc.constantFrom("oty-0", "oty-1", "oty-2"),
  memberships,
  isRuled: fc.boolean(),
  hasFactors: fc.boolean(),
  roles: fc.subarray([
    { id: "ra-1", type: "HELP_DESK_ADMIN", assignedBy: "USER" as const },
    { id: "ra-2", type: "APP_ADMIN", assignedBy: "GROUP" as const },
  ]),
});

/** Any person in any state, under any policy. */
export const anyInput = (modes: readonly Mode[] = ["okta"]): fc.Arbitrary<DecideInput> =>
  fc
    .record({
      policy,
      person,
      facts,
      mode: fc.constantFrom(...modes),
      manager: fc.constantFrom({ email: `${CANARY}-boss@acme.example`, reachable: true }, { reachable: false }),
      managerBefore: fc.constantFrom(
        { email: `${CANARY}-former-boss@acme.example`, reachable: true },
        { reachable: false },
      ),
      leaversLast24h: fc.constantFrom(0, 3),
      sponsor: fc.constantFrom({ email: `${CANARY}-sponsor@acme.example`, reachable: true }, { reachable: false }),
    })
    .map(({ facts: found, ...rest }) => {
      const { status, created, credentialProvider } = found;
      const account: Account = {
        id: "u-1",
        status,
        created,
        lastUpdated: created,
        credentialProvider,
        userTypeId: found.userTypeId,
        profile: found.profile,
      };
      return {
        ...rest,
        facts: {
          account,
          memberships: found.memberships,
          groups: GROUPS,
          userTypes: USER_TYPES,
          groupRules: found.isRuled ? [{ id: "r", name: "rule", active: true, targetGroupIds: ["g-B"] }] : [],
          adminRoles: found.roles,
          factors: found.hasFactors ? [{ id: "f", type: "push", status: "ACTIVE" }] : [],
        },
        onboardedAt: ONBOARDED,
        now: NOW,
      };
    });

/** The world after a verified run, or after an empty plan: what the target did, and what we wrote down. */
export function afterRun(input: DecideInput, decision: Decision): DecideInput {
  const { callsOffLeaver } = decision;
  const standing = decision.standing ? { standing: decision.standing } : {};
  if (decision.operations.length === 0)
    return {
      ...input,
      person: {
        ...reachPhase(input.person, { phase: decision.phaseNow, now: input.now, callsOffLeaver }),
        effects: effectsOf(input, decision),
        ...standing,
      },
    };
  const done = decision.operations.reduce(applied, input.facts);
  const effects = { ...effectsOf(input, decision) };
  // Written with the plan, and at its end.
  const begun = reachPhase(input.person, { phase: decision.phaseNow, now: input.now, callsOffLeaver });
  const { recordedGroups, ...person } = reachPhase(begun, { phase: decision.phaseAfter, now: input.now });
  for (const operation of decision.operations) {
    const effect = EFFECTS[operation.kind];
    const isLeaversOwn = operation.kind !== "clear-sessions" || decision.flow === "leaver";
    if (effect !== undefined && isLeaversOwn) effects[effect] = input.now;
    if (operation.kind === "raise-task") effects[`task:${operation.taskKey}`] = input.now;
  }
  const isRecorded = recordedGroups !== undefined || decision.operations.some(({ kind }) => kind === "record-groups");
  return {
    ...input,
    facts: done,
    person: {
      ...person,
      effects,
      ...standing,
      ...(isRecorded ? { recordedGroups: [] } : {}),
    },
  };
}

function effectsOf({ person, now }: DecideInput, decision: Decision): Person["effects"] {
  const done = [...(decision.hold ? [] : (decision.effects ?? [])), ...(decision.noted ?? [])];
  return { ...effectsAfter(person, decision), ...Object.fromEntries(done.map((name) => [name, now])) };
}

const EFFECTS: Partial<Record<Operation["kind"], string>> = {
  "deliver-credential": "credential",
  "welcome-manager": "welcome",
  "clear-sessions": "sessions-cleared",
};

function applied(facts: DirectoryFacts, operation: Operation): DirectoryFacts {
  const { account } = facts;
  if (!account) return facts;
  const become = (status: Account["status"]): DirectoryFacts => ({ ...facts, account: { ...account, status } });
  switch (operation.kind) {
    case "update-profile":
      return { ...facts, account: { ...account, profile: { ...account.profile, ...operation.changes } } };
    case "change-user-type":
      return { ...facts, account: { ...account, userTypeId: operation.typeId } };
    case "add-group": {
      const { groupId, groupName } = operation;
      return { ...facts, memberships: [...facts.memberships, { groupId, groupName, kind: "OKTA_GROUP" }] };
    }
    case "remove-group":
      return { ...facts, memberships: facts.memberships.filter(({ groupId }) => groupId !== operation.groupId) };
    case "remove-admin-role":
      return { ...facts, adminRoles: facts.adminRoles.filter(({ id }) => id !== operation.roleId) };
    case "reset-factors":
      return { ...facts, factors: [] };
    case "restore-sign-in":
      return become("ACTIVE");
    case "activate":
    case "reopen-account":
      return become("PROVISIONED");
    case "block-sign-in":
      return become(operation.by === "suspend" ? "SUSPENDED" : "DEPROVISIONED");
    case "deactivate":
      return become("DEPROVISIONED");
    default:
      return facts;
  }
}
