import type { Profile } from "../account.ts";
import type { Person, Standing } from "../person.ts";
import { MATCH_ATTRIBUTES, type MatchAttribute, type Policy } from "../policy.ts";
import { addMs, type Instant } from "../time.ts";
import { textOf } from "../worker.ts";
import { groupsGiven } from "./groups.ts";
import type { AccountInput } from "./input.ts";

/** What of a worker makes a move when it changes. */
export type Fact = MatchAttribute | "manager" | "firstName" | "lastName" | "email";

const FACTS: readonly Fact[] = [...MATCH_ATTRIBUTES, "manager", "firstName", "lastName", "email"];

const WORDS: Partial<Record<Fact, string>> = {
  workerType: "worker type",
  firstName: "first name",
  lastName: "last name",
  email: "e-mail address",
};

/** The fact as an auditor or a manager reads it. */
export function wordOf(fact: Fact): string {
  return WORDS[fact] ?? fact;
}

function attributeOf(fact: Fact, { attributes }: Policy): string {
  return fact === "firstName" || fact === "lastName" || fact === "email" ? fact : attributes[fact];
}

/** Whether a fact is read from this attribute: then it is the authority's to clear, never a rule's. */
export function carriesFact(attribute: string, policy: Policy): boolean {
  return FACTS.some((fact) => attributeOf(fact, policy) === attribute);
}

/**
 * The facts that are other than the standing says. An attribute that the standing does not know changed nothing: a
 * tenant that reads its departments from elsewhere from now on moves nobody.
 */
export function changedFacts({ account, policy }: AccountInput, { profile }: Standing): readonly Fact[] {
  return FACTS.filter((fact) => {
    const attribute = attributeOf(fact, policy);
    const before = profile[attribute];
    return before !== undefined && before !== textOf(account.profile, attribute);
  });
}

/** Whether more than case changed: a corrected spelling is no news. */
export function isNews({ account, policy }: AccountInput, { profile }: Standing, fact: Fact): boolean {
  const attribute = attributeOf(fact, policy);
  return (profile[attribute] ?? "").toLowerCase() !== textOf(account.profile, attribute).toLowerCase();
}

/** The person's standing, while it means something. */
export function presentStanding({ phase, standing }: Person): Standing | undefined {
  return phase === "adopted" || phase === "joined" || phase === "moving" ? standing : undefined;
}

/** A first standing: everything that the rules give for `profile` counts as theirs. */
export function firstStanding(input: AccountInput, profile: Profile): Standing {
  const groupIds = groupsGiven(input, profile).map(({ id }) => id);
  return standingOf(input, profile, { groupIds, losing: leftBehind(input, groupIds) });
}

/** Soon after the joiner that plans it: by then its end is recorded. */
const SOON_MS = 60_000;

/** The groups of the former job that a leaver left behind who was cut short, and who joins again as somebody else. */
function leftBehind({ person, facts, now }: AccountInput, given: readonly string[]): Standing["losing"] {
  const { phase, standing } = person;
  if (!standing || (phase !== "leaving" && phase !== "joining")) return [];
  const former = new Set([...standing.groupIds, ...standing.losing.map(({ groupId }) => groupId)]);
  return facts.memberships
    .filter(({ groupId }) => former.has(groupId) && !given.includes(groupId))
    .map(({ groupId, groupName }) => ({ groupId, groupName, at: addMs(now, SOON_MS) }));
}

/** What access rests on, once `profile` and the groups are as planned. */
export function standingOf(
  { policy, now }: { readonly policy: Policy; readonly now: Instant },
  profile: Profile,
  { groupIds, losing }: Pick<Standing, "groupIds" | "losing">,
): Standing {
  const watched = FACTS.map((fact) => attributeOf(fact, policy));
  return {
    at: now,
    profile: Object.fromEntries(watched.map((attribute) => [attribute, textOf(profile, attribute)])),
    groupIds: groupIds.toSorted(),
    losing,
  };
}
