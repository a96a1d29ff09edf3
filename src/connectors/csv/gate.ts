/** What a file must be before anybody is looked at: it is accepted or rejected as a whole. Pure. */
import type { FeedLook, FeedProblem, FeedReading, FeedRow } from "../../ports/feed-source.ts";
import { COLUMN_PATHS, type ColumnPath } from "./columns.ts";
import type { CsvFeedConfig } from "./config.ts";
import { encodingProblem } from "./encoding.ts";
import { type Header, readHeader } from "./header.ts";
import { rowOf } from "./mapping.ts";
import { type CsvLine, readCsv } from "./reader.ts";
import { cellSchemas } from "./schema.ts";

const MOST_LISTED = 100;
/** More bad rows than this, and it is the file that is bad, not its rows. */
const MOST_BAD_SHARE = 0.1;
const FEW_BAD_ROWS = 3;

/** Reads a file through the gate. Wrong content is a rejected reading with every problem; nothing is thrown. */
export function readFeedFile(bytes: Buffer, config: CsvFeedConfig, look: FeedLook): FeedReading {
  const unreadable = encodingProblem(bytes);
  if (unreadable) return rejected([unreadable]);
  const content = readCsv(bytes, config.delimiter);
  if ("problem" in content) return rejected([content.problem]);
  const [first, ...rest] = content.lines;
  if (!first) return rejected([{ what: "the file holds nothing but blank lines" }]);
  const header = readHeader(first, config);
  const { rows: lines, problems: ofMarker } = takeMarker(rest, config);
  const ofShape = [
    ...header.problems,
    ...ofMarker,
    ...ragged(lines, header),
    ...(lines.length === 0 ? [{ what: "the file has a header and no rows" }] : []),
    ...goneColumns(header, look),
  ];
  if (ofShape.length > 0) return rejected(ofShape);
  const context = { config, header, schemas: cellSchemas(config), observedAt: look.observedAt };
  const mayBeCut = !content.endsWhole && config.endMarker === undefined;
  const rows = lines.map((line, at) => {
    const row = rowOf(line, context);
    return mayBeCut && at === lines.length - 1 ? withoutTrust(row, header) : row;
  });
  const ofRows = [...repeatedIds(rows), ...shrinkage(rows.length, config, look), ...tooManyBad(rows)];
  if (ofRows.length > 0) return rejected(ofRows);
  const fields = [
    ...header.fields.map(({ path }) => path),
    ...header.custom.map(({ header: name }) => customName(name)),
  ];
  return { verdict: "accepted", fields, rows };
}

function rejected(problems: readonly FeedProblem[]): FeedReading {
  const inOrder = problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return {
    verdict: "rejected",
    problems: inOrder.slice(0, MOST_LISTED),
    more: Math.max(0, inOrder.length - MOST_LISTED),
  };
}

/** The last line that says how many rows there are, where the feed has one. */
function takeMarker(lines: readonly CsvLine[], { endMarker }: CsvFeedConfig) {
  if (endMarker === undefined) return { rows: lines, problems: [] };
  const last = lines.at(-1);
  if (last?.cells[0] !== endMarker)
    return {
      rows: lines,
      problems: [{ what: `the last line is not ${endMarker} with the number of rows: half a file` }],
    };
  const rows = lines.slice(0, -1);
  const said = last.cells[1] ?? "";
  if (said === String(rows.length)) return { rows, problems: [] };
  const what = `${endMarker} does not stand before ${rows.length}, the number of rows in the file: half a file`;
  return { rows, problems: [{ line: last.line, what }] };
}

function ragged(lines: readonly CsvLine[], { width }: Header): readonly FeedProblem[] {
  return lines
    .filter(({ cells }) => cells.length !== width)
    .map(({ line, cells }) => ({
      line,
      what: `the row has ${cells.length} cells, the header has ${width}: cut off, or a delimiter inside a cell that is not quoted`,
    }));
}

const customName = (header: string): string => `custom.${header}`;

/** A column that the last accepted file had: what it said would silently go stale. */
function goneColumns({ line, fields, custom }: Header, look: FeedLook): readonly FeedProblem[] {
  if (look.acceptShrinkage) return [];
  const sent = new Set<string>([...fields.map(({ path }) => path), ...custom.map(({ header }) => customName(header))]);
  return (look.lastGood?.fields ?? [])
    .filter((name) => isKnown(name) && !sent.has(name))
    .map((name) => ({ line, what: `the column for ${name} is gone, which the last accepted file had; ${ACCEPT}` }));
}

const isKnown = (name: string): boolean => COLUMN_PATHS.includes(name as ColumnPath);

const ACCEPT = "if that is meant, a named operator uploads the file with --accept-shrinkage and a reason";

/**
 * Where the file ends without a line end, its last cell may be cut: half a date is no date, but half a title is a title.
 * The row goes through when nobody reads its last column.
 */
function withoutTrust(row: FeedRow, { width, fields, custom }: Header): FeedRow {
  const last = [...fields, ...custom].find(({ at }) => at === width - 1);
  if (row.kind === "held-back" || last === undefined) return row;
  const { line, workerId } = row;
  const what = "may be cut off: the file ends without a line end. End the last line as the others";
  return { kind: "held-back", line, workerId, problems: [{ line, column: last.header, what }] };
}

function repeatedIds(rows: readonly FeedRow[]): readonly FeedProblem[] {
  const firstLine = new Map<string, number>();
  return rows.flatMap(({ workerId, line }) => {
    if (workerId === undefined) return [];
    const first = firstLine.get(workerId);
    if (first === undefined) firstLine.set(workerId, line);
    return first === undefined ? [] : [{ line, what: `the worker's id is that of line ${first}` }];
  });
}

function shrinkage(count: number, { kind, minRowShare }: CsvFeedConfig, look: FeedLook): readonly FeedProblem[] {
  const before = look.lastGood?.rows;
  if (kind === "delta" || look.acceptShrinkage || before === undefined || count >= before * minRowShare) return [];
  return [{ what: `${count} rows, where the last accepted file had ${before}: half a file? ${ACCEPT}` }];
}

function tooManyBad(rows: readonly FeedRow[]): readonly FeedProblem[] {
  const bad = rows.filter((row) => row.kind === "held-back");
  if (bad.length < FEW_BAD_ROWS || bad.length <= rows.length * MOST_BAD_SHARE) return [];
  return [
    { what: `${bad.length} of ${rows.length} rows cannot be used: too many for a file that is right` },
    ...bad.flatMap(({ problems }) => problems),
  ];
}
