import type { Group, Membership, Profile } from "../account.ts";
import type { Refusal } from "../decision.ts";
import type { OperationOf } from "../operation.ts";
import type { AccountInput, DirectoryFacts } from "./input.ts";
import { describeMatch, matches } from "./match.ts";

const RULES_PLACE = "Okta Admin Console: Directory > Groups > Rules";
const IMPORTED_PLACE = "the application or directory that the group is imported from";

/** Groups to add, and what must not be. */
export interface JoinerGroups {
  readonly operations: readonly OperationOf<"add-group">[];
  readonly refused: readonly Refusal[];
}

/** The groups of the org that the policy's rules give for `profile`, held or not. */
export function groupsGiven({ policy, facts }: AccountInput, profile: Profile): readonly Group[] {
  const names = policy.joiner.groups.filter(({ when }) => matches(when, profile, policy)).map(({ group }) => group);
  return [...new Set(names)].flatMap((name) => findGroup(facts.groups, name) ?? []);
}

/** The groups that the policy's rules give for `profile` and that the account does not hold yet. */
export function planJoinerGroups(input: AccountInput, profile: Profile): JoinerGroups {
  const { policy, facts } = input;
  const holding = policy.joiner.groups.filter((rule) => matches(rule.when, profile, policy));
  const held = new Set(facts.memberships.map(({ groupId }) => groupId));
  const operations: OperationOf<"add-group">[] = [];
  const refused: Refusal[] = [];
  for (const name of new Set(holding.map(({ group }) => group))) {
    const group = findGroup(facts.groups, name);
    if (group && held.has(group.id)) continue;
    const refusal = group ? refusalToWrite(group, facts) : unknownGroup(name);
    if (refusal) refused.push(refusal);
    else if (group) {
      const rules = holding.filter((rule) => rule.group === name).map(({ when }) => describeMatch(when));
      const why = `group rule ${name} ${rules.toSorted().join(", or ")}`;
      operations.push({ kind: "add-group", why, groupId: group.id, groupName: group.name });
    }
  }
  return { operations, refused };
}

/** An imported group may bear the same name; the writable one is meant. */
function findGroup(groups: readonly Group[], name: string): Group | undefined {
  const named = groups.filter((group) => group.name === name);
  return named.find(({ kind }) => kind === "OKTA_GROUP") ?? named[0];
}

function unknownGroup(name: string): Refusal {
  const reason = "the org has no group of this name";
  return {
    code: "unknown-group",
    what: `group ${name}`,
    reason,
    rightPlace: "the tenant's file: policy.joiner.groups",
  };
}

function refusalToWrite(group: Group, facts: DirectoryFacts): Refusal | undefined {
  const what = `group ${group.name} (${group.id})`;
  if (group.kind !== "OKTA_GROUP") {
    const reason = "only groups of Okta's own can be written";
    return { code: "not-writable", what, reason, rightPlace: IMPORTED_PLACE };
  }
  const rule = fillingRule(group.id, facts);
  if (rule === undefined) return undefined;
  const reason = `the active group rule ${rule} fills it`;
  return { code: "rule-managed", what, reason, rightPlace: RULES_PLACE };
}

/** The active group rule of Okta that fills the group. */
export function fillingRule(groupId: string, { groupRules }: DirectoryFacts): string | undefined {
  return groupRules.find(({ active, targetGroupIds }) => active && targetGroupIds.includes(groupId))?.name;
}

/** Groups to remove, what stays because others manage it. */
export interface LeaverGroups {
  readonly operations: readonly OperationOf<"remove-group">[];
  readonly refused: readonly Refusal[];
}

export function planLeaverGroups(input: AccountInput, why: string): LeaverGroups {
  const { policy, facts } = input;
  const keep = new Set(policy.leaver.keepGroups);
  const operations: OperationOf<"remove-group">[] = [];
  const refused: Refusal[] = [];
  for (const membership of facts.memberships) {
    if (membership.kind === "BUILT_IN" || keep.has(membership.groupName)) continue;
    const refusal = refusalToRemove(membership, facts);
    if (refusal) refused.push(refusal);
    else operations.push({ kind: "remove-group", why, groupId: membership.groupId, groupName: membership.groupName });
  }
  return { operations, refused };
}

/** Why this membership is not ours to remove, if it is not. */
export function refusalToRemove({ groupId, groupName, kind }: Membership, facts: DirectoryFacts): Refusal | undefined {
  const refusal = refusalToWrite({ id: groupId, name: groupName, kind }, facts);
  if (refusal?.code !== "rule-managed") return refusal;
  // https://help.okta.com/en-us/content/topics/users-groups-profiles/usgp-about-group-rules.htm
  const cost = "removal would add an exclusion to the rule, of which it holds at most 100";
  const wayOut = "change the attribute that the rule looks at, or deactivate the rule";
  return { ...refusal, reason: `${refusal.reason}: ${cost}; ${wayOut}` };
}
