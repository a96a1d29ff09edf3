/** Adding and removing group members. */
import { invalid, refusal } from "../errors.ts";
import { type Caller, record } from "../events/log.ts";
import type { Org } from "../org.ts";
import { type UserRecord, userTarget } from "../users/user.ts";
import { type GroupRecord, groupTarget } from "./group.ts";
import { noteMembership } from "./membership-log.ts";
import { evaluateRules } from "./rule-evaluation.ts";

const MAX_EXCLUSIONS = 100;

/** Refuses groups whose members Okta or another system manages. */
export function requireWritable(group: GroupRecord): void {
  if (group.type !== "OKTA_GROUP") throw refusal("E0000111", "group");
}

/** Adds a member by hand; a second time changes nothing. */
export function addMember(caller: Caller, group: GroupRecord, user: UserRecord): void {
  requireWritable(group);
  const existing = group.members.get(user.id);
  if (existing?.direct === true) return;
  group.members.set(user.id, { direct: true, ruleIds: existing?.ruleIds ?? [] });
  if (existing === undefined) noteMembership(caller, group, user, "add");
  evaluateRules(caller, user);
}

/** Removes a member by hand. Where a rule had put the user there, the user joins that rule's exclusion list. */
export function removeMember(caller: Caller, group: GroupRecord, user: UserRecord): void {
  requireWritable(group);
  const membership = group.members.get(user.id);
  if (membership === undefined) return;
  const { org } = caller;
  const rules = membership.ruleIds.map((id) => org.state.rules.get(id)).filter((rule) => rule !== undefined);
  for (const rule of rules) {
    if (rule.excludedUserIds.length >= MAX_EXCLUSIONS) throw invalid("conditions", "Exclusion list is full");
  }
  for (const rule of rules) {
    rule.excludedUserIds.push(user.id);
    const targets = [userTarget(user), groupTarget(group)];
    record(caller, { type: "group.user_membership.rule.add_exclusion", targets, debugData: { ruleId: rule.id } });
  }
  group.members.delete(user.id);
  noteMembership(caller, group, user, "remove");
  evaluateRules(caller, user);
}

/** Every user is in the built-in group Everyone. */
export function joinEveryone(org: Org, userId: string): void {
  for (const group of org.state.groups.values()) {
    if (group.type === "BUILT_IN") group.members.set(userId, { direct: true, ruleIds: [] });
  }
}
