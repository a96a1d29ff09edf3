/** Whether we get in, with which scopes, and as what. */
import { AccessDenied, InvalidInput, type MasteryError } from "../../domain/errors.ts";
import type { OrgInspector } from "../../ports/org-inspector.ts";
import { check, type Finding, missing, type OrgCheck, ok, unclear } from "./check.ts";

const APP = "Applications > Applications > the service app";

/** The org answers and is one; its clock agrees with ours. */
export async function checkOrg(inspector: OrgInspector): Promise<readonly OrgCheck[]> {
  const mend = "okta.orgUrl of the tenant's file is the org's address without -admin, such as https://acme.okta.com";
  try {
    const { hosts, engine, clockSkewMs } = await inspector.identify();
    const kind = engine === "idx" ? ", Identity Engine" : "";
    return [
      { name: "org", needed: true, ...ok(hosts.join(", ") + kind) },
      { name: "clock", needed: true, ...clockFinding(clockSkewMs) },
    ];
  } catch (error) {
    if (!(error instanceof InvalidInput) && (error as MasteryError).name !== "ProviderUnavailable") throw error;
    return [{ name: "org", needed: true, ...missing((error as MasteryError).message, mend) }];
  }
}

/** Token requests are signed with our time, and Okta refuses what is minutes off. */
const MAX_SKEW_MS = 60_000;

function clockFinding(skewMs: number | undefined): Finding {
  if (skewMs === undefined) return unclear("the org does not tell its time");
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const seen = `the org's clock is ${seconds} s ${skewMs < 0 ? "behind" : "ahead of"} ours`;
  return Math.abs(skewMs) <= MAX_SKEW_MS ? ok(seen) : missing(seen, "set this machine's clock by NTP");
}

/** A token, or one scope of it, is given to us. */
export function checkSignIn(inspector: OrgInspector): Promise<OrgCheck> {
  const { credential } = inspector;
  return check("sign-in", async () => {
    try {
      if (credential.kind === "token") await inspector.probe("users");
      else await firstGranted(inspector, credential.scopes);
      return ok(
        credential.kind === "token" ? "the API token is accepted" : `the app ${credential.clientId} gets tokens`,
      );
    } catch (error) {
      if (!(error instanceof AccessDenied)) throw error;
      const { httpStatus, providerCode } = error.evidence;
      // Somebody who may not read users has signed in all the same.
      if (credential.kind === "token" && httpStatus === 403) return ok("the API token is accepted");
      return missing(error.message, signInMend(credential.kind, providerCode));
    }
  });
}

async function firstGranted(inspector: OrgInspector, scopes: readonly string[]): Promise<void> {
  let refusal: unknown;
  for (const scope of scopes)
    try {
      return await inspector.requestScope(scope);
    } catch (error) {
      if (!isUngranted(error)) throw error;
      refusal = error;
    }
  throw refusal;
}

const isUngranted = (error: unknown): boolean =>
  error instanceof AccessDenied && error.evidence.providerCode === "invalid_scope";

function signInMend(kind: "token" | "oauth", code: string | undefined): string {
  if (kind === "token")
    return "Security > API > Tokens: the token was revoked, expired after 30 days unused, or its owner is not active; make a new one and `mastery secret set` it";
  if (code === "invalid_dpop_proof" || code === "use_dpop_nonce")
    return `${APP} > General > Proof of possession: switch off "Require DPoP header in token requests", or use an RSA key, which the proof needs`;
  if (code === "invalid_scope") return `${APP} > Okta API Scopes: grant those that okta.auth.scopes names`;
  return `${APP} > General: the app is active, its client id is that of okta.auth.clientId, it authenticates with a public key, and the key's other half is the one that was set with \`mastery secret set\``;
}

/** What only some commands need; the product's runs do without. */
const COMMAND_SCOPES = new Map([
  ["okta.eventHooks.manage", "`mastery hook`"],
  ["okta.schemas.read", "the check of attributes"],
]);

