/** What an operator asks of an Okta org before relying on it: each question with no more scopes than it needs. */
import * as z from "zod";
import { AccessDenied, InvalidInput, ProviderUnavailable } from "../../domain/errors.ts";
import { instantOf } from "../../domain/time.ts";
import type { OrgIdentity, OrgInspector } from "../../ports/org-inspector.ts";
import { OKTA_CAPABILITIES } from "./capabilities.ts";
import { EMULATOR, type OktaConfig } from "./config.ts";
import { createConnection, type OktaConnectionOptions } from "./connection.ts";
import { jsonOf } from "./errors.ts";
import { createEventHooks } from "./event-hooks.ts";
import { listAll, parsed } from "./pages.ts";
import { query } from "./path.ts";
import { OktaGroupRule, OktaRole } from "./schema.ts";
import type { OktaRequest, OktaResponse, Send } from "./transport.ts";

/** No request is sent, and no secret read, before the first call. */
export function createOktaInspector(config: OktaConfig, options: OktaConnectionOptions): OrgInspector {
  const withScopes = createScopedSend(config, options);
  const { auth } = config;
  return {
    credential:
      auth.type === "token" ? { kind: "token" } : { kind: "oauth", clientId: auth.clientId, scopes: auth.scopes },
    neededScopes: neededScopes(),
    probes: PROBES,
    hooks: createEventHooks(withScopes(["okta.eventHooks.manage", "okta.eventHooks.read"])),
    identify: () => identify(config, options),
    requestScope: async (scope) => {
      // Any answer but a refused token will do: what is asked for is the token alone.
      await withScopes([scope])(NOTHING).catch((error: unknown) => {
        if (!(error instanceof AccessDenied) || error.evidence.httpStatus !== 403) throw error;
      });
    },
    probe: async (name) => {
      const probe = PROBES.find((candidate) => candidate.name === name);
      if (!probe) throw new InvalidInput(`there is no probe ${name}`);
      const { path, scopes } = probe;
      const { budget } = await withScopes(scopes)({ method: "GET", path, purpose: `read ${name}` });
      return budget && { perMinute: budget.limit, remaining: budget.remaining };
    },
    ownRoles: () => ownRoles(config, withScopes(["okta.roles.read", "okta.roles.manage"])),
    userAttributes: () => userAttributes(withScopes(["okta.schemas.read", "okta.schemas.manage"])),
    groupRules: () => groupRules(withScopes(["okta.groups.manage", "okta.groups.read"])),
    tokenIdOf: (requestId) => tokenIdOf(withScopes(["okta.logs.read"]), requestId),
  };
}

const NOTHING: OktaRequest = {
  method: "GET",
  path: `/api/v1/users${query({ limit: 1, filter: 'id eq "00u00000000000000000"' })}`,
  purpose: "be asked for an access token",
};

/** Each read stands for a bucket of Okta's rate limits and for a scope. */
const PROBES = [
  { name: "users", path: "/api/v1/users?limit=1", scopes: ["okta.users.manage", "okta.users.read"] },
  { name: "groups", path: "/api/v1/groups?limit=1", scopes: ["okta.groups.manage", "okta.groups.read"] },
  { name: "group rules", path: "/api/v1/groups/rules?limit=1", scopes: ["okta.groups.manage", "okta.groups.read"] },
  { name: "apps", path: "/api/v1/apps?limit=1", scopes: ["okta.apps.read", "okta.apps.manage"] },
  { name: "System Log", path: "/api/v1/logs?limit=1", scopes: ["okta.logs.read"] },
].map((probe) => ({ ...probe, request: `GET ${probe.path.replace(/\?.*/, "")}` }));

/**
 * Okta refuses a token request whole when one of its scopes is not granted, so every question asks with its own; of
 * several that would do, the first that is granted. An API token knows no scopes.
 */
function createScopedSend(config: OktaConfig, options: OktaConnectionOptions): (scopes: readonly string[]) => Send {
  const known = new Map<string, Send>();
  const sendWith = (scope: string): Send => {
    const { auth } = config;
    const key = auth.type === "token" ? "" : scope;
    const scoped = auth.type === "token" ? config : { ...config, auth: { ...auth, scopes: [scope] } };
    const send = known.get(key) ?? createConnection(scoped, options);
    known.set(key, send);
    return send;
  };
  return ([first = "", ...others]) =>
    async (request) => {
      let scope = first;
      for (const next of [...others, undefined])
        try {
          return await sendWith(scope)(request);
        } catch (error) {
          if (next === undefined || !isUngranted(error)) throw error;
          scope = next;
        }
      throw new AccessDenied("no scope was asked for");
    };
}

const isUngranted = (error: unknown): boolean =>
  error instanceof AccessDenied && error.evidence.providerCode === "invalid_scope";

