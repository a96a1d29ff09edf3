/** Bytes to cells; the only file that knows the parser. */
import { CsvError, type Options } from "csv-parse";
import { parse } from "csv-parse/sync";
import type { FeedProblem } from "../../ports/feed-source.ts";
import { lineEnds } from "./encoding.ts";

export interface CsvLine {
  /** Where it begins: cells may hold line ends. */
  readonly line: number;
  readonly cells: readonly string[];
}

export type CsvContent =
  | { readonly lines: readonly CsvLine[] /** The last one ends as the others do. */; readonly endsWhole: boolean }
  | { readonly problem: FeedProblem };

const WHY: Partial<Record<CsvError["code"] | "INVALID_OPENING_QUOTE", string>> = {
  CSV_QUOTE_NOT_CLOSED: "a quoted cell is opened and never closed: the file is cut off, or a quote is not doubled",
  CSV_INVALID_CLOSING_QUOTE: "there is text behind a closing quote: quotes inside a cell must be doubled",
  INVALID_OPENING_QUOTE: "there is a quote inside a cell that is not quoted: quote the cell and double the quote",
};

/** Every line that is not blank, the header first. A file that breaks off inside quotes is a problem, not a shorter file. */
export function readCsv(bytes: Buffer, delimiter: string): CsvContent {
  const lines: CsvLine[] = [];
  let [offset, line] = [0, 1];
  const startOfNext = (): number => {
    let at = offset;
    while (at < bytes.length && (bytes[at] === 0x0a || bytes[at] === 0x0d)) at += 1;
    return line + lineEnds(bytes, offset, at);
  };
  const take = (cells: string[], { bytes: end }: { readonly bytes: number }): null => {
    const start = startOfNext();
    line += lineEnds(bytes, offset, end);
    offset = end;
    if (cells.some((cell) => cell.trim() !== "")) lines.push({ line: start, cells: cells.map((cell) => cell.trim()) });
    return null;
  };
  const options: Options = {
    ...{ bom: true, delimiter, on_record: take, record_delimiter: ["\r\n", "\n", "\r"] },
    ...{ relax_column_count: true, skip_empty_lines: true },
  };
  try {
    parse(bytes, options);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The parser's own message quotes what is in the cell.
    return { problem: { line: startOfNext(), what: WHY[error.code] ?? "this line is no CSV" } };
  }
  const last = bytes.at(-1);
  return { lines, endsWhole: last === 0x0a || last === 0x0d };
}
