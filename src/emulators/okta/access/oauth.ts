/** POST /oauth2/v1/token: client_credentials with private_key_jwt, the only flow that Okta API scopes allow. */
import { createPublicKey, randomBytes, verify } from "node:crypto";
import { z } from "zod";
import { type Call, ok, type Reply, type Route } from "../http/route.ts";
import type { ServiceClient } from "./credentials.ts";

const HOUR_MS = 60 * 60 * 1000;
const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const tokenBody = z.object({
  grant_type: z.string(),
  scope: z.string(),
  client_assertion_type: z.literal(ASSERTION_TYPE),
  client_assertion: z.string(),
});
const header = z.object({ alg: z.string(), kid: z.string().optional() });
const claims = z.object({
  iss: z.string(),
  sub: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  jti: z.string().optional(),
});

/** OAuth endpoints answer in OAuth's error shape, not in Okta's. */
function oauthError(status: number, error: string, description: string): Reply {
  return { status, body: { error, error_description: description } };
}

function token(call: Call): Reply {
  const body = tokenBody.safeParse(call.body);
  if (!body.success) return oauthError(400, "invalid_request", "A required parameter is missing or malformed.");
  if (body.data.grant_type !== "client_credentials") {
    return oauthError(400, "unsupported_grant_type", "Only client_credentials is supported for service apps.");
  }
  const assertion = readAssertion(body.data.client_assertion);
  const client = assertion === undefined ? undefined : call.org.state.clients.get(assertion.claims.iss);
  if (assertion === undefined || client === undefined) return oauthError(401, "invalid_client", "Unknown client.");
  const problem = assertionProblem(call, client, assertion);
  if (problem !== undefined) return oauthError(401, "invalid_client", problem);
  const scopes = body.data.scope.split(/\s+/).filter((scope) => scope !== "");
  const foreign = scopes.filter((scope) => !client.scopes.includes(scope));
  if (foreign.length > 0 || scopes.length === 0) {
    return oauthError(400, "invalid_scope", "One or more scopes are not granted to the client application.");
  }
  const accessToken = `eyJ${randomBytes(48).toString("base64url")}`;
  call.org.state.accessTokens.set(accessToken, {
    token: accessToken,
    clientId: client.clientId,
    scopes,
    expiresAt: call.org.now() + HOUR_MS,
  });
  return ok({ token_type: "Bearer", expires_in: 3600, access_token: accessToken, scope: scopes.join(" ") });
}

interface Assertion {
  readonly header: z.infer<typeof header>;
  readonly claims: z.infer<typeof claims>;
  readonly signed: string;
  readonly signature: Buffer;
}

function readAssertion(jwt: string): Assertion | undefined {
  const [head, payload, signature] = jwt.split(".");
  if (head === undefined || payload === undefined || signature === undefined) return undefined;
  try {
    return {
      header: header.parse(JSON.parse(Buffer.from(head, "base64url").toString())),
      claims: claims.parse(JSON.parse(Buffer.from(payload, "base64url").toString())),
      signed: `${head}.${payload}`,
      signature: Buffer.from(signature, "base64url"),
    };
  } catch {
    return undefined;
  }
}

function assertionProblem(call: Call, client: ServiceClient, assertion: Assertion): string | undefined {
  const { iss, sub, aud, exp, jti } = assertion.claims;
  if (iss !== sub) return "The issuer and the subject must be the client id.";
  if (!isSigned(client, assertion)) return "The client_assertion signature is invalid.";
  const audiences = typeof aud === "string" ? [aud] : aud;
  if (!audiences.some((audience) => isAudience(call, audience))) return "The audience claim is invalid.";
  // Clients sign with the wall clock even while the emulator's own clock was moved, so that either counts.
  const { now } = call.org;
  if (exp * 1000 <= Math.min(now(), Date.now())) return "The client_assertion token is expired.";
  if (exp * 1000 > Math.max(now(), Date.now()) + HOUR_MS) return "The client_assertion token lives too long.";
  if (jti === undefined) return undefined;
  if (call.org.state.usedAssertions.has(jti)) return "The client_assertion token has already been used.";
  call.org.state.usedAssertions.set(jti, exp);
  return undefined;
}

function isSigned(client: ServiceClient, { header: { alg, kid }, signed, signature }: Assertion): boolean {
  if (alg !== "RS256") return false;
  const keys = client.keys.filter((key) => kid === undefined || key["kid"] === undefined || key["kid"] === kid);
  return keys.some((key) =>
    verify("RSA-SHA256", Buffer.from(signed), createPublicKey({ key, format: "jwk" }), signature),
  );
}

function isAudience(call: Call, audience: string): boolean {
  const issuer = audience.replace(/\/oauth2\/v1\/token$/, "");
  return issuer === call.org.url || issuer === new URL(call.org.url).origin;
}

export const oauthRoutes: readonly Route[] = [
  { method: "POST", path: "/oauth2/v1/token", scope: undefined, handle: token },
];
