import type { JsonObject } from "../domain/json.ts";
import type { Instant } from "../domain/time.ts";
import {
  EXECUTION_STATUSES,
  type ExecutionStatus,
  type ExecutionSummary,
  type HistoryEvent,
} from "../ports/executions.ts";
import { openSqliteDatabase, type Row } from "./sqlite-database.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS execution (
    machine TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL, input TEXT NOT NULL, started_at TEXT NOT NULL,
    stopped_at TEXT, error TEXT, cause TEXT, PRIMARY KEY (name)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS execution_by_status ON execution (status, started_at);
  CREATE TABLE IF NOT EXISTS history (
    name TEXT NOT NULL, id INTEGER NOT NULL, at TEXT NOT NULL, type TEXT NOT NULL, state TEXT, details TEXT NOT NULL,
    PRIMARY KEY (name, id)
  ) STRICT`;

/** Executions and their histories, on disk as they happen. */
export interface ExecutionArchive {
  /** False when the name is taken. */
  add(summary: ExecutionSummary, input: JsonObject): boolean;
  find(name: string): (ExecutionSummary & { readonly input: JsonObject }) | undefined;
  running(): readonly ExecutionSummary[];
  record(name: string, event: HistoryEvent): void;
  history(name: string): readonly HistoryEvent[];
  close(name: string, end: { status: ExecutionStatus; at: Instant; error?: string; cause?: string }): void;
  dispose(): void;
}

export function openExecutionArchive(path: string): ExecutionArchive {
  const db = openSqliteDatabase({ path, schema: SCHEMA, durability: "process-kill" });
  return {
    add: ({ machine, name, status, startedAt }, input) =>
      db.immediately(() => {
        if (db.first("SELECT 1 FROM execution WHERE name = ?", name)) return false;
        const sql = "INSERT INTO execution (machine, name, status, input, started_at) VALUES (?, ?, ?, ?, ?)";
        db.run(sql, machine, name, status, JSON.stringify(input), startedAt);
        return true;
      }),
    find: (name) => {
      const row = db.first("SELECT * FROM execution WHERE name = ?", name);
      return row && { ...summaryOf(row), input: JSON.parse(String(row["input"])) as JsonObject };
    },
    running: () => db.all("SELECT * FROM execution WHERE status = 'RUNNING' ORDER BY started_at").map(summaryOf),
    record: (name, { id, at, type, stateName, details }) => {
      const sql = "INSERT INTO history (name, id, at, type, state, details) VALUES (?, ?, ?, ?, ?, ?)";
      db.run(sql, name, id, at, type, stateName ?? null, JSON.stringify(details));
    },
    history: (name) => db.all("SELECT * FROM history WHERE name = ? ORDER BY id", name).map(eventOf),
    close: (name, { status, at, error, cause }) => {
      const sql =
        "UPDATE execution SET status = ?, stopped_at = ?, error = ?, cause = ? WHERE name = ? AND status = 'RUNNING'";
      db.run(sql, status, at, error ?? null, cause ?? null, name);
    },
    dispose: () => db.close(),
  };
}

function summaryOf(row: Row): ExecutionSummary {
  const status = EXECUTION_STATUSES.find((known) => known === row["status"]) ?? "ABORTED";
  const optional = (column: string): string | undefined => (row[column] === null ? undefined : String(row[column]));
  const [stoppedAt, error, cause] = [optional("stopped_at"), optional("error"), optional("cause")];
  return {
    machine: String(row["machine"]),
    name: String(row["name"]),
    status,
    startedAt: row["started_at"] as Instant,
    ...(stoppedAt === undefined ? {} : { stoppedAt: stoppedAt as Instant }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}

function eventOf(row: Row): HistoryEvent {
  return {
    id: Number(row["id"]),
    at: row["at"] as Instant,
    type: String(row["type"]),
    ...(row["state"] === null ? {} : { stateName: String(row["state"]) }),
    details: JSON.parse(String(row["details"])) as JsonObject,
  };
}
