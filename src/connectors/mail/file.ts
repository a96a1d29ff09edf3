import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { ProviderUnavailable } from "../../domain/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Mail, MailTransport } from "../../ports/mail-transport.ts";
import { requireAddress } from "./address.ts";
import { readMailText } from "./mail-text.ts";
import { composeMail } from "./nodemailer.ts";

export interface FileMailOptions {
  /** The folder that holds `mail/`. */
  readonly dir: string;
  readonly from: string;
  readonly clock: Pick<Clock, "now">;
}

/** Mail as .eml files, which any mail program opens: for a machine without a mail server. Confirmed by reading back. */
export function createFileTransport({ dir, from, clock }: FileMailOptions): MailTransport {
  requireAddress(from);
  return {
    deliver: async (mail) => {
      requireAddress(mail.to);
      const at = clock.now();
      // Begins with the time, so that the folder is in order; a second copy is a second file.
      const name = `${at.replaceAll(":", "")}-${mail.id.slice(0, 12)}${mail.isRepeat ? ".repeat" : ""}.eml`;
      const answer = `mail/${name}`;
      await writeWhole(join(dir, "mail"), name, await composeMail(mail, from, at)).catch((error: unknown) => {
        const evidence = { provider: "file", mayHaveArrived: false };
        throw new ProviderUnavailable("the folder for mail cannot be written", evidence, { cause: error });
      });
      return { by: "file", system: "mail", answer, to: mail.to, at };
    },
    confirm: async ({ answer }, mail) => {
      if (!/^mail\/[^/]+\.eml$/.test(answer)) return false;
      const raw = await readFile(join(dir, answer)).catch(() => undefined);
      return raw !== undefined && isSameMail(raw, mail);
    },
  };
}

/** The file is there as a whole, and durably, or not at all. */
async function writeWhole(folder: string, name: string, content: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const unfinished = join(folder, `.${randomUUID()}.part`);
  try {
    const file = await open(unfinished, "wx", 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, join(folder, name));
  } finally {
    await rm(unfinished, { force: true });
  }
}

function isSameMail(raw: Buffer, { id, to, text }: Mail): boolean {
  const { headers, body } = readMailText(raw);
  const lines = (value: string): string => value.replaceAll("\r\n", "\n").trimEnd();
  return headers["x-mastery-message"] === id && headers["to"] === to && lines(body) === lines(text);
}
