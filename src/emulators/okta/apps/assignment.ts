/** Who is assigned to which app, by hand or through a group. */
import { invalid, refusal } from "../errors.ts";
import { type Caller, record } from "../events/log.ts";
import type { LogTarget } from "../events/log-event.ts";
import type { Profile } from "../json.ts";
import { timestamp } from "../org.ts";
import { displayNameOf, touch, type UserRecord, userTarget } from "../users/user.ts";
import { type AppRecord, type AppUserRecord, appTarget } from "./app.ts";

function appUserTarget(app: AppRecord, user: UserRecord): LogTarget {
  return {
    id: `${app.id}:${user.id}`,
    type: "AppUser",
    alternateId: String(user.profile["login"]),
    displayName: displayNameOf(user),
    detailEntry: null,
  };
}

function note(caller: Caller, change: "add" | "remove" | "update", app: AppRecord, user: UserRecord): void {
  const targets = [appUserTarget(app, user), appTarget(app), userTarget(user)];
  record(caller, { type: `application.user_membership.${change}`, targets });
}

/** Assigns a user by hand; an assignment through a group becomes a personal one. */
export function assignUser(caller: Caller, app: AppRecord, user: UserRecord, profile: Profile): AppUserRecord {
  if (user.status === "DEPROVISIONED") throw refusal("E0000117");
  const existing = app.users.get(user.id);
  if (existing?.scope === "USER") throw refusal("E0000062");
  const appUser = newAppUser(caller, user, "USER", profile);
  app.users.set(user.id, appUser);
  if (existing === undefined) note(caller, "add", app, user);
  return appUser;
}

function newAppUser(caller: Caller, user: UserRecord, scope: "USER" | "GROUP", profile: Profile): AppUserRecord {
  const now = timestamp(caller.org);
  return {
    userId: user.id,
    scope,
    status: "ACTIVE",
    created: now,
    lastUpdated: now,
    externalId: null,
    profile: { email: user.profile["email"] ?? null, name: displayNameOf(user), ...profile },
  };
}

/** Changes the app-specific profile of an assigned user. */
export function updateAppUser(caller: Caller, app: AppRecord, user: UserRecord, profile: Profile): AppUserRecord {
  const appUser = app.users.get(user.id);
  if (appUser === undefined) throw refusal("E0000007", `Resource not found: ${user.id} (AppUser)`);
  appUser.profile = { ...appUser.profile, ...profile };
  appUser.lastUpdated = timestamp(caller.org);
  note(caller, "update", app, user);
  return appUser;
}

/** Takes an app away; refused while a group grants it. For a profile source this is "disconnect": Okta owns the user. */
export function unassignUser(caller: Caller, app: AppRecord, user: UserRecord): void {
  if (!app.users.has(user.id)) throw refusal("E0000007", `Resource not found: ${user.id} (AppUser)`);
  if (isGrantedByGroup(app, caller, user)) {
    const cause = "cannot be unassigned from the user while their group memberships grant them access";
    throw refusal("E0000046", "", [cause]);
  }
  app.users.delete(user.id);
  note(caller, "remove", app, user);
  if (user.sourcedBy !== app.id) return;
  user.sourcedBy = null;
  user.password = null;
  user.provider = { type: "OKTA", name: "OKTA" };
  touch(caller.org, user);
}

function isGrantedByGroup(app: AppRecord, caller: Caller, user: UserRecord): boolean {
  return [...app.groups.keys()].some((id) => caller.org.state.groups.get(id)?.members.has(user.id) === true);
}

/** Brings the user's group-granted assignments in line with the user's groups. */
export function reconcileGroupApps(caller: Caller, user: UserRecord): void {
  if (user.status === "DEPROVISIONED") return;
  for (const app of caller.org.state.apps.values()) {
    const granted = isGrantedByGroup(app, caller, user);
    const appUser = app.users.get(user.id);
    if (granted && appUser === undefined) {
      app.users.set(user.id, newAppUser(caller, user, "GROUP", {}));
      note(caller, "add", app, user);
    } else if (!granted && appUser?.scope === "GROUP") {
      app.users.delete(user.id);
      note(caller, "remove", app, user);
    }
  }
}

/** Deactivation takes every app; only the link to the user's profile source stays, for the next import. */
export function leaveApps(caller: Caller, user: UserRecord): void {
  for (const app of caller.org.state.apps.values()) {
    if (user.sourcedBy === app.id) pushDeactivation(caller, app, user);
    else if (app.users.delete(user.id)) note(caller, "remove", app, user);
  }
}

function pushDeactivation(caller: Caller, app: AppRecord, user: UserRecord): void {
  const appUser = app.users.get(user.id);
  const source = appUser?.externalId == null ? undefined : app.source.get(appUser.externalId);
  if (!app.pushDeactivation || source === undefined) return;
  source.active = false;
  const targets = [appUserTarget(app, user), appTarget(app), userTarget(user)];
  record(caller, { type: "application.provision.user.deactivate", targets });
}

/** Grants an app to a group and to everybody in it. */
export function assignGroup(
  caller: Caller,
  app: AppRecord,
  groupId: string,
  options: { priority: number; profile: Profile; targets: readonly LogTarget[] },
): void {
  const isNew = !app.groups.has(groupId);
  const { priority, profile } = options;
  app.groups.set(groupId, { priority, profile, lastUpdated: timestamp(caller.org) });
  if (isNew) record(caller, { type: "group.application_assignment.add", targets: options.targets });
  reconcileMembers(caller, groupId);
}

/** Takes an app from a group. */
export function unassignGroup(caller: Caller, app: AppRecord, groupId: string, targets: readonly LogTarget[]): void {
  if (!app.groups.delete(groupId)) throw invalid("groupId", `${groupId} is not assigned to the application`);
  record(caller, { type: "group.application_assignment.remove", targets });
  reconcileMembers(caller, groupId);
}

function reconcileMembers(caller: Caller, groupId: string): void {
  for (const userId of caller.org.state.groups.get(groupId)?.members.keys() ?? []) {
    const user = caller.org.state.users.get(userId);
    if (user !== undefined) reconcileGroupApps(caller, user);
  }
}
