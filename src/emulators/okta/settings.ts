/** How an org behaves where Okta leaves room, where an admin chooses, or where a test wants the worse case. */
import type { RateLimitPlan } from "./http/rate-limits.ts";

export interface OrgSettings {
  /** Above 0, activation (and deactivation with `Prefer: respond-async`) takes this long; `status` lags until then. */
  transitionMs: number;
  /** Above 0, `search=` sees a change only after this long, as Okta's index does. */
  searchLagMs: number;
  /** Above 0, the System Log shows an event only after this long. */
  logLagMs: number;
  /** Log cursors to a place before this one (counted in events) are refused with 400. */
  oldestLogCursor: number;
  /** "Reactivate suspended Okta users" and its kin for deactivated ones: the next import undoes containment. */
  importReactivates: boolean;
  /** Vendor pages disagree whether sessions end by themselves on suspend and deactivate; false is the worse case. */
  endSessionsOnBlock: boolean;
  /** Group rules leave STAGED and PROVISIONED users alone. */
  rulesSkipPending: boolean;
  /** "Edit Deactivated User Profile Updates". */
  editDeactivatedUsers: boolean;
  /** Wrong passwords in a row before a user is LOCKED_OUT. */
  lockoutAttempts: number;
  /** How long an event hook may take to answer. */
  hookTimeoutMs: number;
  rateLimits: RateLimitPlan;
}

export const DEFAULT_SETTINGS: OrgSettings = {
  transitionMs: 0,
  searchLagMs: 0,
  logLagMs: 0,
  oldestLogCursor: 0,
  importReactivates: true,
  endSessionsOnBlock: false,
  rulesSkipPending: true,
  editDeactivatedUsers: false,
  lockoutAttempts: 10,
  hookTimeoutMs: 3000,
  rateLimits: "workforce",
};
