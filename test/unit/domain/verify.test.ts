import { describe, expect, it } from "vitest";
import { INVERSES, type Operation, type OperationKind } from "../../../src/domain/operation.ts";
import { type Observed, unmetPostConditions } from "../../../src/domain/verify.ts";
import { memberOf, situation } from "./situations.ts";

const why = "x";
const TASK = { taskKey: "t", title: "T", instructions: "I", owner: "it@acme.example", dueDays: 1 };
/** What holds when nothing of a plan was done: an active account with everything it had. */
const nothing: Observed = {
  ...situation({ status: "ACTIVE" }).facts,
  memberships: memberOf("Engineering"),
  adminRoles: [{ id: "ra", type: "HELP_DESK_ADMIN", assignedBy: "USER" }],
  factors: [{ id: "f", type: "push", status: "ACTIVE" }],
  sessionsCleared: false,
  notificationsSent: { "deliver-credential": false, "welcome-manager": false, "remind-sponsor": false },
  managersTold: [],
  tasksRaised: [],
  groupsRecorded: false,
};
const account = (
  status: "STAGED" | "PROVISIONED" | "ACTIVE" | "SUSPENDED" | "DEPROVISIONED",
  profile = {},
): Partial<Observed> => ({
  account: situation({ status, profile }).facts.account!,
});
const sent = (kind: "deliver-credential" | "welcome-manager" | "remind-sponsor"): Partial<Observed> => ({
  notificationsSent: { ...nothing.notificationsSent, [kind]: true },
});

