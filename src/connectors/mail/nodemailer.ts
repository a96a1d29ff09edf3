// The one file that knows nodemailer: a message as RFC 5322 text, and a connection to an SMTP server.
import { createTransport } from "nodemailer";
import { epochMsOf, type Instant } from "../../domain/time.ts";
import type { Mail } from "../../ports/mail-transport.ts";

/** Addresses are given as addresses: nothing in them is parsed as a list of several. */
const addressed = (address: string) => ({ name: "", address });

function messageOf(mail: Mail, from: string, at: Instant) {
  const { id, to, replyTo, subject, text, isRepeat } = mail;
  return {
    from: addressed(from),
    to: addressed(to),
    ...(replyTo === undefined ? {} : { replyTo: addressed(replyTo) }),
    envelope: { from, to: [to] },
    subject,
    text,
    // One encoding whatever the text holds, so that what was written can be read back.
    textEncoding: "quoted-printable" as const,
    date: new Date(epochMsOf(at)),
    messageId: `<${id}@${from.slice(from.lastIndexOf("@") + 1)}>`,
    headers: { "X-Mastery-Message": id, "Auto-Submitted": "auto-generated", ...repeatHeader(isRepeat) },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

const repeatHeader = (isRepeat: boolean): Record<string, string> => (isRepeat ? { "X-Mastery-Repeat": "1" } : {});

/** The message as it would travel, with CRLF line ends. */
export async function composeMail(mail: Mail, from: string, at: Instant): Promise<Buffer> {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
  const { message } = await composer.sendMail(messageOf(mail, from, at));
  return message as Buffer;
}

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS. */
  readonly isSecure: boolean;
  /** Beyond loopback: no mail and no password travels in the clear. */
  readonly requiresTls: boolean;
  readonly user?: string;
  readonly password?: string;
  readonly deadlineMs: number;
}

export interface SmtpAnswer {
  readonly response: string;
  readonly accepted: readonly string[];
}

/** Hands one message to an SMTP server on a connection of its own. @throws what nodemailer throws */
export async function sendBySmtp(server: SmtpServer, mail: Mail, from: string, at: Instant): Promise<SmtpAnswer> {
  const { host, port, isSecure, requiresTls, user, password, deadlineMs } = server;
  const transport = createTransport({
    host,
    port,
    secure: isSecure,
    ...(requiresTls ? { requireTLS: true } : { ignoreTLS: true }),
    ...(user === undefined ? {} : { auth: { user, pass: password ?? "" } }),
    dnsTimeout: deadlineMs,
    connectionTimeout: deadlineMs,
    greetingTimeout: deadlineMs,
    socketTimeout: deadlineMs,
  });
  try {
    const message = { ...messageOf(mail, from, at), signal: AbortSignal.timeout(deadlineMs) };
    const { response, accepted } = await transport.sendMail(message);
    return { response, accepted };
  } finally {
    transport.close();
  }
}
