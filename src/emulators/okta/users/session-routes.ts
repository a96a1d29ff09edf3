/** Sessions, and the OAuth tokens and grants that users gave to clients. */
import { z } from "zod";
import { notFound, refusal } from "../errors.ts";
import { record } from "../events/log.ts";
import { bodyAs, type Call, flag, NO_CONTENT, ok, type Reply, type Route } from "../http/route.ts";
import type { OAuthGrant, RefreshToken, SessionRecord } from "./session.ts";
import { clearSessions, extendSession, openSession } from "./session-store.ts";
import { type UserRecord, userOf, userTarget } from "./user.ts";

const userInPath = (call: Call): UserRecord => userOf(call.org, call.path("userId"));

function renderSession(call: Call, session: SessionRecord): object {
  const iso = (time: number): string => new Date(time).toISOString();
  return {
    id: session.id,
    userId: session.userId,
    login: userOf(call.org, session.userId).profile["login"],
    status: "ACTIVE",
    createdAt: iso(session.createdAt),
    expiresAt: iso(session.expiresAt),
    lastPasswordVerification: iso(session.createdAt),
    lastFactorVerification: null,
    amr: ["pwd"],
    idp: { id: `00o${call.org.id}`, type: "OKTA" },
    mfaActive: false,
    _links: { self: { href: `${call.org.url}/api/v1/sessions/${session.id}` } },
  };
}

function sessionInPath(call: Call): SessionRecord {
  const id = call.path("sessionId");
  const session = call.org.state.sessions.get(id);
  if (session === undefined || session.expiresAt <= call.org.now()) throw notFound(id, "AppSession");
  return session;
}

function open(call: Call): Reply {
  const { sessionToken } = bodyAs(call, z.object({ sessionToken: z.string() }));
  const userId = call.org.state.sessionTokens.get(sessionToken);
  if (userId === undefined) throw refusal("E0000004");
  call.org.state.sessionTokens.delete(sessionToken);
  return ok(renderSession(call, openSession(call.org, userId)));
}

function close(call: Call): Reply {
  const session = sessionInPath(call);
  call.org.state.sessions.delete(session.id);
  record(call.caller, { type: "user.session.end", targets: [userTarget(userOf(call.org, session.userId))] });
  return NO_CONTENT;
}

function refresh(call: Call): Reply {
  const session = sessionInPath(call);
  extendSession(call.org, session);
  return ok(renderSession(call, session));
}

function clear(call: Call): Reply {
  const user = userInPath(call);
  const tokens = flag(call, "oauthTokens", false);
  const forgetDevices = flag(call, "forgetDevices", true);
  clearSessions(call.org, user.id, { tokens });
  const debugData = { oauthTokens: String(tokens), forgetDevices: String(forgetDevices) };
  record(call.caller, { type: "user.session.clear", targets: [userTarget(user)], debugData });
  return NO_CONTENT;
}

function tokensOf(call: Call): RefreshToken[] {
  const { id } = userInPath(call);
  return [...call.org.state.refreshTokens.values()].filter((token) => token.userId === id);
}

function renderToken(call: Call, token: RefreshToken): object {
  const issuer = call.org.url;
  return { ...token, lastUpdated: token.created, issuer, status: "ACTIVE", _links: {} };
}

function clients(call: Call): Reply {
  const ids = new Set([...tokensOf(call), ...grantsOf(call)].map((item) => item.clientId));
  return ok([...ids].map((id) => ({ client_id: id, client_name: id, client_uri: null, logo_uri: null, _links: {} })));
}

function clientTokens(call: Call): RefreshToken[] {
  return tokensOf(call).filter((token) => token.clientId === call.path("clientId"));
}

function grantsOf(call: Call): OAuthGrant[] {
  const { id } = userInPath(call);
  return [...call.org.state.grants.values()].filter((grant) => grant.userId === id);
}

function renderGrant(call: Call, grant: OAuthGrant): object {
  const createdBy = { id: grant.userId, type: "User" };
  const rest = { lastUpdated: grant.created, issuer: call.org.url, status: "ACTIVE", source: "END_USER", createdBy };
  return { ...grant, ...rest, _links: {} };
}

function revokeTokens(call: Call): Reply {
  for (const token of clientTokens(call)) call.org.state.refreshTokens.delete(token.id);
  return NO_CONTENT;
}

function revokeGrants(call: Call): Reply {
  for (const grant of grantsOf(call)) call.org.state.grants.delete(grant.id);
  return NO_CONTENT;
}

const manage = "okta.users.manage";
const read = "okta.users.read";
const session = "/api/v1/sessions/{sessionId}";
const user = "/api/v1/users/{userId}";

export const sessionRoutes: readonly Route[] = [
  { method: "POST", path: "/api/v1/sessions", scope: undefined, handle: open },
  {
    method: "GET",
    path: session,
    scope: "okta.sessions.read",
    handle: (call) => ok(renderSession(call, sessionInPath(call))),
  },
  { method: "DELETE", path: session, scope: "okta.sessions.manage", handle: close },
  { method: "POST", path: `${session}/lifecycle/refresh`, scope: "okta.sessions.manage", handle: refresh },
  { method: "DELETE", path: `${user}/sessions`, scope: manage, handle: clear },
  { method: "GET", path: `${user}/clients`, scope: read, handle: clients },
  {
    method: "GET",
    path: `${user}/clients/{clientId}/tokens`,
    scope: read,
    handle: (call) => ok(clientTokens(call).map((token) => renderToken(call, token))),
  },
  { method: "DELETE", path: `${user}/clients/{clientId}/tokens`, scope: manage, handle: revokeTokens },
  {
    method: "GET",
    path: `${user}/grants`,
    scope: read,
    handle: (call) => ok(grantsOf(call).map((grant) => renderGrant(call, grant))),
  },
  { method: "DELETE", path: `${user}/grants`, scope: manage, handle: revokeGrants },
];
