import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { InvalidInput } from "../domain/errors.ts";
import type { ProxyEvent, ProxyResult } from "../lambda/http-chain.ts";
import type { LocalClock } from "./clock.ts";
import type { LocalFunction } from "./function-registry.ts";

/** A little above what the hook's ingress accepts, so that it is the one that refuses. */
const MAX_READ_BYTES = 1024 * 1024 + 1;

/** A route that is not a Lambda: the page, its data, the operator's commands. */
export interface LocalRoute {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** How much of a body is read, where that is more than a hook takes. */
  readonly maxReadBytes?: number;
  readonly answer: (request: {
    readonly headers: IncomingMessage["headers"];
    readonly body: Buffer;
  }) => Promise<LocalAnswer>;
}

export interface LocalAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  /** Instead of the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
}

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly maxReadBytes?: number;
  readonly answer: (request: IncomingMessage, body: Buffer, parameters: Record<string, string>) => Promise<LocalAnswer>;
}

export interface HttpServer {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1: what API Gateway does in AWS, and the local routes. @throws InvalidInput for a busy port. */
export async function startHttpServer(
  port: number,
  clock: LocalClock,
  functions: Iterable<LocalFunction>,
  local: readonly LocalRoute[],
): Promise<HttpServer> {
  const routes = [...[...functions].flatMap((target) => lambdaRoutes(target, clock)), ...local.map(localRoute)];
  const server = createServer((request, response) => {
    handle(request, response, routes).catch(() => send(response, json(500, { error: "failed, try again" })));
  });
  await listen(server, port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}`,
    port: taken,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE" ? "is in use" : `cannot be opened (${error.code ?? "unknown error"})`;
      reject(new InvalidInput(`port ${port} ${why}; choose another with --port N, or --port 0 for any free one`));
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}

async function handle(request: IncomingMessage, response: ServerResponse, routes: readonly Route[]): Promise<void> {
  // A page of some other site must not reach us by a name that resolves to loopback (DNS rebinding).
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? ""))
    return send(response, json(421, { error: "this server answers on 127.0.0.1 only" }));
  const [pathname = "/"] = (request.url ?? "/").split("?");
  const matching = routes.filter(({ pattern }) => pattern.test(pathname));
  const route = matching.find(({ method }) => method === request.method);
  if (!route) return send(response, json(matching.length > 0 ? 405 : 404, { error: "there is nothing here" }));
  const body = await readBody(request, route.maxReadBytes ?? MAX_READ_BYTES);
  const parameters = { ...route.pattern.exec(pathname)?.groups };
  send(response, await route.answer(request, body, parameters));
}

/** Reads at most a little more than any function accepts; the rest is dropped unread. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (length < maxBytes) chunks.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
}

function lambdaRoutes(target: LocalFunction, clock: LocalClock): Route[] {
  if (target.definition.kind !== "http") return [];
  return target.definition.routes.map(({ method, path }) => ({
    method,
    pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`),
    answer: async (request, body, pathParameters) => {
      const event: ProxyEvent = {
        httpMethod: method,
        headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
        pathParameters,
        body: body.toString("base64"),
        isBase64Encoded: true,
      };
      const result = (await clock.track(() => target.handler(event, {}))) as ProxyResult;
      return { status: result.statusCode, type: "application/json", body: result.body, headers: result.headers };
    },
  }));
}

function localRoute({ method, path, answer, maxReadBytes = MAX_READ_BYTES }: LocalRoute): Route {
  const pattern = new RegExp(`^${path.replace(/[.]/g, "\\.")}$`);
  return { method, pattern, maxReadBytes, answer: (request, body) => answer({ headers: request.headers, body }) };
}

export function json(status: number, body: unknown): LocalAnswer {
  return { status, type: "application/json", body: JSON.stringify(body) };
}

function send(response: ServerResponse, { status, type, body, headers: own }: LocalAnswer): void {
  const headers = {
    "content-type": `${type}; charset=utf-8`,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy":
      "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'",
    ...own,
  };
  if (status === 204) response.writeHead(204).end();
  else response.writeHead(status, headers).end(body);
}