/** Scopes by what needs them, `manage` in place of its `read`. */
function neededScopes(): ReadonlyMap<string, readonly string[]> {
  const needed = new Map<string, string[]>();
  for (const [operation, { scopes, isForUserTypes }] of Object.entries(OKTA_CAPABILITIES))
    for (const scope of isForUserTypes ? [] : scopes) needed.set(scope, [...(needed.get(scope) ?? []), operation]);
  for (const [scope, operations] of needed) {
    const manage = scope.replace(/\.read$/, ".manage");
    if (manage === scope || !needed.has(manage)) continue;
    needed.set(manage, [...(needed.get(manage) ?? []), ...operations]);
    needed.delete(scope);
  }
  return needed;
}

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/OrgSettingMetadata/ */
const WellKnownOrg = z.object({
  pipeline: z.string().nullish(),
  _links: z.object({
    organization: z.object({ href: z.url() }),
    alternate: z.object({ href: z.url() }).nullish(),
  }),
});

const IDENTIFY_TIMEOUT_MS = 10_000;

async function identify({ orgUrl }: OktaConfig, options: OktaConnectionOptions): Promise<OrgIdentity> {
  if (orgUrl === EMULATOR) throw new InvalidInput("orgUrl: the emulator runs with the local runtime only");
  const now = (): number => Date.parse((options.now ?? (() => instantOf(Date.now())))());
  const askedAt = now();
  const response = await askAnybody(`${orgUrl.replace(/\/+$/, "")}/.well-known/okta-organization`);
  const text = await response.text();
  const said = WellKnownOrg.safeParse(jsonOf(text));
  if (response.status !== 200 || !said.success)
    throw new InvalidInput(
      `what answers at ${orgUrl} is no Okta org: its /.well-known/okta-organization says ${response.status}`,
      {
        provider: "okta",
        httpStatus: response.status,
      },
    );
  const { pipeline, _links: links } = said.data;
  const hrefs = [links.organization.href, ...(links.alternate ? [links.alternate.href] : [])];
  const orgTime = Date.parse(response.headers.get("date") ?? "");
  return {
    hosts: [...new Set(hrefs.map((href) => new URL(href).host.toLowerCase()))],
    ...(pipeline ? { engine: pipeline } : {}),
    ...(Number.isNaN(orgTime) ? {} : { clockSkewMs: orgTime - (askedAt + now()) / 2 }),
  };
}

async function askAnybody(url: string): Promise<Response> {
  try {
    return await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(IDENTIFY_TIMEOUT_MS) });
  } catch (error) {
    const { name, cause } = error as { readonly name?: string; readonly cause?: { readonly code?: string } };
    const code = name === "TimeoutError" ? "timeout" : (cause?.code ?? "network");
    throw new ProviderUnavailable(`nothing answers at ${new URL(url).origin} (${code})`, {
      provider: "okta",
      networkError: code,
    });
  }
}

const Someone = z.object({ id: z.string().min(1) });

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/RoleAssignmentClient/ */
async function ownRoles({ auth }: OktaConfig, send: Send): Promise<readonly string[]> {
  const purpose = "list the admin roles of our own credentials";
  const typeOf = (role: z.infer<typeof OktaRole>): string => role.type ?? "CUSTOM";
  if (auth.type === "oauth") {
    const path = `/oauth2/v1/clients/${encodeURIComponent(auth.clientId)}/roles`;
    return listAll(send, { path, purpose }, OktaRole, typeOf);
  }
  const { id } = parsed(await send({ method: "GET", path: "/api/v1/users/me", purpose }), Someone, purpose);
  return listAll(send, { path: `/api/v1/users/${id}/roles`, purpose }, OktaRole, typeOf);
}

const Properties = z.object({ properties: z.record(z.string(), z.unknown()).nullish() }).nullish();
const UserSchema = z.object({ definitions: z.object({ base: Properties, custom: Properties }) });

async function userAttributes(send: Send): Promise<readonly string[]> {
  const purpose = "read the schema of user profiles";
  const response: OktaResponse = await send({ method: "GET", path: "/api/v1/meta/schemas/user/default", purpose });
  const { base, custom } = parsed(response, UserSchema, purpose).definitions;
  return [...Object.keys(base?.properties ?? {}), ...Object.keys(custom?.properties ?? {})];
}

const groupRules = (send: Send) =>
  listAll(
    send,
    { path: `/api/v1/groups/rules${query({ limit: 200 })}`, purpose: "list group rules" },
    OktaGroupRule,
    (rule) => ({
      name: rule.name ?? rule.id,
      status: rule.status ?? "UNKNOWN",
      targetGroupIds: rule.actions?.assignUserToGroups?.groupIds ?? [],
    }),
  );

const OwnEvents = z.array(
  z.object({
    transaction: z.object({ detail: z.object({ requestApiTokenId: z.string().nullish() }).nullish() }).nullish(),
  }),
);

async function tokenIdOf(send: Send, requestId: string): Promise<string | undefined> {
  if (!/^[\w@-]{1,100}$/.test(requestId)) return undefined;
  const purpose = "find our own request in the System Log";
  const path = `/api/v1/logs${query({ filter: `transaction.id eq "${requestId}"`, limit: 10 })}`;
  const events = parsed(await send({ method: "GET", path, purpose }), OwnEvents, purpose);
  return events.map((event) => event.transaction?.detail?.requestApiTokenId).find((id) => typeof id === "string");
}
