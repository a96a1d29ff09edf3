/** A server that passes every request on to another and remembers it. */
import { type ClientRequest, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface RecordedRequest {
  readonly method: string;
  /** Path and query below the target's base URL. */
  readonly path: string;
  readonly body: string;
}

export interface RecordingProxy {
  /** The target's base URL with the proxy's host. */
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  close(): Promise<void>;
}

/** Stands in front of `target`; connections that the target drops are dropped here too. */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const base = new URL(target);
  const prefix = base.pathname.replace(/\/$/, "");
  const requests: RecordedRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray());
    const path = incoming.url ?? "";
    requests.push({ method: incoming.method ?? "", path: path.slice(prefix.length), body: body.toString() });
    pass(incoming, outgoing, new URL(path, base)).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${prefix}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, url: URL): ClientRequest {
  const { host: _, ...headers } = incoming.headers;
  const onward = request(url, { method: incoming.method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  return onward.on("error", () => outgoing.destroy());
}
