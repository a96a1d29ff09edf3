/** A group and who is in it. */

import { notFound } from "../errors.ts";
import type { LogTarget } from "../events/log-event.ts";
import type { Profile } from "../json.ts";
import type { Org } from "../org.ts";

/** Why a user is a member: added by hand (or import), by group rules, or both. */
export interface Membership {
  direct: boolean;
  ruleIds: string[];
}

export interface GroupRecord {
  readonly id: string;
  readonly type: "OKTA_GROUP" | "APP_GROUP" | "BUILT_IN";
  readonly created: string;
  readonly seq: number;
  lastUpdated: string;
  lastMembershipUpdated: string;
  profile: Profile;
  members: Map<string, Membership>;
}

const OBJECT_CLASS = {
  OKTA_GROUP: "okta:user_group",
  APP_GROUP: "okta:windows_security_principal",
  BUILT_IN: "okta:user_group",
};

/** The group, or E0000007. */
export function groupOf(org: Org, id: string): GroupRecord {
  const group = org.state.groups.get(id);
  if (group === undefined) throw notFound(id, "UserGroup");
  return group;
}

/** The group as the API answers it. */
export function renderGroup(org: Org, group: GroupRecord): object {
  const href = `${org.url}/api/v1/groups/${group.id}`;
  return {
    id: group.id,
    created: group.created,
    lastUpdated: group.lastUpdated,
    lastMembershipUpdated: group.lastMembershipUpdated,
    objectClass: [OBJECT_CLASS[group.type]],
    type: group.type,
    profile: group.profile,
    _links: { self: { href }, users: { href: `${href}/users` }, apps: { href: `${href}/apps` } },
  };
}

/** The group as a target of a log event. */
export function groupTarget(group: GroupRecord): LogTarget {
  return {
    id: group.id,
    type: "UserGroup",
    alternateId: "unknown",
    displayName: String(group.profile["name"]),
    detailEntry: null,
  };
}

/** The groups that a user is a member of, in the order of their creation. */
export function groupsOfUser(org: Org, userId: string): GroupRecord[] {
  return [...org.state.groups.values()].filter((group) => group.members.has(userId));
}
