import { ClientRequest } from "node:http";
import { DatabaseSync, type SQLInputValue, type StatementResultingChanges, StatementSync } from "node:sqlite";

/** Counts what this process does to the world, and kills it after so many. */
export interface Effects {
  /** From now on: the process dies as soon as it has done this many. */
  dieAfter(count: number): void;
  /** Work that is an effect once it is done. */
  effect<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Every commit of every SQLite file (store, queues, executions) and every request that changes something in Okta is an
 * effect; others are handed to `effect`. To die after one is to die before the next: in between nothing durable changes.
 */
export function watchEffects(): Effects {
  let left = Number.POSITIVE_INFINITY;
  const done = (): void => {
    left -= 1;
    if (left === 0) process.kill(process.pid, "SIGKILL");
  };
  watchCommits(done);
  watchRequests(done);
  return {
    dieAfter: (count) => {
      left = count;
    },
    effect: async (work) => {
      const result = await work();
      done();
      return result;
    },
  };
}

/** A request that changed something has done so when its answer comes, and not before. */
function watchRequests(done: () => void): void {
  const { emit } = ClientRequest.prototype;
  ClientRequest.prototype.emit = function (this: ClientRequest, event: string, ...args: unknown[]) {
    if (event === "response" && this.method !== "GET") done();
    return emit.call(this, event, ...args);
  };
}

/** A statement that writes commits by itself unless a transaction is open. */
function watchCommits(done: () => void): void {
  const { exec, prepare } = DatabaseSync.prototype;
  const run: (this: StatementSync, ...values: SQLInputValue[]) => StatementResultingChanges =
    StatementSync.prototype.run;
  const owners = new WeakMap<StatementSync, DatabaseSync>();
  DatabaseSync.prototype.prepare = function (...args) {
    const statement = prepare.apply(this, args);
    owners.set(statement, this);
    return statement;
  };
  DatabaseSync.prototype.exec = function (sql) {
    exec.call(this, sql);
    if (sql === "COMMIT") done();
  };
  StatementSync.prototype.run = function (this: StatementSync, ...values: SQLInputValue[]) {
    const result = run.apply(this, values);
    if (!owners.get(this)?.isTransaction) done();
    return result;
  } as typeof StatementSync.prototype.run;
}
