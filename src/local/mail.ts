import { createFileTransport } from "../connectors/mail/file.ts";
import { createSmtpTransport } from "../connectors/mail/smtp.ts";
import { InvalidInput } from "../domain/errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { MailTransport } from "../ports/mail-transport.ts";
import type { DataFolder } from "./data-folder.ts";

/** Who mail is from that only ever lies in files. */
const FILE_SENDER = "mastery@localhost";

export interface LocalMail {
  readonly transport: MailTransport;
  /** Where mail goes, for the line at the start; no credentials. */
  readonly where: string;
}

/**
 * MASTERY_SMTP_URL names a server; without it mail becomes files in the data folder.
 * @throws InvalidInput for an address or URL that is none.
 */
export function localMail(
  folder: DataFolder,
  clock: Pick<Clock, "now">,
  env: Readonly<Record<string, string | undefined>> = {},
): LocalMail {
  const { MASTERY_SMTP_URL: url, MASTERY_MAIL_FROM: from } = env;
  if (url === undefined || url === "") {
    const transport = createFileTransport({ dir: folder.dir, from: from ?? FILE_SENDER, clock });
    return { transport, where: `as files in ${folder.mail}` };
  }
  if (from === undefined || from === "")
    throw new InvalidInput("MASTERY_MAIL_FROM is missing: the address that mail is sent from by MASTERY_SMTP_URL");
  return { transport: createSmtpTransport({ url, from, clock }), where: `by ${new URL(url).host}` };
}
