import { type DirectoryFacts, statusOf } from "./decide/input.ts";
import { differingAttributes } from "./differing-attributes.ts";
import { type Operation, type OperationKind, type OperationOf, operationKey } from "./operation.ts";
import { textOf } from "./worker.ts";

/** What was read back after a run: the target's facts, and our own records of what a target cannot show. */
export interface Observed extends DirectoryFacts {
  readonly sessionsCleared: boolean;
  readonly notificationsSent: Readonly<Record<"deliver-credential" | "welcome-manager" | "remind-sponsor", boolean>>;
  /** Which managers were told of the move. */
  readonly managersTold: readonly OperationOf<"tell-manager">["role"][];
  readonly tasksRaised: readonly string[];
  readonly groupsRecorded: boolean;
}

/** A post-condition that could not be read back. Names and ids only, never a value of a profile. */
export interface UnmetPostCondition {
  readonly operation: string;
  readonly expected: string;
  readonly found: string;
}

/** Every operation whose post-condition does not hold in what was observed. */
export function unmetPostConditions(operations: readonly Operation[], observed: Observed): UnmetPostCondition[] {
  return operations.flatMap((operation) => {
    const unmet = check(operation, observed);
    return unmet ? [{ operation: operationKey(operation), ...unmet }] : [];
  });
}

/**
 * At the end of a leaver the account is blocked, whatever its plan held: an administrator may have activated an account
 * meanwhile whose plan had nothing to block, and then nobody may count the person as gone.
 */
export function unmetLeaverEnd({ account }: Pick<Observed, "account">): UnmetPostCondition[] {
  const status = account ? statusOf(account) : "DEPROVISIONED";
  if (status === "SUSPENDED" || status === "DEPROVISIONED") return [];
  return [{ operation: "leaver", expected: "SUSPENDED or DEPROVISIONED at its end", found: status }];
}

type Unmet = Omit<UnmetPostCondition, "operation"> | undefined;
type Checks = { readonly [K in OperationKind]: (operation: OperationOf<K>, observed: Observed) => Unmet };

const CHECKS: Checks = {
  "update-profile": ({ changes }, { account }) => {
    const differing = differingAttributes(account?.profile, changes);
    return unless(differing.length === 0, `new values in ${Object.keys(changes).join(", ")}`, () =>
      account ? `other values in ${differing.join(", ")}` : "no account",
    );
  },
  "change-user-type": ({ typeId }, { account }) =>
    unless(account?.userTypeId === typeId, `user type ${typeId}`, () => account?.userTypeId ?? "no account"),
  "create-account": ({ profile, userTypeId }, { account }) => {
    const { login: wantedLogin, email: _asOktaKeepsIt, ...others } = profile;
    const login = account && textOf(account.profile, "login").toLowerCase();
    const isOfType = userTypeId === undefined || account?.userTypeId === userTypeId;
    const isMade = login === String(wantedLogin ?? "").toLowerCase();
    const differing = differingAttributes(account?.profile, others);
    return unless(isMade && isOfType && differing.length === 0, "an account with the login and the attributes", () => {
      if (!account) return "no account";
      if (!isOfType) return `user type ${account.userTypeId}`;
      return isMade ? `other values in ${differing.join(", ")}` : "another login";
    });
  },
  "add-group": ({ groupId }, { memberships }) =>
    unless(isMember(memberships, groupId), `member of ${groupId}`, () => "not a member"),
  "reopen-account": (_operation, { account }) => unlessActivated(account),
  activate: (_operation, { account }) => unlessActivated(account),
  "deliver-credential": (_operation, { notificationsSent }) =>
    unless(notificationsSent["deliver-credential"], "activation link accepted by the mail system", () => "no receipt"),
  "welcome-manager": (_operation, { notificationsSent }) =>
    unless(notificationsSent["welcome-manager"], "welcome note accepted by the mail system", () => "no receipt"),
  "tell-manager": ({ role }, { managersTold }) =>
    unless(managersTold.includes(role), `note to the manager ${role} accepted by the mail system`, () => "no receipt"),
  // A deleted account blocks as well as a deactivated one.
  "block-sign-in": (_operation, { account }) => {
    const status = account ? statusOf(account) : "DEPROVISIONED";
    const isBlocked = status === "SUSPENDED" || status === "DEPROVISIONED";
    return unless(isBlocked, "SUSPENDED or DEPROVISIONED", () => status);
  },
  "restore-sign-in": (_operation, { account }) => {
    const status = account ? statusOf(account) : "DEPROVISIONED";
    return unless(
      status !== "SUSPENDED" && status !== "DEPROVISIONED",
      "neither suspended nor deactivated",
      () => status,
    );
  },
  "remind-sponsor": (_operation, { notificationsSent }) =>
    unless(notificationsSent["remind-sponsor"], "reminder accepted by the delivering system", () => "nothing sent"),
  "clear-sessions": (_operation, { sessionsCleared }) =>
    unless(sessionsCleared, "sessions cleared in the System Log", () => "no such entry since the run began"),
  "remove-admin-role": ({ roleId }, { adminRoles }) =>
    unless(!adminRoles.some(({ id }) => id === roleId), `no role assignment ${roleId}`, () => "still assigned"),
  "reset-factors": (_operation, { factors }) =>
    unless(factors.length === 0, "no factors", () => `${factors.length} factors`),
  "record-groups": (_operation, { groupsRecorded }) =>
    unless(groupsRecorded, "groups recorded with the person", () => "no record"),
  "remove-group": ({ groupId }, { memberships }) =>
    unless(!isMember(memberships, groupId), `not a member of ${groupId}`, () => "still a member"),
  deactivate: (_operation, { account }) => {
    const status = account ? statusOf(account) : "DEPROVISIONED";
    return unless(status === "DEPROVISIONED", "DEPROVISIONED", () => status);
  },
  "raise-task": ({ taskKey }, { tasksRaised }) =>
    unless(tasksRaised.includes(taskKey), `task ${taskKey}`, () => "no such task"),
};

/** Pairs an operation with the check of its kind; the compiler sees both as the same kind. */
function check<K extends OperationKind>(operation: OperationOf<K>, observed: Observed): Unmet {
  const checkKind: Checks[K] = CHECKS[operation.kind as K];
  return checkKind(operation, observed);
}

function unlessActivated(account: Observed["account"]): Unmet {
  const status = account && statusOf(account);
  const isActivated = status === "PROVISIONED" || status === "ACTIVE";
  return unless(isActivated, "PROVISIONED or ACTIVE", () => status ?? "no account");
}

function unless(holdsTrue: boolean, expected: string, found: () => string): Unmet {
  return holdsTrue ? undefined : { expected, found: found() };
}

function isMember(memberships: Observed["memberships"], groupId: string): boolean {
  return memberships.some((membership) => membership.groupId === groupId);
}
