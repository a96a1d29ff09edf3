/** From an HTTP request below an org's base URL to an answer: authenticate, count, check, handle. */
import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import { errorReply, OktaRefusal, refusal } from "../errors.ts";
import { type Caller, record, systemCaller } from "../events/log.ts";
import type { Org } from "../org.ts";
import { authenticate, type Principal, requireScope } from "./authenticate.ts";
import type { createRateLimiter, RateLimitVerdict } from "./rate-limits.ts";
import type { Call, Reply, Route } from "./route.ts";

type Env = { Bindings: { readonly org: Org } };
type Limiter = ReturnType<typeof createRateLimiter>;

/** The routes as a Hono app whose bindings carry the org. */
export function createApi(routes: readonly Route[], limit: Limiter): Hono<Env> {
  const app = new Hono<Env>();
  for (const [path, methods] of Map.groupBy(routes, (route) => route.path)) {
    app.all(path.replace(/\{(\w+)\}/g, ":$1"), (context) => answer(context, methods, limit));
  }
  app.notFound((context) => answer(context, [], limit));
  return app;
}

async function answer(context: Context<Env>, routes: readonly Route[], limit: Limiter): Promise<Response> {
  const { org } = context.env;
  const requestId = `req${randomBytes(12).toString("base64url")}`;
  const headers: Record<string, string> = { "x-okta-request-id": requestId, date: new Date(org.now()).toUTCString() };
  let reply: Reply;
  try {
    reply = await serve(context, routes, { limit, requestId, headers });
  } catch (error) {
    const known = error instanceof OktaRefusal ? error : refusal("E0000009");
    if (!(error instanceof OktaRefusal)) console.error(error);
    reply = errorReply(known, `oae${randomBytes(12).toString("base64url")}`);
  }
  return respond(reply, headers);
}

function respond(reply: Reply, common: Readonly<Record<string, string>>): Response {
  const headers = new Headers({ ...common, ...reply.headers });
  for (const link of reply.links ?? []) headers.append("link", link);
  if (reply.body === undefined) return new Response(null, { status: reply.status, headers });
  if (typeof reply.body === "string") return new Response(reply.body, { status: reply.status, headers });
  headers.set("content-type", "application/json");
  return new Response(JSON.stringify(reply.body), { status: reply.status, headers });
}

interface Handling {
  readonly limit: Limiter;
  readonly requestId: string;
  readonly headers: Record<string, string>;
}

async function serve(context: Context<Env>, routes: readonly Route[], handling: Handling): Promise<Reply> {
  const { org } = context.env;
  const url = new URL(context.req.url);
  const method = context.req.method;
  const route = routes.find((candidate) => candidate.method === method);
  const isOpen = route !== undefined && route.scope === undefined;
  const principal = isOpen ? undefined : authenticate(org, context.req.header("authorization"));
  const verdict = handling.limit(org, method, url.pathname, principal?.key ?? "");
  Object.assign(handling.headers, verdict.headers);
  if (verdict.isAlert) alert(org, verdict);
  if (!verdict.allowed) throw refusal("E0000047");
  if (route === undefined) throw refusal(routes.length > 0 ? "E0000022" : "E0000008");
  if (principal !== undefined && route.scope !== undefined) requireScope(principal, route.scope);
  return route.handle({
    org,
    caller: callerOf(context, principal, handling.requestId, url.pathname),
    path: (name) => context.req.param(name) ?? "",
    query: url.searchParams,
    header: (name) => context.req.header(name),
    body: await readBody(context),
  });
}

function alert(org: Org, { bucket }: RateLimitVerdict): void {
  const target = { id: bucket, type: "Bucket", alternateId: "unknown", displayName: bucket, detailEntry: null };
  record(systemCaller(org), { type: "system.org.rate_limit.violation", targets: [target], failure: "RATE_LIMIT" });
}

function callerOf(context: Context<Env>, principal: Principal | undefined, id: string, requestUri: string): Caller {
  const { org } = context.env;
  return {
    org,
    actor: principal?.actor ?? systemCaller(org).actor,
    transaction: { type: "WEB", id, detail: principal?.detail ?? {} },
    requestUri,
    userAgent: context.req.header("user-agent") ?? "",
  };
}

async function readBody(context: Context<Env>): Promise<Call["body"]> {
  const text = await context.req.text();
  if (text === "") return undefined;
  const type = context.req.header("content-type") ?? "";
  if (type.startsWith("application/x-www-form-urlencoded")) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch {
    throw refusal("E0000003");
  }
}
