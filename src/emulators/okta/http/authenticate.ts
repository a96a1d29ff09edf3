/** Who calls: an SSWS token acts as its admin, an OAuth access token as its service app. */
import { refusal } from "../errors.ts";
import type { LogActor } from "../events/log-event.ts";
import type { Org } from "../org.ts";
import { userTarget } from "../users/user.ts";

export interface Principal {
  readonly actor: LogActor;
  /** The key under which this principal's share of the rate limits is counted. */
  readonly key: string;
  /** What the System Log says about the credential. */
  readonly detail: Readonly<Record<string, string>>;
  /** Undefined where the credential may do everything that its admin may. */
  readonly scopes: readonly string[] | undefined;
}

/** The principal of a request, or 401 E0000011. */
export function authenticate(org: Org, authorization: string | undefined): Principal {
  const [scheme, secret] = (authorization ?? "").split(/\s+/, 2);
  if (secret !== undefined && scheme === "SSWS") return byApiToken(org, secret);
  if (secret !== undefined && scheme === "Bearer") return byAccessToken(org, secret);
  throw refusal("E0000011");
}

function byApiToken(org: Org, secret: string): Principal {
  const token = org.state.apiTokens.get(secret);
  const admin = token === undefined ? undefined : org.state.users.get(token.userId);
  // A token lives and dies with the admin who made it.
  if (token === undefined || admin?.status !== "ACTIVE") throw refusal("E0000011");
  return { actor: userTarget(admin), key: token.id, detail: { requestApiTokenId: token.id }, scopes: undefined };
}

function byAccessToken(org: Org, secret: string): Principal {
  const token = org.state.accessTokens.get(secret);
  const client = token === undefined ? undefined : org.state.clients.get(token.clientId);
  if (token === undefined || client === undefined || token.expiresAt <= org.now()) throw refusal("E0000011");
  const { clientId } = client;
  const actor = { id: clientId, type: "PublicClientApp", alternateId: clientId, displayName: client.label };
  return { actor: { ...actor, detailEntry: null }, key: clientId, detail: {}, scopes: token.scopes };
}

/** 403 E0000006 unless the principal may use what needs this scope; `manage` includes `read`. */
export function requireScope(principal: Principal, scope: string): void {
  if (principal.scopes === undefined || principal.scopes.includes(scope)) return;
  if (scope.endsWith(".read") && principal.scopes.includes(scope.replace(/\.read$/, ".manage"))) return;
  throw refusal("E0000006");
}
