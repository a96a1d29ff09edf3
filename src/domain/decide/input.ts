import type {
  Account,
  AccountStatus,
  AdminRole,
  AppAssignment,
  Factor,
  Group,
  GroupRule,
  Membership,
  UserType,
} from "../account.ts";
import type { Mode } from "../mastery.ts";
import type { Person } from "../person.ts";
import type { Policy } from "../policy.ts";
import type { Instant } from "../time.ts";
import type { WorkerRecord } from "../worker-record.ts";
import type { OthersEvent, RecentDecision } from "./contested.ts";
import type { Correlation } from "./correlate.ts";
import type { Employment } from "./employment.ts";
import type { Overlay } from "./overlay.ts";

/** What the target says about one account, and about the groups of its org, at one moment. */
export interface DirectoryFacts {
  readonly account?: Account;
  readonly memberships: readonly Membership[];
  /** Every group of the org. */
  readonly groups: readonly Group[];
  readonly groupRules: readonly GroupRule[];
  readonly adminRoles: readonly AdminRole[];
  readonly factors: readonly Factor[];
  /** Those of the org's user types that the policy names; read only where it names any and Okta lets us. */
  readonly userTypes?: readonly UserType[];
  readonly appAssignments?: readonly AppAssignment[];
}

/** Whether and where a message reaches a manager. */
interface ManagerFacts {
  readonly email?: string;
  readonly reachable: boolean;
}

/** Everything that a decision depends on. */
export interface DecideInput {
  readonly policy: Policy;
  readonly mode: Mode;
  readonly person: Person;
  readonly facts: DirectoryFacts;
  readonly manager?: ManagerFacts;
  /** Whom the person's standing names as manager, where that is somebody else. */
  readonly managerBefore?: ManagerFacts;
  /** Who answers for a contractor. */
  readonly sponsor?: ManagerFacts;
  /** Address of the tenant's operators. */
  readonly operators?: string;
  /** The record of the person in the HR system, where we bring its workers into the target. */
  readonly worker?: WorkerRecord;
  /** What the person's other employments say: when the next of them changes, and when the last of them ended. */
  readonly otherEmployments?: { readonly changesAt?: Instant; readonly endedAt?: Instant };
  /** Workers of this tenant's HR system are brought into the target by us. */
  readonly isBroughtIn?: boolean;
  /** Id in the target of the manager whom the worker's record names. */
  readonly managerOfRecord?: string;
  /** For a person of whom a record speaks and who has no account: what was found in the target. */
  readonly correlation?: Correlation;
  /** Another person of ours for whom this account is being made. */
  readonly claimedBy?: string;
  /** People whose account is older were there before us. */
  readonly onboardedAt: Instant;
  /** Other people of this tenant for whom a leaver was started in the past 24 h. */
  readonly leaversLast24h: number;
  /** What was decided about this person in the past 24 h, newest first. */
  readonly recentDecisions?: readonly RecentDecision[];
  /** What others than we did to this person in the past 24 h, newest first. Read only where something is repeated. */
  readonly othersEvents?: readonly OthersEvent[];
  /** Whether somebody deactivated the account, which is live, while we made it live; unsure until the log was read. */
  readonly deactivationUndone?: "yes" | "unsure";
  readonly now: Instant;
}

/** An input whose account exists. */
export interface AccountInput extends DecideInput {
  /** Its profile is the one that is wanted where `overlay` says so. */
  readonly account: Account;
  readonly overlay?: Overlay;
  readonly employment?: Employment;
}

/** Where the account is or is heading: Okta's `status` lags behind an asynchronous transition. */
export function statusOf(account: Account): AccountStatus {
  return account.transitioningTo ?? account.status;
}

/** Neither deactivated nor suspended: its person can sign in, or is about to be able to. */
export function isLive(account: Account): boolean {
  const status = statusOf(account);
  return status !== "DEPROVISIONED" && status !== "SUSPENDED";
}
