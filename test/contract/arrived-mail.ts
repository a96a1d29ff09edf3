/** Reads mail as a mail program would: with code of its own, so that a mistake of the product's is seen. */
import type { Arrived } from "./mail-transport.contract.ts";

export function arrivedFrom(raw: string): Arrived {
  const normal = raw.replaceAll("\r\n", "\n");
  const end = normal.indexOf("\n\n");
  const headers = new Map(
    normal
      .slice(0, end)
      .replace(/\n[ \t]+/g, " ")
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 2)] as const),
  );
  return {
    to: headers.get("to") ?? "",
    subject: decodedWords(headers.get("subject") ?? ""),
    text: quotedPrintable(normal.slice(end + 2)).replace(/\n$/, ""),
    message: headers.get("x-mastery-message"),
    repeat: headers.get("x-mastery-repeat"),
    ...(headers.has("reply-to") ? { replyTo: headers.get("reply-to") } : {}),
  };
}

function quotedPrintable(text: string): string {
  const parts = text.replace(/=\n/g, "").split(/((?:=[0-9A-F]{2})+)/);
  return parts.map((part, n) => (n % 2 === 1 ? bytes(part.replaceAll("=", "")) : part)).join("");
}

/** RFC 2047; blanks between two encoded words do not count. */
function decodedWords(text: string): string {
  return text.replace(/\?=\s+=\?/g, "?==?").replace(/(?:=\?UTF-8\?[BQ]\?[^?]*\?=)+/gi, (run) => {
    const words = [...run.matchAll(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi)].map(([, kind, content = ""]) =>
      kind?.toUpperCase() === "B" ? Buffer.from(content, "base64").toString("hex") : hexOfQ(content),
    );
    return bytes(words.join(""));
  });
}

const hexOfQ = (content: string): string =>
  content
    .replaceAll("_", "=20")
    .replace(/=([0-9A-F]{2})|([^=])/gi, (_all, hex: string | undefined, plain: string | undefined) =>
      hex === undefined ? Buffer.from(plain ?? "").toString("hex") : hex,
    );

const bytes = (hex: string): string => Buffer.from(hex, "hex").toString("utf8");
