import type { Json } from "./json.ts";
import type { Instant } from "./time.ts";

/**
 * Okta's user states, spelled as Okta spells them.
 * https://developer.okta.com/docs/reference/api/users/#user-status
 */
export const ACCOUNT_STATUSES = [
  "STAGED",
  "PROVISIONED",
  "ACTIVE",
  "RECOVERY",
  "PASSWORD_EXPIRED",
  "LOCKED_OUT",
  "SUSPENDED",
  "DEPROVISIONED",
] as const;
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];

export type Profile = Readonly<Record<string, Json>>;

/** An account in a target directory, as read from it. */
export interface Account {
  /** Immutable id in the target. */
  readonly id: string;
  readonly status: AccountStatus;
  /** Where an asynchronous transition is heading; `status` lags behind it. */
  readonly transitioningTo?: AccountStatus;
  readonly created: Instant;
  readonly activated?: Instant;
  readonly statusChanged?: Instant;
  readonly lastUpdated: Instant;
  /** `login`, `email`, `secondEmail`, `firstName`, … and the org's custom attributes. Absent and null mean empty. */
  readonly profile: Profile;
  /** Id of the target's user type, where it has such: the type says which attributes a profile may hold. */
  readonly userTypeId?: string;
  /** Who checks the password: OKTA, ACTIVE_DIRECTORY, FEDERATION, … */
  readonly credentialProvider?: string;
  /** For optimistic concurrency where the target supports it. */
  readonly etag?: string;
}

/** A user type of the target, with the names of the attributes that profiles of this type may hold. */
export interface UserType {
  readonly id: string;
  readonly name: string;
  readonly attributes: readonly string[];
}

/** A group that the account is a member of. */
export interface Membership {
  readonly groupId: string;
  readonly groupName: string;
  /** Only `OKTA_GROUP` is writable; `APP_GROUP` is imported and `BUILT_IN` is Everyone. */
  readonly kind: "OKTA_GROUP" | "APP_GROUP" | "BUILT_IN";
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly kind: Membership["kind"];
}

/** An Okta group rule: what fills its target groups is not ours to remove. */
export interface GroupRule {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  readonly targetGroupIds: readonly string[];
}

export interface AdminRole {
  /** Id of the assignment, not of the role. */
  readonly id: string;
  readonly type: string;
  readonly assignedBy: "USER" | "GROUP";
}

export interface Factor {
  readonly id: string;
  readonly type: string;
  readonly status: string;
}

/** An application that the account is assigned to. */
export interface AppAssignment {
  readonly appId: string;
  readonly label: string;
  readonly assignedBy: "USER" | "GROUP";
}
