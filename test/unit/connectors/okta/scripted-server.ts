/** HTTP servers for tests: one that answers as a function says, and one that plays a script and checks it. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished } from "vitest";
import { createOktaDirectory } from "../../../../src/connectors/okta/index.ts";
import type { Directory } from "../../../../src/ports/directory.ts";

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is text. */
  readonly body?: unknown;
}

type Fate = Answer | "reset" | "hang" | "cut";

/** Starts a server; it is closed when the test ends. */
export async function serve(answer: (request: Received) => Fate): Promise<string> {
  const server = createServer(async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray()).toString();
    const { method = "", url = "", headers } = incoming;
    const fate = answer({ method, path: url, headers, body });
    if (fate === "hang") return;
    if (fate === "reset") {
      outgoing.destroy();
      return;
    }
    if (fate === "cut") {
      outgoing.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      outgoing.write('{"id":');
      return;
    }
    const text = typeof fate.body === "string" ? fate.body : JSON.stringify(fate.body);
    outgoing.writeHead(fate.status ?? 200, { "content-type": "application/json", ...fate.headers });
    outgoing.end(fate.body === undefined ? undefined : text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export interface Step {
  /** Method and path with query, as they must be sent. */
  readonly expects: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly answers: Fate;
}

/** A server that answers these requests in this order; when the test ends, others and missing ones fail it. */
export async function playScript(steps: readonly Step[]): Promise<string> {
  const got: string[] = [];
  const url = await serve(({ method, path, headers, body }) => {
    const step = steps[got.length];
    got.push(`${method} ${decodeURIComponent(path.replaceAll("+", " "))}`);
    if (step?.headers) expect(headers).toMatchObject(step.headers);
    if (step && "body" in step) expect(body === "" ? undefined : JSON.parse(body)).toEqual(step.body);
    return step?.answers ?? { status: 500, body: { errorCode: "E0000009", errorSummary: "nothing more was expected" } };
  });
  onTestFinished(() => expect(got).toEqual(steps.map(({ expects }) => expects)));
  return url;
}

/** A directory with an API token on a server of this file. */
export function directoryOn(
  orgUrl: string,
  options: Omit<Parameters<typeof createOktaDirectory>[1], "readSecret"> = {},
): Directory {
  const config = { orgUrl, auth: { type: "token", token: { secret: "okta-token" } } } as const;
  return createOktaDirectory(config, { readSecret: async () => "00secret", ...options });
}

/** A user as Okta sends it. */
export function userBody(id: string, more: Readonly<Record<string, unknown>> = {}) {
  const at = "2026-01-01T00:00:00.000Z";
  const profile = { login: "ada@acme.example", email: "ada@acme.example", firstName: "Ada", lastName: "Example" };
  return { id, status: "ACTIVE", created: at, lastUpdated: at, profile, ...more };
}

export const ADA = "00uADAAAAAAAAAAAAAAA";
