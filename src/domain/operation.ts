import * as z from "zod";

const ProfileValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/**
 * One change that a plan makes. `why` is the rule or order in words. Every mutating operation states its inverse in
 * `INVERSES`, or that it has none.
 */
export const Operation = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("update-profile"),
    why: z.string(),
    changes: z.record(z.string(), ProfileValue),
    before: z.record(z.string(), ProfileValue),
  }),
  /** A staged account: nobody can sign in to it before it is activated. */
  z.strictObject({
    kind: z.literal("create-account"),
    why: z.string(),
    profile: z.record(z.string(), ProfileValue),
    /** Where the tenant gives this worker type one of its own. */
    userTypeId: z.string().optional(),
  }),
  /** A former account is made live again before it can be changed; without mail, so that nobody can sign in yet. */
  z.strictObject({ kind: z.literal("reopen-account"), why: z.string() }),
  /** Another user type of the target, with every value of the profile kept. `before` is the id of the former one. */
  z.strictObject({
    kind: z.literal("change-user-type"),
    why: z.string(),
    typeId: z.string(),
    typeName: z.string(),
    before: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal("add-group"), why: z.string(), groupId: z.string(), groupName: z.string() }),
  z.strictObject({ kind: z.literal("activate"), why: z.string(), sendEmail: z.boolean() }),
  /** A one-time activation link to the manager. */
  z.strictObject({ kind: z.literal("deliver-credential"), why: z.string(), to: z.string() }),
  z.strictObject({ kind: z.literal("welcome-manager"), why: z.string(), to: z.string() }),
  /** A move, told to the manager before it or after it. `move` is the same for the same move decided twice. */
  z.strictObject({
    kind: z.literal("tell-manager"),
    why: z.string(),
    to: z.string(),
    role: z.enum(["before", "after"]),
    move: z.string(),
  }),
  /** Suspension is reversible but possible from ACTIVE only; from every other state only deactivation blocks. */
  z.strictObject({ kind: z.literal("block-sign-in"), why: z.string(), by: z.enum(["suspend", "deactivate"]) }),
  z.strictObject({ kind: z.literal("restore-sign-in"), why: z.string() }),
  /** A contract ends soon, told to who answers for the contractor. */
  z.strictObject({ kind: z.literal("remind-sponsor"), why: z.string(), to: z.string(), endDate: z.string() }),
  z.strictObject({ kind: z.literal("clear-sessions"), why: z.string() }),
  z.strictObject({ kind: z.literal("remove-admin-role"), why: z.string(), roleId: z.string(), roleType: z.string() }),
  z.strictObject({ kind: z.literal("reset-factors"), why: z.string(), count: z.int() }),
  z.strictObject({ kind: z.literal("record-groups"), why: z.string() }),
  z.strictObject({ kind: z.literal("remove-group"), why: z.string(), groupId: z.string(), groupName: z.string() }),
  z.strictObject({ kind: z.literal("deactivate"), why: z.string() }),
  z.strictObject({
    kind: z.literal("raise-task"),
    why: z.string(),
    taskKey: z.string(),
    title: z.string(),
    instructions: z.string(),
    owner: z.string(),
    dueDays: z.int(),
  }),
]);
export type Operation = z.infer<typeof Operation>;
export type OperationKind = Operation["kind"];
export type OperationOf<K extends OperationKind> = Extract<Operation, { kind: K }>;

/** What undoes an operation, or why nothing does. */
export const INVERSES: Readonly<Record<OperationKind, OperationKind | `none: ${string}`>> = {
  "update-profile": "update-profile",
  "create-account": "none: a staged account lets nobody in; the next run goes on with it",
  "reopen-account": "none: without a credential it lets nobody in; the next run goes on with it",
  "change-user-type": "change-user-type",
  "add-group": "remove-group",
  activate: "deactivate",
  "deliver-credential": "none: a delivered link cannot be recalled; deactivation makes it void",
  "welcome-manager": "none: a sent note cannot be recalled",
  "tell-manager": "none: a sent note cannot be recalled",
  "block-sign-in": "none: access removal is never rolled back; a rehire activates afresh",
  "restore-sign-in": "block-sign-in",
  "remind-sponsor": "none: a sent note cannot be recalled",
  "clear-sessions": "none: ended sessions do not come back",
  "remove-admin-role": "none: access removal is never rolled back",
  "reset-factors": "none: the person enrols again",
  "record-groups": "none: a record harms nobody",
  "remove-group": "add-group",
  deactivate: "activate",
  "raise-task": "none: a task is closed by its owner",
};

/** An identity for checkpoints: equal for the same operation decided twice. */
export function operationKey(operation: Operation): string {
  switch (operation.kind) {
    case "add-group":
    case "remove-group":
      return `${operation.kind}:${operation.groupId}`;
    case "change-user-type":
      return `${operation.kind}:${operation.typeId}`;
    case "remove-admin-role":
      return `${operation.kind}:${operation.roleId}`;
    case "tell-manager":
      return `${operation.kind}:${operation.role}`;
    case "raise-task":
      return `${operation.kind}:${operation.taskKey}`;
    default:
      return operation.kind;
  }
}

export function operationsOf<K extends OperationKind>(
  operations: readonly Operation[],
  kind: K,
): readonly OperationOf<K>[] {
  return operations.filter((operation): operation is OperationOf<K> => operation.kind === kind);
}
