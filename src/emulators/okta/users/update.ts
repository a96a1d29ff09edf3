/** Partial update (POST) and replace (PUT) of a user. */
import { refusal } from "../errors.ts";
import { type Caller, record } from "../events/log.ts";
import { evaluateRules } from "../groups/rule-evaluation.ts";
import type { Json, Profile } from "../json.ts";
import type { Org } from "../org.ts";
import { enter } from "./lifecycle.ts";
import { checkPassword, storePassword } from "./password.ts";
import { attributesOf, isSourcedElsewhere, profileProblem } from "./schema.ts";
import { etagOf, touch, type UserRecord, userTarget } from "./user.ts";

export interface UserChange {
  readonly profile?: Profile | undefined;
  readonly password?: string | undefined;
  readonly recoveryQuestion?: string | undefined;
  readonly typeId?: string | undefined;
}

/** Refuses when the caller's If-Match names an older version. */
export function requireMatch(user: UserRecord, ifMatch: string | undefined): void {
  if (ifMatch !== undefined && ifMatch !== "*" && bare(ifMatch) !== bare(etagOf(user))) throw refusal("E0000231");
}

const bare = (etag: string): string => etag.replace(/^W\//, "").replaceAll('"', "");

/** Changes what is named, keeps the rest; null clears. */
export function updateUser(caller: Caller, user: UserRecord, change: UserChange): void {
  requireUpdatable(caller.org, user);
  const profile = { ...user.profile };
  for (const [name, value] of Object.entries(change.profile ?? {})) {
    // Even an unchanged value is refused: one foreign attribute fails the whole request.
    requireOwned(caller.org, user, name);
    if (value === null) delete profile[name];
    else profile[name] = value;
  }
  if (change.typeId !== undefined && change.typeId !== user.typeId) throw refusal("E0000077", "type");
  apply(caller, user, profile, change);
}

/** Replaces the whole profile: what is not named is gone. Only this can change the user type. */
export function replaceUser(caller: Caller, user: UserRecord, change: UserChange): void {
  requireUpdatable(caller.org, user);
  const profile: Profile = {};
  for (const [name, value] of Object.entries(change.profile ?? {})) if (value !== null) profile[name] = value;
  for (const name of new Set([...Object.keys(profile), ...Object.keys(user.profile)])) {
    requireOwned(caller.org, user, name);
  }
  if (change.typeId !== undefined && !caller.org.state.userTypes.has(change.typeId)) throw refusal("E0000001", "type");
  apply(caller, user, profile, change);
}

function requireUpdatable(org: Org, user: UserRecord): void {
  if (user.transition !== null) throw refusal("E0000112");
  if (user.status === "DEPROVISIONED" && !org.state.settings.editDeactivatedUsers) throw refusal("E0000117");
}

function requireOwned(org: Org, user: UserRecord, attribute: string): void {
  if (isSourcedElsewhere(org, user, attribute)) throw refusal("E0000023");
  if (attributesOf(org, user.typeId).get(attribute)?.mutability === "READ_ONLY") throw refusal("E0000077", attribute);
}

function apply(caller: Caller, user: UserRecord, profile: Profile, change: UserChange): void {
  const { org } = caller;
  const problem = profileProblem(org, change.typeId ?? user.typeId, profile, user);
  if (problem !== undefined) throw problem;
  if (change.password !== undefined) {
    if (user.provider.type !== "OKTA") throw refusal("E0000023");
    checkPassword(change.password);
  }
  writeProfile(caller, user, profile);
  if (change.typeId !== undefined && change.typeId !== user.typeId) {
    user.typeId = change.typeId;
    record(caller, { type: "user.account.update_user_type", targets: [userTarget(user)] });
  }
  if (change.recoveryQuestion !== undefined) user.recoveryQuestion = change.recoveryQuestion;
  if (change.password !== undefined) setPassword(caller, user, change.password);
  touch(org, user);
  evaluateRules(caller, user);
}

/** Stores a profile that has been checked and logs the names of the attributes that changed. */
export function writeProfile(caller: Caller, user: UserRecord, profile: Profile): string[] {
  const changed = changedAttributes(user.profile, profile);
  user.profile = profile;
  if (changed.length === 0) return changed;
  touch(caller.org, user);
  const debugData = { changedAttributes: changed.join(",") };
  record(caller, { type: "user.account.update_profile", targets: [userTarget(user)], debugData });
  return changed;
}

function changedAttributes(before: Profile, after: Profile): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const text = (value: Json | undefined): string => JSON.stringify(value ?? null);
  return names.filter((name) => text(before[name]) !== text(after[name]));
}

/** Sets a password; a user who waited for one becomes ACTIVE. */
export function setPassword(caller: Caller, user: UserRecord, password: string): void {
  checkPassword(password);
  storePassword(caller.org, user, password);
  user.recoveryToken = null;
  user.activationToken = null;
  record(caller, { type: "user.account.update_password", targets: [userTarget(user)] });
  if (["PROVISIONED", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT"].includes(user.status)) {
    enter(caller, user, "ACTIVE");
  }
}
