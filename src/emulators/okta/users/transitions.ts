/**
 * Which lifecycle operation Okta accepts in which status, and how it refuses the others
 * (https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserLifecycle/). Data, read by the
 * operations and by the tests.
 */
import type { ErrorCode } from "../errors.ts";
import type { UserStatus } from "./user.ts";

export type LifecycleOperation =
  | "activate"
  | "reactivate"
  | "suspend"
  | "unsuspend"
  | "deactivate"
  | "unlock"
  | "expire_password"
  | "expire_password_with_temp_password"
  | "reset_password"
  | "reset_factors";

interface Precondition {
  readonly from: readonly UserStatus[];
  readonly otherwise: ErrorCode;
}

const LIVE: readonly UserStatus[] = [
  "STAGED",
  "PROVISIONED",
  "ACTIVE",
  "RECOVERY",
  "PASSWORD_EXPIRED",
  "LOCKED_OUT",
  "SUSPENDED",
];
const HAS_SIGNED_UP: readonly UserStatus[] = ["ACTIVE", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT"];

export const TRANSITIONS: Readonly<Record<LifecycleOperation, Precondition>> = {
  activate: { from: ["STAGED", "DEPROVISIONED"], otherwise: "E0000016" },
  reactivate: { from: ["PROVISIONED", "RECOVERY"], otherwise: "E0000038" },
  suspend: { from: ["ACTIVE"], otherwise: "E0000001" },
  unsuspend: { from: ["SUSPENDED"], otherwise: "E0000001" },
  // A second deactivation is reported as 404: https://github.com/okta/okta-sdk-java/issues/721
  deactivate: { from: LIVE, otherwise: "E0000007" },
  unlock: { from: ["LOCKED_OUT"], otherwise: "E0000032" },
  expire_password: { from: HAS_SIGNED_UP, otherwise: "E0000038" },
  expire_password_with_temp_password: { from: HAS_SIGNED_UP, otherwise: "E0000038" },
  reset_password: { from: HAS_SIGNED_UP, otherwise: "E0000038" },
  // Factors outlive deactivation, so that resetting them stays possible in every status.
  reset_factors: { from: [...LIVE, "DEPROVISIONED"], otherwise: "E0000038" },
};

/** The lifecycle operations that a user in this status accepts. */
export function availableTransitions(status: UserStatus): LifecycleOperation[] {
  const names = Object.keys(TRANSITIONS) as LifecycleOperation[];
  return names.filter((name) => TRANSITIONS[name].from.includes(status));
}
