/** The lifecycle operations; what each accepts is data in transitions.ts. */
import { leaveApps, reconcileGroupApps } from "../apps/assignment.ts";
import { invalid, notFound, refusal } from "../errors.ts";
import { type Caller, record, systemCaller } from "../events/log.ts";
import { evaluateRules } from "../groups/rule-evaluation.ts";
import { type Org, timestamp } from "../org.ts";
import { sendEmail } from "./email.ts";
import { oneTimeToken, storePassword, temporaryPassword } from "./password.ts";
import { revokeRolesOf } from "./role-assignment.ts";
import { clearSessions } from "./session-store.ts";
import { type LifecycleOperation, TRANSITIONS } from "./transitions.ts";
import { indexForSearch, setStatus, touch, type UserRecord, userTarget } from "./user.ts";

/** Refuses as Okta does when the operation does not fit the user's status. */
export function requireStatus(user: UserRecord, operation: LifecycleOperation): void {
  const { from, otherwise } = TRANSITIONS[operation];
  if (user.transition !== null && operation !== "deactivate") throw refusal("E0000112");
  if (from.includes(user.status)) return;
  if (otherwise === "E0000001") throw invalid(operation, `Cannot ${operation} a user that is ${user.status}`);
  if (otherwise === "E0000007") throw notFound(user.id, "User");
  throw refusal(otherwise);
}

/** The link that lets a user set a first password; mailed or handed to the caller. */
export function issueActivation(org: Org, user: UserRecord, mail: boolean): object {
  user.activationToken = oneTimeToken();
  const activationUrl = `${org.url}/welcome/${user.activationToken}`;
  if (!mail) return { activationUrl, activationToken: user.activationToken };
  sendEmail(org, user, "user.activation", activationUrl);
  return {};
}

/** STAGED or DEPROVISIONED to PROVISIONED, or to ACTIVE when there is a password or another identity provider. */
export function activate(caller: Caller, user: UserRecord, mail: boolean): object {
  const { org } = caller;
  requireStatus(user, "activate");
  const ready = user.password !== null || user.provider.type !== "OKTA";
  const to = ready ? "ACTIVE" : "PROVISIONED";
  record(caller, { type: "user.lifecycle.activate", targets: [userTarget(user)] });
  const link = ready ? {} : issueActivation(org, user, mail);
  if (org.state.settings.transitionMs > 0) {
    user.transition = { to, at: org.now() + org.state.settings.transitionMs, sendEmail: mail };
    touch(org, user);
  } else {
    enter(caller, user, to);
  }
  return link;
}

/** Ends the transitions whose time has come; called before every look at the org. */
export function settleTransitions(org: Org): void {
  for (const user of org.state.users.values()) {
    if (user.transition === null || user.transition.at > org.now()) continue;
    const { to } = user.transition;
    user.transition = null;
    if (to === "DEPROVISIONED") finishDeactivation(systemCaller(org), user);
    else enter(systemCaller(org), user, to);
  }
}

/** Puts a user into a status in which rules and group assignments apply to them. */
export function enter(caller: Caller, user: UserRecord, status: "ACTIVE" | "PROVISIONED"): void {
  user.activated ??= timestamp(caller.org);
  setStatus(caller.org, user, status);
  evaluateRules(caller, user);
  // Groups survive deactivation, so that reactivation brings back what they grant.
  reconcileGroupApps(caller, user);
}

/** A new activation link for a user who never finished the first one. */
export function reactivate(caller: Caller, user: UserRecord, mail: boolean): object {
  requireStatus(user, "reactivate");
  record(caller, { type: "user.lifecycle.reactivate", targets: [userTarget(user)] });
  const link = issueActivation(caller.org, user, mail);
  touch(caller.org, user);
  return link;
}

/** ACTIVE to SUSPENDED; groups and assignments stay. */
export function suspend(caller: Caller, user: UserRecord): void {
  requireStatus(user, "suspend");
  setStatus(caller.org, user, "SUSPENDED");
  if (caller.org.state.settings.endSessionsOnBlock) clearSessions(caller.org, user.id, { tokens: true });
  record(caller, { type: "user.lifecycle.suspend", targets: [userTarget(user)] });
}

