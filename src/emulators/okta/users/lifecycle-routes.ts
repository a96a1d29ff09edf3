/** /api/v1/users/{id}/lifecycle/…: one route per operation. */
import { invalid } from "../errors.ts";
import { type Call, DONE, flag, ok, type Reply, type Route } from "../http/route.ts";
import { resetFactors } from "./factor-store.ts";
import {
  activate,
  deactivate,
  expirePassword,
  expirePasswordWithTemporary,
  reactivate,
  resetPassword,
  suspend,
  unlock,
  unsuspend,
} from "./lifecycle.ts";
import { clearSessions } from "./session-store.ts";
import type { LifecycleOperation } from "./transitions.ts";
import { renderUser } from "./user.ts";
import { userInPath } from "./user-routes.ts";

function endSessionsIfAsked(call: Call, userId: string): void {
  if (flag(call, "revokeSessions", false)) clearSessions(call.org, userId, { tokens: false });
}

const HANDLERS: Readonly<Record<LifecycleOperation, (call: Call) => Reply>> = {
  activate: (call) => ok(activate(call.caller, userInPath(call), flag(call, "sendEmail", true))),
  reactivate: (call) => ok(reactivate(call.caller, userInPath(call), flag(call, "sendEmail", false))),
  suspend: (call) => {
    suspend(call.caller, userInPath(call));
    return DONE;
  },
  unsuspend: (call) => {
    unsuspend(call.caller, userInPath(call));
    return DONE;
  },
  deactivate: (call) => {
    deactivate(call.caller, userInPath(call), call.header("prefer") === "respond-async");
    return DONE;
  },
  unlock: (call) => {
    unlock(call.caller, userInPath(call));
    return DONE;
  },
  expire_password: (call) => {
    const user = userInPath(call);
    expirePassword(call.caller, user);
    return ok(renderUser(call.org, user));
  },
  expire_password_with_temp_password: (call) => {
    const user = userInPath(call);
    const tempPassword = expirePasswordWithTemporary(call.caller, user);
    endSessionsIfAsked(call, user.id);
    return ok({ tempPassword });
  },
  reset_password: (call) => {
    if (call.query.get("sendEmail") === null) throw invalid("sendEmail", "sendEmail: The field cannot be left blank");
    const user = userInPath(call);
    const answer = resetPassword(call.caller, user, flag(call, "sendEmail", true));
    endSessionsIfAsked(call, user.id);
    return ok(answer);
  },
  reset_factors: (call) => {
    resetFactors(call.caller, userInPath(call));
    return DONE;
  },
};

export const lifecycleRoutes: readonly Route[] = Object.entries(HANDLERS).map(([operation, handle]) => ({
  method: "POST",
  path: `/api/v1/users/{id}/lifecycle/${operation}`,
  scope: "okta.users.manage",
  handle,
}));