interface Row {
  readonly operation: Operation;
  readonly done: Partial<Observed>;
  readonly undone?: Partial<Observed>;
  readonly unmet: { operation: string; expected: string; found: string };
}
const ROWS: Readonly<Record<OperationKind, Row>> = {
  "update-profile": {
    operation: { kind: "update-profile", why, changes: { title: "Canary", department: null }, before: {} },
    done: account("ACTIVE", { title: "Canary", department: "" }),
    unmet: {
      operation: "update-profile",
      expected: "new values in title, department",
      found: "other values in title, department",
    },
  },
  "create-account": {
    operation: { kind: "create-account", why, profile: { login: "canary@acme.example", department: "Legal" } },
    done: account("STAGED", { login: "Canary@acme.example", department: "Legal" }),
    undone: account("STAGED", { login: "canary@acme.example" }),
    unmet: {
      operation: "create-account",
      expected: "an account with the login and the attributes",
      found: "other values in department",
    },
  },
  "change-user-type": {
    operation: { kind: "change-user-type", why, typeId: "oty-contractor", typeName: "contractor" },
    done: { account: { ...situation({}).facts.account!, userTypeId: "oty-contractor" } },
    undone: { account: { ...situation({}).facts.account!, userTypeId: "oty-default" } },
    unmet: {
      operation: "change-user-type:oty-contractor",
      expected: "user type oty-contractor",
      found: "oty-default",
    },
  },
  "reopen-account": {
    operation: { kind: "reopen-account", why },
    done: account("PROVISIONED"),
    undone: account("DEPROVISIONED"),
    unmet: { operation: "reopen-account", expected: "PROVISIONED or ACTIVE", found: "DEPROVISIONED" },
  },
  "restore-sign-in": {
    operation: { kind: "restore-sign-in", why },
    done: account("ACTIVE"),
    undone: account("SUSPENDED"),
    unmet: { operation: "restore-sign-in", expected: "neither suspended nor deactivated", found: "SUSPENDED" },
  },
  "remind-sponsor": {
    operation: { kind: "remind-sponsor", why, to: "canary@acme.example", endDate: "2026-03-31" },
    done: sent("remind-sponsor"),
    unmet: {
      operation: "remind-sponsor",
      expected: "reminder accepted by the delivering system",
      found: "nothing sent",
    },
  },
  "add-group": {
    operation: { kind: "add-group", why, groupId: "g-all", groupName: "All staff" },
    done: { memberships: memberOf("All staff") },
    unmet: { operation: "add-group:g-all", expected: "member of g-all", found: "not a member" },
  },
  activate: {
    operation: { kind: "activate", why, sendEmail: true },
    done: account("PROVISIONED"),
    undone: account("STAGED"),
    unmet: { operation: "activate", expected: "PROVISIONED or ACTIVE", found: "STAGED" },
  },
  "deliver-credential": {
    operation: { kind: "deliver-credential", why, to: "canary@acme.example" },
    done: sent("deliver-credential"),
    unmet: {
      operation: "deliver-credential",
      expected: "activation link accepted by the mail system",
      found: "no receipt",
    },
  },
  "welcome-manager": {
    operation: { kind: "welcome-manager", why, to: "canary@acme.example" },
    done: sent("welcome-manager"),
    unmet: { operation: "welcome-manager", expected: "welcome note accepted by the mail system", found: "no receipt" },
  },
  "tell-manager": {
    operation: { kind: "tell-manager", why, to: "canary@acme.example", role: "before", move: "2026-03-01" },
    done: { managersTold: ["before"] },
    undone: { managersTold: ["after"] },
    unmet: {
      operation: "tell-manager:before",
      expected: "note to the manager before accepted by the mail system",
      found: "no receipt",
    },
  },
  "block-sign-in": {
    operation: { kind: "block-sign-in", why, by: "suspend" },
    done: account("SUSPENDED"),
    unmet: { operation: "block-sign-in", expected: "SUSPENDED or DEPROVISIONED", found: "ACTIVE" },
  },
  "clear-sessions": {
    operation: { kind: "clear-sessions", why },
    done: { sessionsCleared: true },
    unmet: {
      operation: "clear-sessions",
      expected: "sessions cleared in the System Log",
      found: "no such entry since the run began",
    },
  },
  "remove-admin-role": {
    operation: { kind: "remove-admin-role", why, roleId: "ra", roleType: "HELP_DESK_ADMIN" },
    done: { adminRoles: [] },
    unmet: { operation: "remove-admin-role:ra", expected: "no role assignment ra", found: "still assigned" },
  },
  "reset-factors": {
    operation: { kind: "reset-factors", why, count: 1 },
    done: { factors: [] },
    unmet: { operation: "reset-factors", expected: "no factors", found: "1 factors" },
  },
  "record-groups": {
    operation: { kind: "record-groups", why },
    done: { groupsRecorded: true },
    unmet: { operation: "record-groups", expected: "groups recorded with the person", found: "no record" },
  },
  "remove-group": {
    operation: { kind: "remove-group", why, groupId: "g-eng", groupName: "Engineering" },
    done: { memberships: [] },
    unmet: { operation: "remove-group:g-eng", expected: "not a member of g-eng", found: "still a member" },
  },
  deactivate: {
    operation: { kind: "deactivate", why },
    done: account("DEPROVISIONED"),
    undone: account("SUSPENDED"),
    unmet: { operation: "deactivate", expected: "DEPROVISIONED", found: "SUSPENDED" },
  },
  "raise-task": {
    operation: { kind: "raise-task", why, ...TASK },
    done: { tasksRaised: ["t"] },
    unmet: { operation: "raise-task:t", expected: "task t", found: "no such task" },
  },
};

describe("the post-condition of", () => {
  it.each(Object.entries(ROWS))("%s is met once it can be read back, and named until then", (_kind, row) => {
    expect(unmetPostConditions([row.operation], { ...nothing, ...row.undone })).toEqual([row.unmet]);
    expect(unmetPostConditions([row.operation], { ...nothing, ...row.done })).toEqual([]);
  });
  it("every kind of operation is in the table", () => {
    expect(Object.keys(ROWS).sort()).toEqual(Object.keys(INVERSES).sort());
  });
  it("an asynchronous transition counts by where it is heading", () => {
    const heading: Observed = { ...nothing, account: { ...nothing.account!, transitioningTo: "DEPROVISIONED" } };
    expect(unmetPostConditions([ROWS.deactivate.operation, ROWS["block-sign-in"].operation], heading)).toEqual([]);
  });
  it("a vanished account is blocked, and cannot have been completed", () => {
    const { account: _gone, ...vanished } = nothing;
    const kinds = ["update-profile", "activate", "block-sign-in", "deactivate"] as const;
    const unmet = unmetPostConditions(
      kinds.map((kind) => ROWS[kind].operation),
      vanished,
    );
    expect(unmet.map(({ operation, found }) => `${operation}: ${found}`)).toEqual([
      "update-profile: no account",
      "activate: no account",
    ]);
  });
});
