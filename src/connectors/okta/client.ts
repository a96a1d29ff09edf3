/**
 * The transport on Okta's SDK: its credentials, token exchange and DPoP, and nothing else of it. The typed methods are
 * not used, because they drop what they do not know in both directions; neither are its cache, which never expires, and
 * its retries, which sleep. Import this file lazily: the SDK costs 4 MB. https://github.com/okta/okta-sdk-nodejs
 */
import { Client, RequestExecutor } from "@okta/okta-sdk-nodejs";
import { AccessDenied, InvalidInput, MasteryError, ProviderUnavailable } from "../../domain/errors.ts";
import type { Instant } from "../../domain/time.ts";
import { isLoopback } from "./config.ts";
import { budgetOf, jsonOf, refusalOf, requestIdOf, tokenRefusalOf, unreachedBy } from "./errors.ts";
import { signingKeyOf } from "./signing-key.ts";
import type { OktaAnswer, OktaRequest, OktaResponse, Send } from "./transport.ts";

export interface ClientOptions {
  readonly orgUrl: string;
  readonly credentials:
    | { readonly token: string }
    | {
        readonly clientId: string;
        readonly privateKey: string;
        readonly keyId?: string;
        readonly scopes: readonly string[];
      };
  /** For one HTTP request including its body; a call may need several (token, call, token again, call again). */
  readonly requestTimeoutMs: number;
  readonly now: () => Instant;
  /** Sends one request; by default over the network, as the SDK does it. */
  readonly fetch?: FetchOnce | undefined;
}

/** Brings one request to the org and its answer back, or fails as `node-fetch` does. */
export type FetchOnce = (request: WireRequest) => Promise<WireResponse>;

/** What the SDK hands to its executor; `purpose` is ours and travels along. */
export interface WireRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: string;
  purpose?: string;
  [option: string]: unknown;
}

const TOKEN_PATH = "/oauth2/v1/token";
/** A nonce may expire between two requests; the SDK alone would go on for ever. */
const MAX_NONCES = 3;

/** Connects to an org. No request is sent before the first call. */
export function createClient(options: ClientOptions): Send {
  const orgUrl = options.orgUrl.replace(/\/+$/, "");
  const executor = new RequestExecutor();
  const client = construct(orgUrl, options, executor);
  const fetchOnce = options.fetch ?? (executor.fetch.bind(executor) as unknown as FetchOnce);
  const exchange = async (request: WireRequest) => {
    const agent = isLoopback(orgUrl) ? undefined : client.http.agent;
    const answer = await answerTo(fetchOnce, { ...request, agent }, options.requestTimeoutMs);
    if (request.url.endsWith(TOKEN_PATH)) checkToken(answer, options.now());
    else if (answer.status < 200 || answer.status > 299) throw refused(client, request, answer, options.now());
    return received(answer);
  };
  executor.fetch = exchange as unknown as typeof executor.fetch;
  if (client.oauth) shareToken(client.oauth);
  return (request) => send(client, { orgUrl, now: options.now }, request);
}

interface Org {
  readonly orgUrl: string;
  readonly now: () => Instant;
}

function construct(orgUrl: string, { credentials }: ClientOptions, requestExecutor: RequestExecutor): Client {
  // The SDK merges ~/.okta/okta.yaml, ./okta.yaml and OKTA_CLIENT_* below these; whatever is left out leaks in.
  const none = { token: "", clientId: "", scopes: "", privateKey: "", keyId: "" };
  const mode = "token" in credentials ? "SSWS" : "PrivateKey";
  const own = "token" in credentials ? credentials : serviceApp(credentials);
  const config = { orgUrl, authorizationMode: mode, ...none, ...own, userAgent: "mastery" };
  try {
    return new Client({ ...config, cacheMiddleware: null, requestExecutor } as unknown as ConstructorParameters<
      typeof Client
    >[0]);
  } catch {
    throw new InvalidInput("Okta's SDK cannot be set up; check ~/.okta/okta.yaml and okta.yaml in the working folder");
  }
}

type ServiceApp = Exclude<ClientOptions["credentials"], { readonly token: string }>;

function serviceApp({ clientId, scopes, privateKey, keyId }: ServiceApp) {
  return { clientId, scopes: scopes.join(" "), privateKey: signingKeyOf(privateKey, keyId) };
}

export interface WireResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

async function answerTo(fetchOnce: FetchOnce, request: WireRequest, timeoutMs: number): Promise<OktaAnswer> {
  try {
    // A redirect would carry the credentials to another host; Okta's API has none.
    const response = await fetchOnce({ ...request, redirect: "manual", signal: AbortSignal.timeout(timeoutMs) });
    const text = await response.text();
    return { status: response.status, text, header: (name) => response.headers.get(name) ?? undefined };
  } catch (error) {
    const { name, code } = error as { name?: string; code?: string };
    if (name !== "FetchError" && name !== "AbortError") throw error;
    throw unreachedBy(
      name === "AbortError" ? "timeout" : (code ?? "network"),
      request.purpose ?? "issue an access token",
    );
  }
}