/** Each scope asked for alone: Okta refuses the whole request when one of several is not granted. */
export async function checkScopes(inspector: OrgInspector): Promise<readonly OrgCheck[]> {
  const { credential, neededScopes } = inspector;
  if (credential.kind === "token")
    return [{ name: "scopes", needed: true, ...ok("an API token has none: it may do what its owner may") }];
  const asked = credential.scopes;
  const covers = (scope: string): boolean =>
    asked.includes(scope) || asked.includes(scope.replace(/\.read$/, ".manage"));
  const uncovered = [...neededScopes.keys()].filter((scope) => !covers(scope));
  const checks: OrgCheck[] = [];
  for (const scope of asked) {
    const purpose = neededScopes.has(scope)
      ? `for ${neededScopes.get(scope)?.join(", ")}`
      : "asked for by the tenant's file";
    checks.push(await checkScope(inspector, scope, { needed: true, purpose }));
  }
  for (const scope of uncovered) {
    const mend = `add ${scope} to okta.auth.scopes of the tenant's file, and grant it: ${APP} > Okta API Scopes`;
    const seen = `not asked for; needed for ${neededScopes.get(scope)?.join(", ")}`;
    checks.push({ name: `scope ${scope}`, needed: true, ...missing(seen, mend) });
  }
  for (const [scope, command] of COMMAND_SCOPES)
    if (!covers(scope)) checks.push(await checkScope(inspector, scope, { needed: false, purpose: `for ${command}` }));
  return checks;
}

function checkScope(
  inspector: OrgInspector,
  scope: string,
  { needed, purpose }: { readonly needed: boolean; readonly purpose: string },
): Promise<OrgCheck> {
  return check(
    `scope ${scope}`,
    async () => {
      try {
        await inspector.requestScope(scope);
        return ok(`granted, ${purpose}`);
      } catch (error) {
        if (!isUngranted(error)) throw error;
        return missing(`not granted, ${purpose}`, `${APP} > Okta API Scopes > ${scope} > Grant`);
      }
    },
    { needed },
  );
}

/** The roles that are seen; what a custom one allows cannot be seen without writing. */
export function checkRole(inspector: OrgInspector): Promise<OrgCheck> {
  const mend =
    inspector.credential.kind === "token"
      ? "Security > Administrators: the token's owner needs Super Administrator"
      : `${APP} > Admin roles > Edit assignments > Super Administrator`;
  return check(
    "admin role",
    async () => {
      const roles = await inspector.ownRoles();
      const seen = roles.length === 0 ? "none" : roles.join(", ");
      if (roles.includes("SUPER_ADMIN")) return ok(seen);
      if (roles.includes("ORG_ADMIN"))
        return unclear(`${seen}: enough, but not for people who hold admin roles, nor for event hooks`, mend);
      if (roles.some((role) => !READ_ONLY.has(role)))
        return unclear(`${seen}: whether it allows every operation cannot be seen without writing`, mend);
      return missing(`${seen}: may change nobody`, mend);
    },
    { mend },
  );
}

const READ_ONLY = new Set(["READ_ONLY_ADMIN", "REPORT_ADMIN"]);

/** One harmless read of each kind, and what the org's rate limits leave us. */
export async function checkReads(inspector: OrgInspector): Promise<readonly OrgCheck[]> {
  const checks: OrgCheck[] = [];
  for (const { name, request } of inspector.probes) {
    const mend = `the admin role must allow ${request}`;
    const read = await check(`reading ${name}`, async () => {
      try {
        return rateFinding(request, await inspector.probe(name));
      } catch (error) {
        if (!(error instanceof AccessDenied)) throw error;
        return missing(error.message, mend);
      }
    });
    checks.push(read);
  }
  return checks;
}

/** Half of a bucket is what one token or app gets by default. */
function rateFinding(
  request: string,
  rate: { readonly perMinute: number; readonly remaining: number } | undefined,
): Finding {
  if (rate === undefined) return ok(`${request}; the org tells no rate limit`);
  const used = rate.perMinute - rate.remaining;
  const share = Math.round((used / Math.max(1, rate.perMinute)) * 100);
  const seen = `${request}; ${rate.perMinute} a minute, ${used} of them used (${share} %) by us and others`;
  if (share < 50) return ok(seen);
  return unclear(seen, "Reports > Rate limits shows which client uses it; we wait for what is left");
}
