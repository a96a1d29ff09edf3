import { AccessDenied, InvalidInput, type MasteryError, ProviderUnavailable } from "../../domain/errors.ts";

/** Before a message can have been handed over: no name, no connection, no encryption, no log-in. */
const BEFORE_THE_MESSAGE = new Set(["EDNS", "ETLS", "EAUTH", "EENVELOPE", "ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH"]);

/**
 * What nodemailer throws, as an error of the family. The server's own words stay in `cause` alone: they repeat the
 * address. https://www.rfc-editor.org/rfc/rfc5321#section-4.2
 */
export function smtpError(error: unknown): MasteryError {
  const { code, command, responseCode, response, syscall } = membersOf(error);
  const reply = typeof responseCode === "number" ? responseCode : undefined;
  const isCertain = reply !== undefined || BEFORE_THE_MESSAGE.has(String(code)) || syscall === "connect";
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})/.exec(String(response ?? ""))?.[1];
  const providerCode = reply === undefined ? String(code ?? "unknown") : [reply, enhanced].filter(Boolean).join(" ");
  const evidence = { provider: "smtp", providerCode, mayHaveArrived: !isCertain };
  const options = { cause: error };
  if (reply === 530 || reply === 534 || reply === 535 || reply === 538)
    return new AccessDenied(`the mail server refuses our log-in (${providerCode})`, evidence, options);
  if (reply !== undefined && reply >= 500)
    return new InvalidInput(`the mail server refuses ${refused(command)} (${providerCode})`, evidence, options);
  const what = reply === undefined ? "gave no answer that counts" : "refuses for now";
  return new ProviderUnavailable(`the mail server ${what} (${providerCode})`, evidence, options);
}

function refused(command: unknown): string {
  if (command === "RCPT TO") return "the recipient";
  if (command === "MAIL FROM") return "the sender's address, which is MASTERY_MAIL_FROM";
  return "the message";
}

function membersOf(error: unknown): Readonly<Record<string, unknown>> {
  return error !== null && typeof error === "object" ? (error as Readonly<Record<string, unknown>>) : {};
}
