/** An SMTP server on loopback that keeps what it accepts, and behaves as badly as a test wants. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerDataStream } from "smtp-server";

/** What becomes of the next messages. */
export type Behaviour =
  | "accept"
  | "refuse-recipient"
  | "defer-recipient"
  | "refuse-message"
  /** The connection breaks before the message was taken. */
  | "reset-before-acceptance"
  /** The message is taken, and its answer never arrives. */
  | "lose-the-answer"
  | "hang";

export interface SmtpInbox {
  readonly url: string;
  readonly port: number;
  /** Raw messages that were accepted, oldest first. */
  readonly accepted: string[];
  behaviour: Behaviour;
  /** Addresses that it refuses whatever it does otherwise. */
  readonly refused: Set<string>;
  /** What becomes of this recipient, whatever else happens. */
  onRecipient: (address: string) => "accept" | "defer";
  onAccepted: () => void;
  close(): Promise<void>;
}

export interface SmtpInboxOptions {
  readonly port?: number;
  readonly login?: { readonly user: string; readonly password: string };
}

export async function startSmtpInbox({ port = 0, login }: SmtpInboxOptions = {}): Promise<SmtpInbox> {
  const inbox: Omit<SmtpInbox, "url" | "port" | "close"> = {
    accepted: [],
    behaviour: "accept",
    refused: new Set(),
    onRecipient: () => "accept",
    onAccepted: () => {},
  };
  const server = new SMTPServer({
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    authOptional: login === undefined,
    closeTimeout: 50,
    logger: false,
    onAuth: ({ username, password }, _session, callback) => {
      const isKnown = username === login?.user && password === login?.password;
      callback(isKnown ? null : new Error("wrong password"), isKnown ? { user: username } : undefined);
    },
    onRcptTo: ({ address }, _session, callback) => {
      if (inbox.behaviour === "refuse-recipient" || inbox.refused.has(address))
        callback(reply(550, `5.1.1 <${address}> is not known here`));
      else if (inbox.behaviour === "defer-recipient" || inbox.onRecipient(address) === "defer")
        callback(reply(451, `4.7.1 <${address}> is greylisted`));
      else callback();
    },
    onData: (stream, session, callback) => {
      const taken = readAll(stream).then((raw) => {
        const { behaviour } = inbox;
        if (behaviour === "hang") return;
        if (behaviour === "refuse-message") return callback(reply(554, "5.6.0 no"));
        if (behaviour === "reset-before-acceptance") return cut(server, session.id);
        inbox.accepted.push(raw);
        inbox.onAccepted();
        if (behaviour === "lose-the-answer") return cut(server, session.id);
        callback(null, `queued as ${inbox.accepted.length}`);
      });
      taken.catch(() => undefined); // the client went away in the middle of its message
    },
  });
  server.on("error", () => undefined);
  server.listen(port, "127.0.0.1");
  await once(server.server, "listening");
  const { port: taken } = server.server.address() as AddressInfo;
  return Object.assign(inbox, {
    port: taken,
    url: `smtp://127.0.0.1:${taken}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}

const reply = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode });

async function readAll(stream: SMTPServerDataStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** Breaks the connection of a session without a word. */
function cut(server: SMTPServer, sessionId: string): void {
  const connections = server.connections as unknown as Iterable<{ id: string; _socket: { destroy(): void } }>;
  for (const { id, _socket } of connections) if (id === sessionId) _socket.destroy();
}
