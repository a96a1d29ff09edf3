import type { WorkerRecord } from "../worker-record.ts";

/**
 * The login that the tenant's pattern gives for a name, such as `{given}.{family}@acme.example`. Letters lose their
 * marks, and what cannot stand before an @ is left out; undefined when nothing is left of a part, since half a name is
 * somebody else's.
 */
export function generateLogin(
  { name, workerNumber }: Pick<WorkerRecord, "name" | "workerNumber">,
  pattern: string | undefined,
): string | undefined {
  if (pattern === undefined) return undefined;
  const parts: Readonly<Record<string, string>> = {
    given: plain(name.preferredGiven ?? name.legalGiven),
    family: plain(name.legalFamily),
    number: plain(workerNumber ?? ""),
  };
  let isComplete = true;
  const login = pattern.replace(/\{(\w+)\}/g, (_whole, part: string) => {
    const text = parts[part] ?? "";
    isComplete &&= text !== "";
    return text;
  });
  return isComplete ? login.toLowerCase() : undefined;
}

/** Letters that decomposition leaves as they are. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  ø: "o",
  œ: "oe",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
};

function plain(text: string): string {
  const lower = text.toLowerCase().replace(/[ßæøœłđðþ]/g, (letter) => LETTERS[letter] ?? "");
  return lower
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/\s+/g, "-")
    .replace(/[^a-z0-9-]/g, "")
    .replace(/^-+|-+$/g, "");
}
