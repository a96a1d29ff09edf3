/** Whether bytes are text that we can trust. */
import { isUtf8 } from "node:buffer";
import type { FeedProblem } from "../../ports/feed-source.ts";

/** Far above any customer's file; what is larger is something else. */
const MAX_BYTES = 64 * 1024 * 1024;
const [TAB, LINE_FEED, RETURN] = [0x09, 0x0a, 0x0d];

/** What makes the bytes unreadable; undefined when they are UTF-8 text, with or without a byte order mark. */
export function encodingProblem(bytes: Buffer): FeedProblem | undefined {
  if (bytes.length === 0) return { what: "the file is empty" };
  if (bytes.length > MAX_BYTES) return { what: `the file has ${bytes.length} bytes; at most ${MAX_BYTES} are read` };
  if (bytes.subarray(0, 4).toString("latin1") === "PK\u0003\u0004")
    return { what: "this is a workbook or an archive, no text: save it as CSV UTF-8" };
  if (isUtf16(bytes)) return { line: 1, what: "the file is UTF-16: save it as CSV UTF-8" };
  const zero = bytes.findIndex((byte) => byte < TAB);
  if (zero >= 0)
    return { line: lineAt(bytes, zero), what: `a control character (NUL or the like) at byte ${zero}: no text file` };
  if (isUtf8(bytes)) return undefined;
  const at = firstInvalid(bytes);
  const cut = at + 3 >= bytes.length && (bytes[at] ?? 0) >= 0xc2 ? ", or the file is cut off there" : "";
  return { line: lineAt(bytes, at), what: `byte ${at} is not UTF-8: save the file as CSV UTF-8${cut}` };
}

function isUtf16(bytes: Buffer): boolean {
  const mark = bytes.subarray(0, 2).toString("hex");
  if (mark === "fffe" || mark === "feff") return true;
  // Without a mark, Latin text shows itself by a NUL in every other byte.
  return bytes.length >= 4 && [0, 1].some((odd) => bytes[odd] === 0 && bytes[odd + 2] === 0 && bytes[1 - odd] !== 0);
}

/** Number of the line, from 1, that holds the byte; a line ends with LF, CR LF or CR. */
export function lineAt(bytes: Buffer, offset: number): number {
  return 1 + lineEnds(bytes, 0, offset);
}

/** How many lines end in a stretch of bytes. */
export function lineEnds(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at];
    if (byte === LINE_FEED || (byte === RETURN && bytes[at + 1] !== LINE_FEED)) count += 1;
  }
  return count;
}

/** Offset of the first character that is not well-formed. */
function firstInvalid(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (at + length > bytes.length || !isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return at;
}
