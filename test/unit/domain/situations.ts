// A small company to decide about: what a test does not mention is as on an ordinary day.
import type * as z from "zod";
import type { Account, AccountStatus, Group } from "../../../src/domain/account.ts";
import type { DecideInput, DirectoryFacts } from "../../../src/domain/decide/decide.ts";
import { effectsAfter } from "../../../src/domain/decide/effects-after.ts";
import type { Decision } from "../../../src/domain/decision.ts";
import type { OrderOf } from "../../../src/domain/order.ts";
import { newPerson, type Person } from "../../../src/domain/person.ts";
import { Policy } from "../../../src/domain/policy.ts";
import { reachPhase } from "../../../src/domain/reach-phase.ts";
import type { Instant } from "../../../src/domain/time.ts";

export const at = (text: string): Instant => text as Instant;
export const ONBOARDED = at("2026-01-01T00:00:00.000Z");
export const NOW = at("2026-03-02T09:00:00.000Z");
const CREATED = at("2026-03-02T08:00:00.000Z");

export const GROUPS: readonly Group[] = [
  { id: "g-everyone", name: "Everyone", kind: "BUILT_IN" },
  { id: "g-all", name: "All staff", kind: "OKTA_GROUP" },
  { id: "g-eng", name: "Engineering", kind: "OKTA_GROUP" },
  { id: "g-ruled", name: "Ruled", kind: "OKTA_GROUP" },
  { id: "g-ad", name: "Domain Users", kind: "APP_GROUP" },
  { id: "g-alumni", name: "Alumni", kind: "OKTA_GROUP" },
];
const RULES = [
  { id: "r-1", name: "by department", active: true, targetGroupIds: ["g-ruled"] },
  { id: "r-2", name: "switched off", active: false, targetGroupIds: ["g-eng"] },
];

export const memberOf = (...names: string[]): DirectoryFacts["memberships"] =>
  GROUPS.filter(({ name }) => names.includes(name)).map(({ id, name, kind }) => ({
    groupId: id,
    groupName: name,
    kind,
  }));

export interface Situation {
  readonly status?: AccountStatus | "none";
  readonly profile?: Account["profile"];
  readonly account?: Partial<Account>;
  readonly person?: Partial<Person>;
  readonly policy?: z.input<typeof Policy> | Omit<z.input<typeof Policy>, "timeZone">;
  readonly facts?: Partial<Omit<DirectoryFacts, "account">>;
  readonly mode?: DecideInput["mode"];
  readonly manager?: DecideInput["manager"] | "none";
  readonly leaversLast24h?: number;
  readonly now?: Instant;
}

export const PROFILE = {
  login: "ana@acme.example",
  email: "ana@acme.example",
  secondEmail: "ana@home.example",
  firstName: "Ana",
  lastName: "Silva",
  department: "Engineering",
};

/** A new account in Okta, made this morning, in a tenant whose policy gives nothing. */
export function situation(given: Situation = {}): DecideInput {
  const account: Account = {
    id: "u-1",
    status: given.status === "none" ? "STAGED" : (given.status ?? "STAGED"),
    created: CREATED,
    lastUpdated: CREATED,
    profile: { ...PROFILE, ...given.profile },
    ...given.account,
  };
  const manager = given.manager ?? { email: "boss@acme.example", reachable: true };
  return {
    policy: Policy.parse({ timeZone: "UTC", ...given.policy }),
    mode: given.mode ?? "okta",
    person: { ...newPerson("p-00000000000000000000000000", { provider: "okta", id: "u-1" }), ...given.person },
    facts: {
      memberships: [],
      groups: GROUPS,
      groupRules: RULES,
      adminRoles: [],
      factors: [],
      ...given.facts,
      ...(given.status === "none" ? {} : { account }),
    },
    onboardedAt: ONBOARDED,
    leaversLast24h: given.leaversLast24h ?? 0,
    now: given.now ?? NOW,
    ...(manager === "none" ? {} : { manager }),
  };
}

/** What a named operator ordered for this morning. */
export function leaveOrder(changes: Partial<OrderOf<"leave">> = {}): OrderOf<"leave"> {
  return {
    id: "o-1",
    kind: "leave",
    at: at("2026-03-02T08:30:00.000Z"),
    reason: "dismissed",
    orderedBy: "op",
    orderedAt: at("2026-03-02T08:30:00.000Z"),
    ...changes,
  };
}

/** The person once the plan was carried out and read back. */
export function personAfter({ person, now }: DecideInput, decision: Decision): Person {
  const { phaseNow, phaseAfter, callsOffLeaver, standing } = decision;
  const begun = reachPhase(person, { phase: phaseNow, now, callsOffLeaver });
  const reached = reachPhase(begun, { phase: phaseAfter, now });
  return { ...reached, effects: effectsAfter(person, decision), ...(standing ? { standing } : {}) };
}

export const kindsOf = (decision: Decision): string[] => decision.operations.map(({ kind }) => kind);
export const codesOf = (decision: Decision): string[] => decision.refused.map(({ code }) => code);
