/** A user as stored, as answered and as named in the log. */
import { notFound } from "../errors.ts";
import type { LogTarget } from "../events/log-event.ts";
import type { Profile } from "../json.ts";
import type { Org } from "../org.ts";
import { timestamp } from "../org.ts";
import { availableTransitions } from "./transitions.ts";

export type UserStatus =
  | "STAGED"
  | "PROVISIONED"
  | "ACTIVE"
  | "RECOVERY"
  | "PASSWORD_EXPIRED"
  | "LOCKED_OUT"
  | "SUSPENDED"
  | "DEPROVISIONED";

export type ProviderType = "OKTA" | "ACTIVE_DIRECTORY" | "LDAP" | "FEDERATION" | "SOCIAL" | "IMPORT";

export interface UserRecord {
  readonly id: string;
  readonly seq: number;
  status: UserStatus;
  /** Set while an asynchronous transition is under way; `status` lags until `at`. */
  transition: { to: "ACTIVE" | "PROVISIONED" | "DEPROVISIONED"; at: number; sendEmail: boolean } | null;
  readonly created: string;
  activated: string | null;
  statusChanged: string | null;
  lastLogin: string | null;
  lastUpdated: string;
  passwordChanged: string | null;
  typeId: string;
  profile: Profile;
  /** Digest of the password; null when the user has none. */
  password: string | null;
  recoveryQuestion: string | null;
  provider: { type: ProviderType; name: string };
  activationToken: string | null;
  recoveryToken: string | null;
  failedSignIns: number;
  /** The app that owns profile and lifecycle of this user; null for an Okta-sourced one. */
  sourcedBy: string | null;
  version: number;
}

/** The user by id or login, in any status, or E0000007. */
export function userOf(org: Org, idOrLogin: string): UserRecord {
  const user = org.state.users.get(idOrLogin) ?? userByLogin(org, idOrLogin);
  if (user === undefined) throw notFound(idOrLogin, "User");
  return user;
}

/** The user with this login, compared as Okta does: without regard to case. */
export function userByLogin(org: Org, login: string): UserRecord | undefined {
  const wanted = login.toLowerCase();
  for (const user of org.state.users.values()) {
    const own = String(user.profile["login"]).toLowerCase();
    // Okta also accepts the short name where it is unambiguous; only the full login is served here.
    if (own === wanted) return user;
  }
  return undefined;
}

/** Marks a change: new `lastUpdated`, new ETag, and a new version for the lagging search index. */
export function touch(org: Org, user: UserRecord): void {
  user.lastUpdated = timestamp(org);
  user.version += 1;
  indexForSearch(org, user.id, user);
}

/** Notes a version of the user that `search` will see once its lag is over. */
export function indexForSearch(org: Org, id: string, user: UserRecord | null): void {
  const lag = org.state.settings.searchLagMs;
  if (lag <= 0) return;
  const versions = org.state.searchIndex.get(id) ?? [];
  versions.push({ visibleFrom: org.now() + lag, user: user === null ? null : structuredClone(user) });
  org.state.searchIndex.set(id, versions);
}

/** Moves the user to another status. */
export function setStatus(org: Org, user: UserRecord, status: UserStatus): void {
  user.status = status;
  user.statusChanged = timestamp(org);
  touch(org, user);
}

/** The entity tag that GET answers and If-Match compares. */
export function etagOf(user: UserRecord): string {
  return `W/"${user.id}-${user.version}"`;
}

/** First and last name, or the login. */
export function displayNameOf(user: UserRecord): string {
  const names = [user.profile["firstName"], user.profile["lastName"]].filter((part) => typeof part === "string");
  return names.length > 0 ? names.join(" ") : String(user.profile["login"]);
}

/** The user as a target or actor of a log event. */
export function userTarget(user: UserRecord): LogTarget {
  return {
    id: user.id,
    type: "User",
    alternateId: String(user.profile["login"]),
    displayName: displayNameOf(user),
    detailEntry: null,
  };
}

/** The part of an answered user that other code reads. */
export interface RenderedUser {
  readonly id: string;
  readonly status: UserStatus;
  readonly type: { readonly id: string };
  readonly profile: Profile;
}

/** The user as the API answers it; a single read carries the links of what may be done now. */
export function renderUser(org: Org, user: UserRecord, single = true): RenderedUser {
  const href = `${org.url}/api/v1/users/${user.id}`;
  const links: Record<string, object> = { self: { href } };
  if (single) {
    for (const name of availableTransitions(user.status)) {
      links[name] = { href: `${href}/lifecycle/${name}`, method: "POST" };
    }
  }
  const rendered = {
    id: user.id,
    status: user.status,
    ...(user.transition === null ? {} : { transitioningToStatus: user.transition.to }),
    created: user.created,
    activated: user.activated,
    statusChanged: user.statusChanged,
    lastLogin: user.lastLogin,
    lastUpdated: user.lastUpdated,
    passwordChanged: user.passwordChanged,
    type: { id: user.typeId },
    profile: { mobilePhone: null, secondEmail: null, ...user.profile },
    credentials: {
      ...(user.password === null ? {} : { password: {} }),
      ...(user.recoveryQuestion === null ? {} : { recovery_question: { question: user.recoveryQuestion } }),
      provider: user.provider,
    },
    _links: links,
  };
  return rendered;
}
