/** Creating and changing group rules; who is in which group follows from rule-evaluation.ts. */
import { invalid } from "../errors.ts";
import { type Caller, record } from "../events/log.ts";
import type { LogTarget } from "../events/log-event.ts";
import { newId, type Org, timestamp } from "../org.ts";
import { groupOf } from "./group.ts";
import type { GroupRule } from "./rule.ts";
import { evaluateRule, leaveByRule } from "./rule-evaluation.ts";
import { checkExpression } from "./rule-expression.ts";

const MAX_RULES = 2000;
const MAX_TARGETS = 100;
const MAX_EXCLUSIONS = 100;

export interface RuleBody {
  readonly name: string;
  readonly expression: string;
  readonly excludedUserIds: readonly string[];
  readonly groupIds: readonly string[];
}

/** The rule as a target of a log event. */
export function ruleTarget(rule: GroupRule): LogTarget {
  return { id: rule.id, type: "GroupRule", alternateId: "unknown", displayName: rule.name, detailEntry: null };
}

function check(org: Org, body: RuleBody, self?: GroupRule): void {
  if (body.name.length < 1 || body.name.length > 50) throw invalid("name", "name: must be 1 to 50 characters");
  for (const rule of org.state.rules.values()) {
    if (rule.id !== self?.id && rule.name === body.name) {
      throw invalid("name", "name: An object with this field already exists in the current organization");
    }
  }
  if (body.groupIds.length < 1 || body.groupIds.length > MAX_TARGETS) {
    throw invalid("actions", "actions: 1 to 100 target groups");
  }
  if (body.excludedUserIds.length > MAX_EXCLUSIONS)
    throw invalid("conditions", "conditions: at most 100 excluded users");
  for (const groupId of body.groupIds) checkTarget(org, groupId);
  checkExpression(body.expression);
}

function checkTarget(org: Org, groupId: string): void {
  if (groupOf(org, groupId).type !== "OKTA_GROUP") throw invalid("actions", "actions: only Okta groups can be targets");
  // Rules must not hand out admin rights.
  const isAdmin = [...org.state.roles.values()].some((role) => role.holderId === groupId);
  if (isAdmin) throw invalid("actions", "actions: a group with admin roles cannot be the target of a rule");
}

/** Creates a rule; it does nothing until it is activated. */
export function createRule(caller: Caller, body: RuleBody): GroupRule {
  const { org } = caller;
  if (org.state.rules.size >= MAX_RULES) throw invalid("rule", "The org has reached the limit of group rules");
  check(org, body);
  const now = timestamp(org);
  const rule: GroupRule = {
    id: newId(org, "0pr"),
    name: body.name,
    status: "INACTIVE",
    created: now,
    lastUpdated: now,
    expression: body.expression,
    excludedUserIds: [...body.excludedUserIds],
    groupIds: [...body.groupIds],
  };
  org.state.rules.set(rule.id, rule);
  return rule;
}

/** Changes a rule, which must be inactive. */
export function replaceRule(caller: Caller, rule: GroupRule, body: RuleBody): void {
  if (rule.status === "ACTIVE") throw invalid("status", "Cannot update a rule that is active");
  check(caller.org, body, rule);
  const { name, expression } = body;
  const lists = { excludedUserIds: [...body.excludedUserIds], groupIds: [...body.groupIds] };
  Object.assign(rule, { name, expression, ...lists, status: "INACTIVE", lastUpdated: timestamp(caller.org) });
}

/** Makes the rule work: every user is evaluated at once. */
export function activateRule(caller: Caller, rule: GroupRule): void {
  if (rule.status === "INVALID") throw invalid("status", "Cannot activate an invalid rule");
  for (const groupId of rule.groupIds) checkTarget(caller.org, groupId);
  rule.status = "ACTIVE";
  rule.lastUpdated = timestamp(caller.org);
  record(caller, { type: "group.user_membership.rule.evaluation", targets: [ruleTarget(rule)] });
  for (const user of caller.org.state.users.values()) evaluateRule(caller, rule, user);
}

/** Stops the rule; memberships that it gave stay. */
export function deactivateRule(caller: Caller, rule: GroupRule): void {
  rule.status = "INACTIVE";
  rule.lastUpdated = timestamp(caller.org);
  record(caller, { type: "group.user_membership.rule.deactivated", targets: [ruleTarget(rule)] });
}

/** Deletes the rule; its members leave or become members by hand. */
export function deleteRule(caller: Caller, rule: GroupRule, removeUsers: boolean): void {
  const { state } = caller.org;
  state.rules.delete(rule.id);
  for (const groupId of rule.groupIds) {
    for (const [userId, membership] of [...(state.groups.get(groupId)?.members ?? [])]) {
      const user = state.users.get(userId);
      if (user === undefined || !membership.ruleIds.includes(rule.id)) continue;
      if (!removeUsers) membership.direct = true;
      leaveByRule(caller, groupId, rule, user);
    }
  }
}
