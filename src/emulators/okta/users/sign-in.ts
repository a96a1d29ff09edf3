/** Signing in with a password, and the pages behind the links in Okta's mails. */
import { z } from "zod";
import { refusal } from "../errors.ts";
import { record } from "../events/log.ts";
import { bodyAs, type Call, ok, type Reply, type Route } from "../http/route.ts";
import { timestamp } from "../org.ts";
import { oneTimeToken, passwordDigest } from "./password.ts";
import { setPassword } from "./update.ts";
import { renderUser, setStatus, type UserRecord, userByLogin, userTarget } from "./user.ts";

const credentials = z.object({ username: z.string(), password: z.string() });

/** POST /api/v1/authn: who may not sign in gets 401 E0000004, whatever the reason. */
function authn(call: Call): Reply {
  const { username, password } = bodyAs(call, credentials);
  const user = userByLogin(call.org, username);
  if (user === undefined) throw refusal("E0000004");
  if (user.password !== passwordDigest(password)) return wrongPassword(call, user);
  if (user.status === "LOCKED_OUT") return ok({ status: "LOCKED_OUT", _links: {} });
  if (user.status === "PASSWORD_EXPIRED") return ok(transaction(call, user, "PASSWORD_EXPIRED"));
  if (user.status !== "ACTIVE") return fail(call, user, "VERIFICATION_ERROR");
  user.failedSignIns = 0;
  user.lastLogin = timestamp(call.org);
  const sessionToken = `20111${oneTimeToken()}`;
  call.org.state.sessionTokens.set(sessionToken, user.id);
  record(call.caller, { type: "user.session.start", targets: [], actor: userTarget(user) });
  return ok({ ...transaction(call, user, "SUCCESS"), sessionToken });
}

function wrongPassword(call: Call, user: UserRecord): Reply {
  user.failedSignIns += 1;
  const isLocked = user.failedSignIns >= call.org.state.settings.lockoutAttempts;
  if (user.status === "ACTIVE" && isLocked) {
    setStatus(call.org, user, "LOCKED_OUT");
    record(call.caller, { type: "user.account.lock", targets: [userTarget(user)], actor: userTarget(user) });
  }
  return fail(call, user, "INVALID_CREDENTIALS");
}

function fail(call: Call, user: UserRecord, reason: string): never {
  record(call.caller, { type: "user.session.start", targets: [], actor: userTarget(user), failure: reason });
  throw refusal("E0000004");
}

function transaction(call: Call, user: UserRecord, status: string): object {
  return {
    status,
    expiresAt: new Date(call.org.now() + 5 * 60_000).toISOString(),
    _embedded: { user: { id: user.id, passwordChanged: user.passwordChanged, profile: user.profile } },
  };
}

/** The page of a mailed link: GET shows a form, POST with `password` sets it and makes the user ACTIVE. */
function linkPage(kind: "activationToken" | "recoveryToken"): (call: Call) => Reply {
  return (call) => {
    const token = call.path("token");
    const user = [...call.org.state.users.values()].find((candidate) => candidate[kind] === token);
    if (user === undefined) throw refusal("E0000011");
    if (call.body === undefined) return { status: 200, body: FORM, headers: { "content-type": "text/html" } };
    const { password } = bodyAs(call, z.object({ password: z.string() }));
    setPassword({ ...call.caller, actor: userTarget(user) }, user, password);
    return ok(renderUser(call.org, user));
  };
}

const FORM = `<!doctype html><title>Set your password</title>
<form method="post"><label>New password <input type="password" name="password"></label> <button>Save</button></form>`;

const welcome = linkPage("activationToken");
const recovery = linkPage("recoveryToken");

export const signInRoutes: readonly Route[] = [
  { method: "POST", path: "/api/v1/authn", scope: undefined, handle: authn },
  { method: "GET", path: "/welcome/{token}", scope: undefined, handle: welcome },
  { method: "POST", path: "/welcome/{token}", scope: undefined, handle: welcome },
  { method: "GET", path: "/reset_password/{token}", scope: undefined, handle: recovery },
  { method: "POST", path: "/reset_password/{token}", scope: undefined, handle: recovery },
];
