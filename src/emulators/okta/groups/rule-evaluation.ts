/** Keeping memberships in step with the active group rules. */
import type { Caller } from "../events/log.ts";
import type { Org } from "../org.ts";
import type { UserRecord } from "../users/user.ts";
import { noteMembership } from "./membership-log.ts";
import type { GroupRule } from "./rule.ts";
import { evaluateExpression } from "./rule-expression.ts";

/** Puts the user into, and takes the user out of, the groups that the active rules manage. */
export function evaluateRules(caller: Caller, user: UserRecord): void {
  for (const rule of caller.org.state.rules.values()) if (rule.status === "ACTIVE") evaluateRule(caller, rule, user);
}

/** One rule for one user. */
export function evaluateRule(caller: Caller, rule: GroupRule, user: UserRecord): void {
  const { org } = caller;
  if (isOutOfReach(org, user)) return;
  const matches = !rule.excludedUserIds.includes(user.id) && evaluateExpression(rule.expression, user, org);
  for (const groupId of rule.groupIds) {
    if (matches) joinByRule(caller, groupId, rule, user);
    else leaveByRule(caller, groupId, rule, user);
  }
}

/** Deactivated users keep their groups; pending ones are not evaluated yet. */
function isOutOfReach(org: Org, user: UserRecord): boolean {
  if (user.status === "DEPROVISIONED") return true;
  return org.state.settings.rulesSkipPending && (user.status === "STAGED" || user.status === "PROVISIONED");
}

function joinByRule(caller: Caller, groupId: string, rule: GroupRule, user: UserRecord): void {
  const group = caller.org.state.groups.get(groupId);
  const membership = group?.members.get(user.id);
  if (group === undefined || membership?.ruleIds.includes(rule.id) === true) return;
  if (membership !== undefined) {
    membership.ruleIds.push(rule.id);
    return;
  }
  group.members.set(user.id, { direct: false, ruleIds: [rule.id] });
  noteMembership(caller, group, user, "add");
}

/** Takes back what a rule gave; a membership that somebody also gave by hand stays. */
export function leaveByRule(caller: Caller, groupId: string, rule: GroupRule, user: UserRecord): void {
  const group = caller.org.state.groups.get(groupId);
  const membership = group?.members.get(user.id);
  if (group === undefined || membership === undefined || !membership.ruleIds.includes(rule.id)) return;
  membership.ruleIds = membership.ruleIds.filter((id) => id !== rule.id);
  if (membership.direct || membership.ruleIds.length > 0) return;
  group.members.delete(user.id);
  noteMembership(caller, group, user, "remove");
}
