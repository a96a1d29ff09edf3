import { InvalidInput, ProviderUnavailable } from "../../domain/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { MailTransport } from "../../ports/mail-transport.ts";
import { requireAddress } from "./address.ts";
import { type SmtpServer, sendBySmtp } from "./nodemailer.ts";
import { smtpError } from "./smtp-error.ts";

/** Connection, greeting, log-in and message together; below what any function that sends has left. */
const DEADLINE_MS = 15_000;

export interface SmtpOptions {
  /** smtp://user:password@host:port, or smtps:// for TLS from the first byte. */
  readonly url: string;
  readonly from: string;
  readonly clock: Pick<Clock, "now">;
  readonly deadlineMs?: number;
}

/**
 * Mail by way of an SMTP server. The proof is its reply to the end of the data, with the id under which it has queued
 * the message: it cannot be asked about it later.
 * @throws InvalidInput when the URL is none.
 */
export function createSmtpTransport({ url, from, clock, deadlineMs = DEADLINE_MS }: SmtpOptions): MailTransport {
  const server = parseSmtpUrl(url, deadlineMs);
  requireAddress(from);
  return {
    deliver: async (mail) => {
      requireAddress(mail.to);
      const at = clock.now();
      const { response, accepted } = await sendBySmtp(server, mail, from, at).catch((error: unknown) => {
        throw smtpError(error);
      });
      if (!accepted.includes(mail.to))
        throw new ProviderUnavailable("the mail server did not say that it accepted the recipient", {
          provider: "smtp",
          mayHaveArrived: true,
        });
      const system = `${server.host}:${server.port}`;
      return { by: "smtp", system, answer: response.slice(0, 200), to: mail.to, at: clock.now() };
    },
  };
}

function parseSmtpUrl(text: string, deadlineMs: number): SmtpServer {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === "")
    throw new InvalidInput("MASTERY_SMTP_URL must be smtp://user:password@host:port, or smtps:// with the same");
  const isSecure = url.protocol === "smtps:";
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const user = decodeURIComponent(url.username);
  return {
    host,
    port: url.port === "" ? (isSecure ? 465 : 587) : Number(url.port),
    isSecure,
    requiresTls: !/^(localhost|::1|127(?:\.\d{1,3}){3})$/.test(host),
    ...(user === "" ? {} : { user, password: decodeURIComponent(url.password) }),
    deadlineMs,
  };
}