/** SUSPENDED to ACTIVE. */
export function unsuspend(caller: Caller, user: UserRecord): void {
  requireStatus(user, "unsuspend");
  setStatus(caller.org, user, "ACTIVE");
  record(caller, { type: "user.lifecycle.unsuspend", targets: [userTarget(user)] });
}

/** To DEPROVISIONED, at once or, with `Prefer: respond-async`, after the org's transition time. */
export function deactivate(caller: Caller, user: UserRecord, respondAsync: boolean): void {
  const { org } = caller;
  requireStatus(user, "deactivate");
  record(caller, { type: "user.lifecycle.deactivate", targets: [userTarget(user)] });
  if (respondAsync && org.state.settings.transitionMs > 0) {
    const at = org.now() + org.state.settings.transitionMs;
    user.transition = { to: "DEPROVISIONED", at, sendEmail: false };
    touch(org, user);
  } else {
    finishDeactivation(caller, user);
  }
}

function finishDeactivation(caller: Caller, user: UserRecord): void {
  const { org } = caller;
  user.transition = null;
  user.password = null;
  user.activationToken = null;
  user.recoveryToken = null;
  leaveApps(caller, user);
  revokeRolesOf(caller, user);
  if (org.state.settings.endSessionsOnBlock) clearSessions(org, user.id, { tokens: true });
  setStatus(org, user, "DEPROVISIONED");
}

/** DEPROVISIONED to gone; on any other user the same call only deactivates, so that a blind repeat deletes. */
export function deleteUser(caller: Caller, user: UserRecord, respondAsync: boolean): void {
  if (user.status === "DEPROVISIONED") erase(caller, user);
  else deactivate(caller, user, respondAsync);
}

function erase(caller: Caller, user: UserRecord): void {
  const { state } = caller.org;
  record(caller, { type: "user.lifecycle.delete.initiated", targets: [userTarget(user)] });
  for (const group of state.groups.values()) group.members.delete(user.id);
  for (const rule of state.rules.values()) {
    rule.excludedUserIds = rule.excludedUserIds.filter((id) => id !== user.id);
  }
  for (const [id, factor] of state.factors) if (factor.userId === user.id) state.factors.delete(id);
  clearSessions(caller.org, user.id, { tokens: true });
  state.users.delete(user.id);
  indexForSearch(caller.org, user.id, null);
  record(caller, { type: "user.lifecycle.delete.completed", targets: [userTarget(user)] });
}

/** LOCKED_OUT to ACTIVE; a user whose password another directory checks must be unlocked there. */
export function unlock(caller: Caller, user: UserRecord): void {
  requireStatus(user, "unlock");
  if (user.provider.type !== "OKTA") throw refusal("E0000032");
  user.failedSignIns = 0;
  setStatus(caller.org, user, "ACTIVE");
  record(caller, { type: "user.account.unlock_by_admin", targets: [userTarget(user)] });
}

/** To PASSWORD_EXPIRED: the next sign-in must change the password. */
export function expirePassword(caller: Caller, user: UserRecord): void {
  requireStatus(user, "expire_password");
  setStatus(caller.org, user, "PASSWORD_EXPIRED");
  record(caller, { type: "user.account.expire_password", targets: [userTarget(user)] });
}

/** As expirePassword, with a new password that works once. */
export function expirePasswordWithTemporary(caller: Caller, user: UserRecord): string {
  requireStatus(user, "expire_password_with_temp_password");
  const password = temporaryPassword();
  storePassword(caller.org, user, password);
  setStatus(caller.org, user, "PASSWORD_EXPIRED");
  record(caller, { type: "user.account.expire_password", targets: [userTarget(user)] });
  return password;
}

/** To RECOVERY: no sign-in until the link is used. */
export function resetPassword(caller: Caller, user: UserRecord, mail: boolean): object {
  requireStatus(user, "reset_password");
  if (user.provider.type !== "OKTA") throw refusal("E0000038");
  user.recoveryToken = oneTimeToken();
  const resetPasswordUrl = `${caller.org.url}/reset_password/${user.recoveryToken}`;
  setStatus(caller.org, user, "RECOVERY");
  record(caller, { type: "user.account.reset_password", targets: [userTarget(user)] });
  if (!mail) return { resetPasswordUrl };
  sendEmail(caller.org, user, "user.password_reset", resetPasswordUrl);
  return {};
}
