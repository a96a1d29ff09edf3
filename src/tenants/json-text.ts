import { InvalidInput } from "../domain/errors.ts";

/** @throws InvalidInput with line and column of the first character that does not fit. */
export function parseJsonText(text: string, file: string): unknown {
  const json = text.replace(/^\uFEFF/, "");
  try {
    return JSON.parse(json);
  } catch {
    const position = endOfWellFormed(json);
    const before = json.slice(0, position).split("\n");
    const [line, column] = [before.length, (before.at(-1)?.length ?? 0) + 1];
    const what = position >= json.length ? "the text ends too early" : "unexpected character";
    throw new InvalidInput(`${file} is not JSON: ${what} at line ${line}, column ${column}`);
  }
}

/**
 * How far the text can still become JSON. The engine's own message quotes the text, which may hold secrets, and gives no
 * position for a wrong character; so the longest prefix that fails only by ending is looked for.
 */
function endOfWellFormed(text: string): number {
  let [good, bad] = [0, text.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (endsTooEarly(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

/** True when the prefix parses, or fails only because something is missing behind it. */
function endsTooEarly(prefix: string): boolean {
  try {
    JSON.parse(prefix);
    return true;
  } catch (error) {
    const message = String(error);
    if (/end of JSON input|Unterminated string/.test(message)) return true;
    const at = /at position (\d+)/.exec(message)?.[1];
    return at !== undefined && Number(at) >= prefix.length;
  }
}
