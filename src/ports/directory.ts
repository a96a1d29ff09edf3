import type {
  Account,
  AdminRole,
  AppAssignment,
  Factor,
  Group,
  GroupRule,
  Membership,
  UserType,
} from "../domain/account.ts";
import type { EventActor } from "../domain/event-actor.ts";
import type { Json } from "../domain/json.ts";
import type { Instant } from "../domain/time.ts";

/** Proof that the target answered a write: its request id, for support and for the execution's output. */
export interface Receipt {
  readonly requestId?: string;
}

export interface NewAccount {
  readonly profile: Readonly<Record<string, Json>>;
  readonly groupIds?: readonly string[];
  /** Without it the target gives its default user type. */
  readonly userTypeId?: string;
}

/** A one-time link; a secret: never logged, never in an execution's output. */
export interface Activation extends Receipt {
  readonly activationUrl?: string;
}

/** What the target's own log says that happened: ids and kinds, no names. */
export interface LoggedEvent {
  /** The event's own id, the same by hook and by log. */
  readonly id: string;
  readonly type: string;
  /** What the target says; never a reason to drop. */
  readonly publishedAt?: string;
  /** The account that it is about. */
  readonly accountId?: string;
  /** Who caused it, by every id under which they may be known: user, client, API token. */
  readonly actorIds: readonly string[];
  /** Who caused it, as far as it may be kept: kinds and ids of the target's own making. */
  readonly actor?: EventActor;
  /** Whether the target's hooks announce this type as well. */
  readonly hookable: boolean;
}

/** How much the target still allows in its present window. */
export interface RequestBudget {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: Instant;
}

export interface LogPage {
  readonly events: readonly LoggedEvent[];
  /** Where the next read goes on; given even when nothing more is there now. The target's own words, opaque to us. */
  readonly next: string;
  readonly budget?: RequestBudget;
}

export interface AccountPage {
  readonly accounts: readonly Account[];
  readonly next?: string;
}

/**
 * Reads of a target directory. Every read comes from the target, never from a cache.
 * Errors: `RateLimited`, `ProviderUnavailable`, `AccessDenied`, `NotFound` where an id that must exist does not.
 */
export interface DirectoryReader {
  /** The account by its immutable id, or undefined when the target has none. */
  readAccount(accountId: string): Promise<Account | undefined>;
  /** The account by exact login, in any status, deactivated ones included. */
  findAccountByLogin(login: string): Promise<Account | undefined>;
  /** Accounts with exactly this e-mail address, in any status. */
  findAccountsByEmail(email: string): Promise<readonly Account[]>;
  /** Every account of the target, in any status, page by page, exactly once each. */
  listAccounts(): AsyncIterable<Account>;
  listMemberships(accountId: string): Promise<readonly Membership[]>;
  listGroups(): Promise<readonly Group[]>;
  listGroupRules(): Promise<readonly GroupRule[]>;
  /** The user types of the target that bear one of these names; a name that none bears is left out. */
  findUserTypes(names: readonly string[]): Promise<readonly UserType[]>;
  listAdminRoles(accountId: string): Promise<readonly AdminRole[]>;
  listFactors(accountId: string): Promise<readonly Factor[]>;
  listAppAssignments(accountId: string): Promise<readonly AppAssignment[]>;
  /** True when the target's own log shows that the account's sessions were cleared at or after `since`. */
  sessionsClearedSince(accountId: string, since: Instant): Promise<boolean>;
  /**
   * The log's events that concern people, in the order in which they were written, so that following `next` misses none.
   * An `InvalidInput` with `httpStatus` 400 means that the target does not accept the cursor any more.
   */
  readLog(from: { readonly since: Instant } | { readonly cursor: string }): Promise<LogPage>;
  /** One page of `listAccounts`, for walks that are cut short and go on later. An account may appear twice. */
  listAccountPage(cursor?: string): Promise<AccountPage>;
}

/**
 * Writes to a target directory. Each brings about a state: where the target is already in it, the call succeeds.
 * Errors: those of the reader, `AuthorityRefused` (another system sources it), `StateChanged`, `Conflict`.
 */
export interface DirectoryWriter {
  createAccount(account: NewAccount): Promise<Account & Receipt>;
  /** Minimal diff; null clears. Keys that are not named stay as they are. */
  updateProfile(accountId: string, changes: Readonly<Record<string, Json>>, etag?: string): Promise<Receipt>;
  /**
   * Another user type; the profile keeps every value. @throws InvalidInput naming the attributes, before anything is
   * written, where the profile holds some that the type lacks: the target would delete them.
   */
  changeUserType(accountId: string, userTypeId: string): Promise<Receipt>;
  /** STAGED or DEPROVISIONED to PROVISIONED or ACTIVE. Without mail the answer holds the activation link. */
  activate(accountId: string, options: { readonly sendEmail: boolean }): Promise<Activation>;
  /** A new activation link for an account that is PROVISIONED or RECOVERY. */
  reactivate(accountId: string, options: { readonly sendEmail: boolean }): Promise<Activation>;
  suspend(accountId: string): Promise<Receipt>;
  unsuspend(accountId: string): Promise<Receipt>;
  deactivate(accountId: string): Promise<Receipt>;
  /** Ends the identity provider's sessions, revokes OAuth tokens and forgets devices. */
  clearSessions(accountId: string): Promise<Receipt>;
  addToGroup(accountId: string, groupId: string): Promise<Receipt>;
  removeFromGroup(accountId: string, groupId: string): Promise<Receipt>;
  removeAdminRole(accountId: string, roleAssignmentId: string): Promise<Receipt>;
  resetFactors(accountId: string): Promise<Receipt>;
}

export interface Directory extends DirectoryReader, DirectoryWriter {}
