/** Opens the SQLite file of the local runtime; several processes may have it open at the same time. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { MasteryError, StoreUnavailable } from "../domain/errors.ts";

/** How long a writer waits for another process's transaction before it gives up. */
const BUSY_TIMEOUT_MS = 10_000;

export interface SqliteDatabase {
  /** Runs a statement that changes something. */
  run(sql: string, ...values: SQLInputValue[]): void;
  first(sql: string, ...values: SQLInputValue[]): Row | undefined;
  all(sql: string, ...values: SQLInputValue[]): readonly Row[];
  /** Runs `body` as one transaction that holds the write lock from its start, so that what it reads stays true. */
  immediately<T>(body: () => T): T;
  close(): void;
}

export type Row = Readonly<Record<string, unknown>>;

export interface SqliteDatabaseOptions {
  readonly path: string;
  readonly schema: string;
  /**
   * `process-kill`: what was committed survives the end of this process in any way, but the last transactions before
   * a power loss may be missing (WAL with synchronous=NORMAL; the file stays consistent). `power-loss`: survives that
   * too, at about a tenth of the speed. https://www.sqlite.org/pragma.html#pragma_synchronous
   */
  readonly durability: "process-kill" | "power-loss";
}

/** @throws StoreUnavailable from each call when the file cannot be read or written, or stays locked. */
export function openSqliteDatabase({ path, schema, durability }: SqliteDatabaseOptions): SqliteDatabase {
  const database = available(() => {
    const opened = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    opened.exec("PRAGMA journal_mode = WAL");
    opened.exec(`PRAGMA synchronous = ${durability === "power-loss" ? "FULL" : "NORMAL"}`);
    // A removed person's data does not stay behind in free pages. https://www.sqlite.org/pragma.html#pragma_secure_delete
    opened.exec("PRAGMA secure_delete = ON");
    opened.exec(`BEGIN IMMEDIATE; ${schema}; COMMIT`);
    return opened;
  });
  const statements = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    const prepared = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, prepared);
    return prepared;
  };
  return {
    run: (sql, ...values) => {
      available(() => statement(sql).run(...values));
    },
    first: (sql, ...values) => available(() => statement(sql).get(...values)),
    all: (sql, ...values) => available(() => statement(sql).all(...values)),
    immediately: (body) => immediately(database, body),
    close: () => database.close(),
  };
}

function immediately<T>(database: DatabaseSync, body: () => T): T {
  available(() => database.exec("BEGIN IMMEDIATE"));
  try {
    const result = body();
    available(() => database.exec("COMMIT"));
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function available<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof MasteryError) throw error;
    const code = error instanceof Error && "errcode" in error ? Number(error.errcode) : undefined;
    const text = error instanceof Error && "errstr" in error ? String(error.errstr) : "unexpected failure";
    throw new StoreUnavailable(`the local store did not answer: ${text}`, { sqliteCode: code }, { cause: error });
  }
}
