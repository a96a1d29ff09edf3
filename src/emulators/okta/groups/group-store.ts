/** Creating, changing and deleting groups. */
import { invalid, refusal } from "../errors.ts";
import { type Caller, record } from "../events/log.ts";
import type { Profile } from "../json.ts";
import { newId, timestamp } from "../org.ts";
import { type GroupRecord, groupTarget } from "./group.ts";
import { requireWritable } from "./membership.ts";
import { noteMembership } from "./membership-log.ts";

/** Creates a group; names are unique. */
export function createGroup(caller: Caller, profile: Profile, type: GroupRecord["type"] = "OKTA_GROUP"): GroupRecord {
  const { org } = caller;
  checkProfile(caller, profile);
  const now = timestamp(org);
  const group: GroupRecord = {
    id: newId(org, "00g"),
    type,
    created: now,
    seq: org.state.lastId,
    lastUpdated: now,
    lastMembershipUpdated: now,
    profile,
    members: new Map(),
  };
  org.state.groups.set(group.id, group);
  record(caller, { type: "group.lifecycle.create", targets: [groupTarget(group)] });
  return group;
}

function checkProfile(caller: Caller, profile: Profile, self?: GroupRecord): void {
  const name = profile["name"];
  if (typeof name !== "string" || name.trim() === "") throw invalid("name", "name: The field cannot be left blank");
  if (name.length > 255) throw invalid("name", "name: The field is too long");
  for (const other of caller.org.state.groups.values()) {
    if (other.id !== self?.id && String(other.profile["name"]).toLowerCase() === name.toLowerCase()) {
      throw invalid("name", "name: An object with this field already exists in the current organization");
    }
  }
}

/** Replaces a group's profile. */
export function replaceGroup(caller: Caller, group: GroupRecord, profile: Profile): void {
  requireWritable(group);
  checkProfile(caller, profile, group);
  group.profile = profile;
  group.lastUpdated = timestamp(caller.org);
  record(caller, { type: "group.profile.update", targets: [groupTarget(group)] });
}

/** Deletes a group: memberships and the apps that it granted go, and rules that target it become invalid. */
export function deleteGroup(caller: Caller, group: GroupRecord): void {
  const { state } = caller.org;
  if (group.type === "BUILT_IN") throw refusal("E0000111", "group");
  for (const userId of [...group.members.keys()]) {
    group.members.delete(userId);
    const user = state.users.get(userId);
    if (user !== undefined) noteMembership(caller, group, user, "remove");
  }
  for (const rule of state.rules.values()) {
    if (!rule.groupIds.includes(group.id) || rule.status === "INVALID") continue;
    rule.status = "INVALID";
    record(caller, { type: "group.user_membership.rule.invalidate", targets: [groupTarget(group)] });
  }
  for (const app of state.apps.values()) app.groups.delete(group.id);
  for (const [id, role] of state.roles) if (role.holderId === group.id) state.roles.delete(id);
  state.groups.delete(group.id);
  record(caller, { type: "group.lifecycle.delete", targets: [groupTarget(group)] });
}
