/** Okta's payloads as the domain sees them. Pure. */
import {
  ACCOUNT_STATUSES,
  type Account,
  type AccountStatus,
  type AdminRole,
  type AppAssignment,
  type Factor,
  type Group,
  type GroupRule,
  type Membership,
} from "../../domain/account.ts";
import { InvalidInput } from "../../domain/errors.ts";
import type { Json } from "../../domain/json.ts";
import type { Instant } from "../../domain/time.ts";
import type { OktaApp, OktaFactor, OktaGroup, OktaGroupRule, OktaLogEvent, OktaRole, OktaUser } from "./schema.ts";

/** The account behind a user. */
export function accountOf(user: OktaUser, etag?: string): Account {
  const { transitioningToStatus: heading, activated, statusChanged } = user;
  const provider = user.credentials?.provider?.type;
  // ACTIVATING is a step between that Okta shows but does not list among its states.
  const isActivating = user.status === "ACTIVATING";
  const transitioningTo = heading ? statusOf(heading) : isActivating ? "ACTIVE" : undefined;
  return {
    id: user.id,
    status: isActivating ? "STAGED" : statusOf(user.status),
    ...(transitioningTo ? { transitioningTo } : {}),
    created: user.created,
    ...(activated ? { activated } : {}),
    ...(statusChanged ? { statusChanged } : {}),
    lastUpdated: user.lastUpdated ?? user.created,
    profile: user.profile,
    ...(user.type?.id ? { userTypeId: user.type.id } : {}),
    ...(provider ? { credentialProvider: provider } : {}),
    ...(etag === undefined ? {} : { etag }),
  };
}

function statusOf(text: string): AccountStatus {
  const status = ACCOUNT_STATUSES.find((known) => known === text);
  if (status === undefined) throw new InvalidInput(`Okta named a user status that this version does not know: ${text}`);
  return status;
}

export function groupOf(group: OktaGroup): Group {
  return { id: group.id, name: group.profile?.name ?? "", kind: kindOf(group.type) };
}

export function membershipOf(group: OktaGroup): Membership {
  return { groupId: group.id, groupName: group.profile?.name ?? "", kind: kindOf(group.type) };
}

/** A kind that Okta invents later is taken for one that we must not write. */
function kindOf(type: string | null | undefined): Group["kind"] {
  return type === "OKTA_GROUP" || type === "BUILT_IN" ? type : "APP_GROUP";
}

export function ruleOf(rule: OktaGroupRule): GroupRule {
  const targetGroupIds = rule.actions?.assignUserToGroups?.groupIds ?? [];
  return { id: rule.id, name: rule.name ?? "", active: rule.status === "ACTIVE", targetGroupIds };
}

export function roleOf(role: OktaRole): AdminRole {
  return { id: role.id, type: role.type ?? "CUSTOM", assignedBy: role.assignmentType === "GROUP" ? "GROUP" : "USER" };
}

export function factorOf(factor: OktaFactor): Factor {
  return { id: factor.id, type: factor.factorType ?? "unknown", status: factor.status ?? "UNKNOWN" };
}

export function appAssignmentOf(app: OktaApp, scope: string | null | undefined): AppAssignment {
  return { appId: app.id, label: app.label ?? "", assignedBy: scope === "GROUP" ? "GROUP" : "USER" };
}

/** True when the event says that this account's sessions were cleared at or after `since`. */
export function isSessionClear(event: OktaLogEvent, accountId: string, since: Instant): boolean {
  return (
    event.eventType === "user.session.clear" &&
    event.outcome?.result?.toUpperCase() === "SUCCESS" &&
    event.published >= since &&
    (event.target ?? []).some(({ id, type }) => type === "User" && id === accountId)
  );
}

/** What can be sent: keys without a value are left out, so that they stay as they are in Okta. */
export function profileToSend(profile: Readonly<Record<string, Json | undefined>>): Readonly<Record<string, Json>> {
  return JSON.parse(JSON.stringify(profile));
}

/** Names of the attributes in `wanted` that `profile` holds differently. Absent, null and empty are the same. */
export function differingAttributes(
  profile: Readonly<Record<string, Json>>,
  wanted: Readonly<Record<string, Json>>,
): readonly string[] {
  return Object.keys(wanted).filter((name) => comparable(name, profile[name]) !== comparable(name, wanted[name]));
}

function comparable(name: string, value: Json | undefined): string {
  const text = JSON.stringify(value === undefined || value === "" ? null : value);
  return name === "login" || name === "email" ? text.toLowerCase() : text;
}
