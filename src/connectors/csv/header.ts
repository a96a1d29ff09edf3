/** Which column of a file carries which field. */
import type { FeedProblem } from "../../ports/feed-source.ts";
import { COLUMN_PATHS, type ColumnPath, columnOf } from "./columns.ts";
import type { CsvFeedConfig } from "./config.ts";
import type { CsvLine } from "./reader.ts";

/** A field that the file sends, and where. */
export interface SentField {
  readonly path: ColumnPath;
  readonly header: string;
  readonly at: number;
}

export interface CustomField {
  readonly header: string;
  readonly at: number;
}

export interface Header {
  readonly line: number;
  readonly width: number;
  readonly fields: readonly SentField[];
  readonly custom: readonly CustomField[];
  readonly problems: readonly FeedProblem[];
}

const DELIMITERS = [";", "\t", "|", ","];
const NAMES: Readonly<Record<string, string>> = { "\t": "tabs" };

/** Resolves the header line; every column that has to be there and is not is a problem. */
export function readHeader({ line, cells }: CsvLine, config: CsvFeedConfig): Header {
  const wanted = COLUMN_PATHS.flatMap((path) => {
    const given = config.columns[path];
    if (given === null) return [];
    const { header, required = false } = columnOf(path);
    return [{ path, header: given ?? header, isNeeded: required || given !== undefined }];
  });
  const fields = wanted.flatMap(({ path, header }) => found(cells, header).map((at) => ({ path, header, at })));
  const custom = config.customColumns.flatMap((header) => found(cells, header).map((at) => ({ header, at })));
  const other = cells.length === 1 ? DELIMITERS.find((sign) => cells[0]?.includes(sign)) : undefined;
  if (other !== undefined) {
    const what = `the cells seem to be separated by ${NAMES[other] ?? other}: say so under delimiter`;
    return { line, width: 1, fields, custom: [], problems: [{ line, what }] };
  }
  // What looks like a row holds people's data, which no problem repeats.
  if (fields.length === 0) {
    const names = wanted.filter(({ isNeeded }) => isNeeded).map(({ header }) => header);
    const what = `none of the columns is named in the first row: is the header row missing? It needs ${names.join(", ")}, or the file's own names under columns`;
    return { line, width: cells.length, fields, custom: [], problems: [{ line, what }] };
  }
  const needed = [...wanted.filter(({ isNeeded }) => isNeeded).map(({ header }) => header), ...config.customColumns];
  const missing = needed.filter((header) => !cells.includes(header));
  const repeated = cells.filter((cell, at) => cell !== "" && cells.indexOf(cell) < at);
  const problems = [
    ...missing.map((header) => ({ line, column: header, what: `the column is missing${hint(header, cells)}` })),
    ...[...new Set(repeated)].map((header) => ({ line, column: header, what: "the column is there more than once" })),
  ];
  return { line, width: cells.length, fields, custom, problems };
}

function found(cells: readonly string[], header: string): readonly number[] {
  const at = cells.indexOf(header);
  return at < 0 ? [] : [at];
}

function hint(header: string, cells: readonly string[]): string {
  const near = nearest(header, cells);
  if (near !== undefined) return `; is it the one called ${near}? Name it under columns`;
  const names = cells.filter((cell) => cell !== "");
  return `; the file has: ${names.slice(0, 40).join(", ").slice(0, 400) || "no names at all"}`;
}

/** The header that was probably meant: the same but for case, blanks and signs, or a slip of the keyboard away. */
function nearest(header: string, cells: readonly string[]): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const distances = cells
    .filter((cell) => cell !== "" && cell.length <= 50)
    .map((cell) => ({ cell, distance: editDistance(plain(header), plain(cell)) }))
    .filter(({ distance }) => distance <= Math.floor(plain(header).length / 4))
    .toSorted((a, b) => a.distance - b.distance);
  return distances[0]?.cell;
}

/** Levenshtein's. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let line = 1; line <= a.length; line += 1) {
    const next = [line];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (a[line - 1] === b[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
