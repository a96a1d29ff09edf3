import { type ImportRow, problemText } from "../stores/imports.ts";
import type { ImportedFeed } from "./import-feed.ts";

/** The results file: a line per row of the HR file, then who was not in it. Ids and columns, never what a cell held. */
export function resultsCsv(rows: readonly ImportRow[]): string {
  const lines = rows.map(({ line, workerId, outcome, reason, personKey }) =>
    [line, workerId, outcome, reason, personKey].map((value) => cell(String(value ?? ""))).join(","),
  );
  return `${["line,workerId,outcome,reason,personKey", ...lines].join("\r\n")}\r\n`;
}

/** A spreadsheet takes text that begins like a formula for one. https://owasp.org/www-community/attacks/CSV_Injection */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Every problem of a rejected file, one a line. */
export function problemsText({ record }: Pick<ImportedFeed, "record">): string {
  const lines = record.problems.map(problemText);
  return [...lines, ...(record.moreProblems > 0 ? [`and ${record.moreProblems} more`] : [])].join("\n");
}
