/** Headers (names in lower case, unfolded) and the decoded body of a message as `composeMail` writes it. */
export function readMailText(raw: Buffer): {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} {
  const message = raw.toString("latin1");
  const end = message.indexOf("\r\n\r\n");
  const head = (end < 0 ? message : message.slice(0, end)).replace(/\r\n[ \t]+/g, " ");
  const headers = Object.fromEntries(
    head.split("\r\n").map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { headers, body: end < 0 ? "" : decodeQuotedPrintable(message.slice(end + 4)) };
}

/** https://www.rfc-editor.org/rfc/rfc2045#section-6.7 */
function decodeQuotedPrintable(text: string): string {
  const bytes = text
    .replaceAll("=\r\n", "")
    .replace(/=([0-9A-F]{2})/g, (_code, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
