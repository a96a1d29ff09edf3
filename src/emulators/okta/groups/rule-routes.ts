/** /api/v1/groups/rules, and which rules manage a membership. */
import { z } from "zod";
import { notFound } from "../errors.ts";
import { page } from "../http/paging.ts";
import { bodyAs, type Call, flag, NO_CONTENT, ok, type Reply, type Route } from "../http/route.ts";
import { userOf } from "../users/user.ts";
import { groupOf } from "./group.ts";
import type { GroupRule } from "./rule.ts";
import { activateRule, createRule, deactivateRule, deleteRule, type RuleBody, replaceRule } from "./rule-store.ts";

const ruleBody = z
  .object({
    name: z.string(),
    type: z.literal("group_rule").optional(),
    conditions: z.object({
      expression: z.object({ value: z.string(), type: z.literal("urn:okta:expression:1.0") }),
      people: z
        .object({ users: z.object({ exclude: z.array(z.string()).nullish() }).nullish(), groups: z.unknown() })
        .nullish(),
    }),
    actions: z.object({ assignUserToGroups: z.object({ groupIds: z.array(z.string()) }) }),
  })
  .transform(
    (body): RuleBody => ({
      name: body.name,
      expression: body.conditions.expression.value,
      excludedUserIds: body.conditions.people?.users?.exclude ?? [],
      groupIds: body.actions.assignUserToGroups.groupIds,
    }),
  );

function render(call: Call, rule: GroupRule): object {
  return {
    id: rule.id,
    type: "group_rule",
    name: rule.name,
    status: rule.status,
    created: rule.created,
    lastUpdated: rule.lastUpdated,
    conditions: {
      people: { users: { exclude: rule.excludedUserIds }, groups: { exclude: [] } },
      expression: { value: rule.expression, type: "urn:okta:expression:1.0" },
    },
    actions: { assignUserToGroups: { groupIds: rule.groupIds } },
    _links: { self: { href: `${call.org.url}/api/v1/groups/rules/${rule.id}` } },
  };
}

function ruleInPath(call: Call): GroupRule {
  const id = call.path("groupRuleId");
  const rule = call.org.state.rules.get(id);
  if (rule === undefined) throw notFound(id, "GroupRule");
  return rule;
}

function list(call: Call): Reply {
  const word = (call.query.get("search") ?? "").toLowerCase();
  const rules = [...call.org.state.rules.values()].filter((rule) => rule.name.toLowerCase().includes(word));
  const positions = new Map(rules.map((rule, index) => [rule.id, index]));
  const key = (rule: GroupRule): number => positions.get(rule.id) ?? 0;
  return page(call, rules, { key, render: (rule) => render(call, rule), maxLimit: 200, defaultLimit: 50 });
}

function replace(call: Call): Reply {
  const rule = ruleInPath(call);
  replaceRule(call.caller, rule, bodyAs(call, ruleBody));
  return ok(render(call, rule));
}

function remove(call: Call): Reply {
  deleteRule(call.caller, ruleInPath(call), flag(call, "removeUsers", false));
  return { status: 202 };
}

function switchOn(call: Call): Reply {
  activateRule(call.caller, ruleInPath(call));
  return NO_CONTENT;
}

function switchOff(call: Call): Reply {
  deactivateRule(call.caller, ruleInPath(call));
  return NO_CONTENT;
}

/** Added by Okta in June 2026; empty for a membership that was given by hand. */
function rulesOfMembership(call: Call): Reply {
  const group = groupOf(call.org, call.path("groupId"));
  const user = userOf(call.org, call.path("userId"));
  const ids = group.members.get(user.id)?.ruleIds ?? [];
  const rules = ids.map((id) => call.org.state.rules.get(id)).filter((rule) => rule !== undefined);
  return ok(rules.map((rule) => render(call, rule)));
}

const manage = "okta.groups.manage";
const read = "okta.groups.read";
const all = "/api/v1/groups/rules";
const one = `${all}/{groupRuleId}`;

export const ruleRoutes: readonly Route[] = [
  { method: "GET", path: all, scope: read, handle: list },
  {
    method: "POST",
    path: all,
    scope: manage,
    handle: (call) => ok(render(call, createRule(call.caller, bodyAs(call, ruleBody)))),
  },
  { method: "GET", path: one, scope: read, handle: (call) => ok(render(call, ruleInPath(call))) },
  { method: "PUT", path: one, scope: manage, handle: replace },
  { method: "DELETE", path: one, scope: manage, handle: remove },
  { method: "POST", path: `${one}/lifecycle/activate`, scope: manage, handle: switchOn },
  { method: "POST", path: `${one}/lifecycle/deactivate`, scope: manage, handle: switchOff },
  {
    method: "GET",
    path: "/api/v1/groups/{groupId}/users/{userId}/group-rules",
    scope: read,
    handle: rulesOfMembership,
  },
];