/** What the rest of the SDK looks at in a response. The body was read already, so that the time-out covers it. */
function received(answer: OktaAnswer) {
  return {
    status: answer.status,
    headers: { get: (name: string) => answer.header(name) ?? null },
    text: async () => answer.text,
    json: async () => JSON.parse(answer.text),
    answer,
  };
}

/** The SDK swallows the token endpoint's errors and calls on as `Bearer undefined`. */
function checkToken(answer: OktaAnswer, now: Instant): void {
  const body = jsonOf(answer.text) as { error?: unknown; access_token?: unknown } | undefined;
  // The SDK repeats with the nonce. https://developer.okta.com/docs/guides/dpop/
  if (body?.error === "use_dpop_nonce" && answer.header("dpop-nonce")) return;
  if (answer.status < 200 || answer.status > 299) throw tokenRefusalOf(answer, now);
  if (typeof body?.access_token === "string") return;
  const evidence = { provider: "okta", httpStatus: answer.status, ...requestIdOf(answer) };
  throw new ProviderUnavailable("Okta's answer to the request for an access token holds no token", evidence);
}

/** The SDK gets a new token and repeats once when the error has a `status` of 401. */
function refused(client: Client, request: WireRequest, answer: OktaAnswer, now: Instant): MasteryError {
  const error = refusalOf(answer, request.purpose ?? "answer", now, request.body);
  if (answer.status !== 401 || !client.oauth) return error;
  const { oauth } = client;
  // Of several calls that met the same expired token only the first may throw it away.
  const isCurrent = request.headers["Authorization"]?.endsWith(` ${oauth.accessToken?.access_token}`) === true;
  if (isCurrent) Object.assign(oauth, { accessToken: null });
  return Object.assign(error, { status: 401 });
}

/** One token request at a time, whoever asks: the SDK itself sends one for every call that finds no token. */
function shareToken(oauth: Client["oauth"]): void {
  const request = oauth.getAccessToken.bind(oauth) as (
    nonce?: string | null,
  ) => ReturnType<typeof oauth.getAccessToken>;
  let pending: ReturnType<typeof request> | undefined;
  let nonces = 0;
  const shared = (nonce?: string | null) => {
    if (nonce) {
      nonces += 1;
      if (nonces > MAX_NONCES)
        throw new ProviderUnavailable("Okta accepts none of its own nonces", { provider: "okta" });
      return request(nonce);
    }
    if (pending === undefined) {
      nonces = 0;
      pending = request().finally(() => {
        pending = undefined;
      });
    }
    return pending;
  };
  Object.assign(oauth, { getAccessToken: shared, clearCachedAccessToken: () => {} });
}

async function send(client: Client, { orgUrl, now }: Org, request: OktaRequest): Promise<OktaResponse> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (request.body !== undefined) headers["Content-Type"] = "application/json";
  if (request.ifMatch !== undefined) headers["If-Match"] = request.ifMatch;
  const body = request.body === undefined ? {} : { body: JSON.stringify(request.body) };
  const wire = { method: request.method, headers, ...body, purpose: request.purpose };
  let answer: OktaAnswer;
  try {
    ({ answer } = (await client.http.http(orgUrl + request.path, wire as never)) as unknown as ReturnType<
      typeof received
    >);
  } catch (error) {
    if (error instanceof MasteryError) throw error;
    // What is left are credentials that cannot be signed with or put into a header. Their error texts are not shown.
    throw new AccessDenied("the credentials cannot be used; an API token or an RSA key (JWK or PEM) is needed", {
      provider: "okta",
    });
  }
  return responseOf(answer, orgUrl, request.purpose, now());
}

function responseOf(answer: OktaAnswer, orgUrl: string, purpose: string, now: Instant): OktaResponse {
  const body = answer.text === "" ? undefined : jsonOf(answer.text);
  const evidence = { provider: "okta", httpStatus: answer.status, ...requestIdOf(answer) };
  if (answer.text !== "" && body === undefined)
    throw new ProviderUnavailable(`Okta's answer to the request to ${purpose} is no JSON`, evidence);
  const etag = answer.header("etag");
  const next = nextOf(answer.header("link"), orgUrl);
  const found = { ...(etag ? { etag } : {}), ...(next ? { next } : {}) };
  return { body, ...requestIdOf(answer), ...found, ...budgetOf(answer, now) };
}

/** Path and query of the `next` link. Its host is not followed: the credentials are for the org alone. */
function nextOf(header: string | undefined, orgUrl: string): string | undefined {
  const link = /<([^>]+)>\s*;[^<]*?\brel="?next"?/.exec(header ?? "")?.[1];
  if (link === undefined) return undefined;
  const { pathname, search } = new URL(link, orgUrl);
  const prefix = new URL(orgUrl).pathname.replace(/\/$/, "");
  return (pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : pathname) + search;
}
