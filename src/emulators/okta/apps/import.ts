/**
 * An import run of a profile source such as AD: it creates, updates and deactivates linked users, and undoes what
 * was done to them in Okta (https://support.okta.com/help/s/article/suspend-users-in-okta-while-the-user-is-active-in-profile-sourcing-application).
 */
import { type Caller, record, systemCaller } from "../events/log.ts";
import type { Org } from "../org.ts";
import { timestamp } from "../org.ts";
import { createUser } from "../users/create.ts";
import { deactivate, enter, unsuspend } from "../users/lifecycle.ts";
import { writeProfile } from "../users/update.ts";
import { type UserRecord, userByLogin, userTarget } from "../users/user.ts";
import { type AppRecord, appTarget, type SourceRecord } from "./app.ts";

export interface ImportSummary {
  created: number;
  updated: number;
  deactivated: number;
  reactivated: number;
}

/** Runs an import. An incremental one never notices that a person is gone from the source; a full one does. */
export function runImport(org: Org, app: AppRecord, mode: "full" | "incremental"): ImportSummary {
  const caller = systemCaller(org);
  const summary: ImportSummary = { created: 0, updated: 0, deactivated: 0, reactivated: 0 };
  record(caller, { type: "system.import.start", targets: [appTarget(app)] });
  for (const person of app.source.values()) importPerson(caller, app, person, summary);
  if (mode === "full") deactivateMissing(caller, app, summary);
  record(caller, { type: "system.import.complete", targets: [appTarget(app)] });
  return summary;
}

function importPerson(caller: Caller, app: AppRecord, person: SourceRecord, summary: ImportSummary): void {
  const user = linkedUser(caller.org, app, person.externalId) ?? adopt(caller, app, person);
  const { changed } = person;
  person.changed = false;
  if (user === undefined) {
    if (person.active) createLinked(caller, app, person, summary);
    return;
  }
  if (!person.active) {
    if (user.status === "DEPROVISIONED") return;
    deactivate(caller, user, false);
    record(caller, { type: "system.import.user.delete", targets: [userTarget(user), appTarget(app)] });
    summary.deactivated += 1;
    return;
  }
  reviveIfConfigured(caller, app, user, summary);
  if (!changed || user.status === "DEPROVISIONED") return;
  if (writeProfile(caller, user, { ...user.profile, ...person.profile }).length === 0) return;
  record(caller, { type: "system.import.user.update", targets: [userTarget(user), appTarget(app)] });
  summary.updated += 1;
}

function linkedUser(org: Org, app: AppRecord, externalId: string): UserRecord | undefined {
  for (const appUser of app.users.values()) {
    if (appUser.externalId === externalId) return org.state.users.get(appUser.userId);
  }
  return undefined;
}

/** An Okta user with the same login becomes a linked one: this is how a disconnected user is sourced again. */
function adopt(caller: Caller, app: AppRecord, person: SourceRecord): UserRecord | undefined {
  const user = userByLogin(caller.org, String(person.profile["login"]));
  if (user !== undefined) link(caller.org, app, user, person);
  return user;
}

function createLinked(caller: Caller, app: AppRecord, person: SourceRecord, summary: ImportSummary): void {
  const provider = { type: "ACTIVE_DIRECTORY" as const, name: app.label };
  const user = createUser(caller, { profile: person.profile, provider, activate: false, sendEmail: false });
  link(caller.org, app, user, person);
  record(caller, { type: "user.lifecycle.activate", targets: [userTarget(user)] });
  enter(caller, user, "ACTIVE");
  record(caller, { type: "system.import.user.create", targets: [userTarget(user), appTarget(app)] });
  summary.created += 1;
}

/** Makes the app the profile source of a user. */
function link(org: Org, app: AppRecord, user: UserRecord, person: SourceRecord): void {
  const now = timestamp(org);
  user.sourcedBy = app.id;
  user.provider = { type: "ACTIVE_DIRECTORY", name: app.label };
  app.users.set(user.id, {
    userId: user.id,
    scope: "USER",
    status: "ACTIVE",
    created: now,
    lastUpdated: now,
    externalId: person.externalId,
    profile: { ...person.profile },
  });
}

function reviveIfConfigured(caller: Caller, app: AppRecord, user: UserRecord, summary: ImportSummary): void {
  if (!caller.org.state.settings.importReactivates) return;
  if (user.status === "SUSPENDED") {
    unsuspend(caller, user);
    record(caller, { type: "system.import.user.unsuspend", targets: [userTarget(user), appTarget(app)] });
  } else if (user.status === "DEPROVISIONED") {
    record(caller, { type: "user.lifecycle.activate", targets: [userTarget(user)] });
    enter(caller, user, "ACTIVE");
  } else {
    return;
  }
  summary.reactivated += 1;
}

function deactivateMissing(caller: Caller, app: AppRecord, summary: ImportSummary): void {
  for (const appUser of app.users.values()) {
    const user = caller.org.state.users.get(appUser.userId);
    if (appUser.externalId === null || app.source.has(appUser.externalId)) continue;
    if (user === undefined || user.status === "DEPROVISIONED") continue;
    deactivate(caller, user, false);
    record(caller, { type: "system.import.user.delete", targets: [userTarget(user), appTarget(app)] });
    summary.deactivated += 1;
  }
}
