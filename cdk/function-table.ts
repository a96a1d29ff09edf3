/**
 * What a file in functions/ needs from its stack. The folder says what is deployed; a test holds this table, the folder,
 * the functions' own definitions and the state machines together.
 */

/** What a function may do beyond its own logs. */
export type Grant =
  | "read-table"
  | "write-table"
  | "send-intake"
  | "send-assessments"
  | "start-executions"
  | "describe-executions"
  | "open-secrets"
  | "seal-secrets"
  | "send-mail";

export type Trigger =
  | { readonly kind: "http"; readonly path: string; readonly methods: readonly ("GET" | "POST")[] }
  | { readonly kind: "queue"; readonly queue: "intake" | "assessments"; readonly batchSize: number }
  | { readonly kind: "every-minute" }
  /** An execution failed, timed out or was aborted. */
  | { readonly kind: "execution-broke" }
  | { readonly kind: "state" };

export interface FunctionNeeds {
  readonly trigger: Trigger;
  /** Below the time-out of the states that call it, and at most 120: leases rely on it. */
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly grants: readonly Grant[];
}

const TABLE = ["read-table", "write-table"] as const;

/** What tells operators: the webhook's secret signs what is posted. */
const TELLS = ["open-secrets", "send-mail"] as const;

/** A state's Lambda that works on the store alone. */
const bookkeeping = (...more: readonly Grant[]): FunctionNeeds => ({
  trigger: { kind: "state" },
  timeoutSeconds: 55,
  memoryMb: 512,
  grants: [...TABLE, ...more],
});

/** A state's Lambda that talks to the tenant's Okta org; the SDK wants the memory. */
const oktaStep = (timeoutSeconds: 55 | 115, ...more: readonly Grant[]): FunctionNeeds => ({
  trigger: { kind: "state" },
  timeoutSeconds,
  memoryMb: 1024,
  grants: [...TABLE, "open-secrets", ...more],
});

/** What an HTTP function gets that touches no target: less environment, and a start without their clients. */
export const isIngress = ({ trigger, grants }: FunctionNeeds): boolean =>
  trigger.kind === "http" && !grants.includes("open-secrets");

export const FUNCTION_TABLE: Readonly<Record<string, FunctionNeeds>> = {
  "ingest-okta-hook": {
    trigger: { kind: "http", path: "/v1/hooks/okta/{hookId}", methods: ["POST", "GET"] },
    timeoutSeconds: 10,
    memoryMb: 1024, // Okta waits 3 s, a cold start included: memory buys processor time
    grants: ["read-table", "send-intake"],
  },
  "hand-over-credential": {
    trigger: { kind: "http", path: "/v1/credentials/{claimId}", methods: ["GET", "POST"] },
    timeoutSeconds: 25, // API Gateway waits 29 s
    memoryMb: 1024,
    grants: [...TABLE, "open-secrets"],
  },
  "check-health": {
    trigger: { kind: "http", path: "/v1/health", methods: ["GET"] },
    timeoutSeconds: 10,
    memoryMb: 512,
    grants: ["read-table"],
  },
  "dispatch-event": {
    trigger: { kind: "queue", queue: "intake", batchSize: 10 },
    timeoutSeconds: 55,
    memoryMb: 512,
    grants: [...TABLE, "send-assessments"],
  },
  "assess-person": {
    trigger: { kind: "queue", queue: "assessments", batchSize: 5 },
    timeoutSeconds: 115,
    memoryMb: 1024,
    grants: [...TABLE, "open-secrets", "send-assessments", "start-executions", "describe-executions", "send-mail"],
  },
  "sweep-minute": {
    trigger: { kind: "every-minute" },
    timeoutSeconds: 115,
    memoryMb: 512,
    grants: [...TABLE, "send-assessments", "describe-executions", ...TELLS],
  },
  "poll-system-log": {
    trigger: { kind: "every-minute" },
    timeoutSeconds: 115,
    memoryMb: 1024,
    grants: [...TABLE, "open-secrets", "send-intake", "send-assessments"],
  },
  "close-execution": { ...bookkeeping(...TELLS), trigger: { kind: "execution-broke" } },

  "create-account": oktaStep(55),
  "reopen-account": oktaStep(55),
  "change-user-type": oktaStep(55),
  "complete-profile": oktaStep(55),
  "add-groups": oktaStep(115),
  "activate-account": oktaStep(55),
  "deliver-credential": oktaStep(55, "seal-secrets", "send-mail"),
  "write-welcome-note": oktaStep(55, "send-mail"),
  "undo-joiner": oktaStep(55),

  "tell-managers": oktaStep(55, "send-mail"),

  "restore-sign-in": oktaStep(55),
  "remind-sponsor": oktaStep(55, "send-mail"),

  "block-sign-in": oktaStep(55),
  "clear-sessions": oktaStep(55),
  "remove-admin-roles": oktaStep(115),
  "reset-factors": oktaStep(55),
  "record-groups": oktaStep(55),
  "remove-groups": oktaStep(115),
  "deactivate-account": oktaStep(55),
  "raise-tasks": oktaStep(55, "send-mail"),

  "verify-run": oktaStep(55),
  "record-run": bookkeeping(),
  "record-failure": bookkeeping(...TELLS),
  "release-person": bookkeeping("send-assessments"),
};
