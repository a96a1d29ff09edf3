/** A row as a worker. Pure. */
import { createHash } from "node:crypto";
import type { Instant } from "../../domain/time.ts";
import { SentWorker, type StatusSignal } from "../../domain/worker-record.ts";
import type { FeedProblem, FeedRow } from "../../ports/feed-source.ts";
import { type ColumnPath, columnOf } from "./columns.ts";
import type { CsvFeedConfig } from "./config.ts";
import type { Header } from "./header.ts";
import type { CsvLine } from "./reader.ts";
import type { CellSchemas } from "./schema.ts";

/** All that a row is read with. */
export interface RowContext {
  readonly config: CsvFeedConfig;
  readonly header: Header;
  readonly schemas: CellSchemas;
  readonly observedAt: Instant;
}

type Values = Partial<Record<ColumnPath, unknown>>;

/** The longest id that an alias of a person takes beside the feed's name. */
const LONGEST_ID = 90;

export function rowOf(row: CsvLine, context: RowContext): FeedRow {
  const { header, schemas } = context;
  const { line, cells } = row;
  const problems: FeedProblem[] = [];
  const values: Values = {};
  for (const { path, header: column, at } of header.fields) {
    const { kind, required } = columnOf(path);
    const parsed = schemas[kind].safeParse(cells[at] ?? "");
    if (!parsed.success) problems.push({ line, column, what: parsed.error.issues[0]?.message ?? "does not fit" });
    else if (required && parsed.data === null) problems.push({ line, column, what: "is empty" });
    else values[path] = parsed.data;
  }
  problems.push(...contradictions(values, line, header));
  const workerId = typeof values[ID] === "string" ? values[ID] : undefined;
  const custom = customOf(row, context, problems);
  if (problems.length > 0 || workerId === undefined)
    return { kind: "held-back", line, ...(workerId === undefined ? {} : { workerId }), problems };
  const status = cells[header.fields.find(({ path }) => path === "sourceStatus")?.at ?? -1] ?? "";
  const parsed = SentWorker.safeParse(sealed(draftOf(values, status, custom, context)));
  if (parsed.success) return { kind: "worker", line, workerId, record: parsed.data };
  const what = (issue: (typeof parsed.error.issues)[number]): FeedProblem => {
    const column = header.fields.find(({ path }) => path === issue.path.join("."))?.header;
    return { line, ...(column === undefined ? {} : { column }), what: "is too long or does not fit" };
  };
  return { kind: "held-back", line, workerId, problems: parsed.error.issues.map(what) };
}

const ID = "source.sourceWorkerId";

/** What no cell shows alone. Dates of one form compare as text. */
function contradictions(values: Values, line: number, { fields }: Header): readonly FeedProblem[] {
  const problem = (path: ColumnPath, what: string): FeedProblem => {
    const column = fields.find((field) => field.path === path)?.header;
    return { line, ...(column === undefined ? {} : { column }), what };
  };
  const found: FeedProblem[] = [];
  const first = values["dates.firstDayOfWork"] ?? values["dates.hire"];
  for (const path of ["dates.termination", "dates.lastDayWorked", "dates.contractEnd"] as const) {
    const end = values[path];
    if (typeof first === "string" && typeof end === "string" && end < first)
      found.push(problem(path, "is before the first day"));
  }
  const id = values[ID];
  if (typeof id === "string" && id.length > LONGEST_ID)
    found.push(problem(ID, `is longer than ${LONGEST_ID} characters`));
  if (typeof id === "string" && values["job.managerSourceWorkerId"] === id)
    found.push(problem("job.managerSourceWorkerId", "is the worker's own id"));
  return found;
}

function customOf(
  { line, cells }: CsvLine,
  { header, schemas }: RowContext,
  problems: FeedProblem[],
): Readonly<Record<string, unknown>> {
  const custom: Record<string, unknown> = {};
  for (const { header: column, at } of header.custom) {
    const parsed = schemas.text.safeParse(cells[at] ?? "");
    if (parsed.success) custom[column] = parsed.data;
    else problems.push({ line, column, what: parsed.error.issues[0]?.message ?? "does not fit" });
  }
  return custom;
}

/** The worker before its hash; what the file does not send stays undefined. */
function draftOf(values: Values, sourceStatus: string, custom: object, { config, observedAt }: RowContext) {
  const group = (prefix: string): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(values)
        .filter(([path]) => path.startsWith(`${prefix}.`))
        .map(([path, value]) => [path.slice(prefix.length + 1), value]),
    );
  const said = values.sourceStatus as StatusSignal;
  return {
    schemaVersion: 1,
    source: { system: "csv", connectionId: config.name, ...group("source"), observedAt },
    workerNumber: values.workerNumber,
    // Without the column nothing is said; an empty cell is an employee.
    workerType: values.workerType === null ? "employee" : values.workerType,
    sourceStatus,
    statusSignal: said === "active" && values.onLeave === true ? "leave" : said,
    name: group("name"),
    contact: group("contact"),
    job: group("job"),
    dates: group("dates"),
    termination: terminationOf(values),
    timeZone: values.timeZone,
    custom,
  };
}

function terminationOf(values: Values): object | null | undefined {
  const [kind, immediate] = [values["termination.kind"], values["termination.immediate"]];
  if (kind === undefined && immediate === undefined) return undefined;
  if ((kind ?? null) === null && (immediate ?? false) === false) return null;
  return { kind: kind ?? "unknown", immediate: immediate ?? false };
}

/** The hash is of all that was sent as we understood it: a new meaning of the same cells is news as well. */
function sealed(draft: ReturnType<typeof draftOf>): object {
  const { observedAt: _when, ...source } = draft.source;
  const content = JSON.stringify({ ...draft, source });
  return { ...draft, source: { ...draft.source, rawHash: createHash("sha256").update(content).digest("hex") } };
}
