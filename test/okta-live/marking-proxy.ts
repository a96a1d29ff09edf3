/**
 * Stands between the connector and the live org. The contract's names become this test's own on the way there and the
 * contract's again on the way back, so that tests and runs never meet; and it plays the faults that no org plays.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { DirectoryFault } from "../contract/directory.contract.ts";
import { pause } from "./live-config.ts";

export interface MarkingProxy {
  readonly url: string;
  /** How many requests that change something reached the org. */
  writes(): number;
  failNext(kind: "read" | "write", fault: DirectoryFault): void;
  close(): Promise<void>;
}

const DOMAIN = "acme.example";
const ANY_DOMAIN = /acme\.example/gi;

/** `tag` takes the place of the contract's domain, and stands before names of groups, rules and apps. */
export async function startMarkingProxy(target: string, tag: string): Promise<MarkingProxy> {
  const base = new URL(target);
  const prefix = base.pathname.replace(/\/$/, "");
  let fault: { readonly kind: "read" | "write"; readonly fault: DirectoryFault } | undefined;
  let writes = 0;
  const there = (text: string): string => text.replaceAll(ANY_DOMAIN, `${tag}.example`);
  const back = (text: string): string =>
    text.replaceAll(`${tag}.example`, DOMAIN).replaceAll(`${tag} `, "").replaceAll(base.host, new URL(url).host);
  const server = createServer(async (incoming, outgoing) => {
    const isRead = incoming.method === "GET";
    const meant =
      fault && (fault.kind === "read") === isRead && !incoming.url?.includes("/oauth2/") ? fault.fault : undefined;
    if (meant) fault = undefined;
    if (meant === "reset") return void outgoing.destroy();
    if (meant === "unavailable") return void outgoing.writeHead(503, { "content-type": "text/html" }).end("<html>");
    if (meant === "rate-limited") return refuseForRate(outgoing);
    const answer = await pass(incoming, there);
    if (!isRead && !incoming.url?.includes("/oauth2/")) writes += 1;
    if (meant === "lost-answer") return void outgoing.destroy();
    outgoing.writeHead(answer.status, headersOf(answer.headers, back)).end(back(answer.text));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`;

  async function pass(incoming: IncomingMessage, mark: (text: string) => string) {
    const body = Buffer.concat(await incoming.toArray()).toString();
    const { host: _host, connection: _connection, "content-length": _length, ...headers } = incoming.headers;
    const method = incoming.method ?? "GET";
    for (;;) {
      const response = await fetch(new URL(mark(incoming.url ?? ""), base), {
        method,
        headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
        redirect: "manual",
        ...(body === "" ? {} : { body: mark(body) }),
      });
      const text = await response.text();
      if (response.status !== 429) return { status: response.status, headers: response.headers, text };
      // The contract is not about the org's rate limits.
      await pause(Number(response.headers.get("x-rate-limit-reset")) * 1000 - Date.now());
    }
  }

  return {
    url,
    writes: () => writes,
    failNext: (kind, next) => {
      fault = { kind, fault: next };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refuseForRate(outgoing: ServerResponse): void {
  const reset = Math.ceil(Date.now() / 1000) + 1;
  outgoing
    .writeHead(429, {
      "content-type": "application/json",
      "x-rate-limit-limit": "0",
      "x-rate-limit-reset": String(reset),
    })
    .end(JSON.stringify({ errorCode: "E0000047", errorSummary: "API call exceeded rate limit", errorCauses: [] }));
}

const KEPT = ["content-type", "date", "etag", "link", "x-okta-request-id", "dpop-nonce"];

function headersOf(headers: Headers, back: (text: string) => string): Record<string, string> {
  return Object.fromEntries(
    KEPT.flatMap((name) => {
      const value = headers.get(name);
      return value === null
        ? []
        : [[name, name === "link" ? back(value).replace(/https:(\/\/127)/g, "http:$1") : value]];
    }),
  );
}
