/**
 * Queue on SQLite, behaving as an SQS standard queue with dead letters does. Groups take turns, so that one tenant's
 * ten thousand messages do not starve another's one. Several processes may send and receive.
 */
import type { JsonObject } from "../domain/json.ts";
import { epochMsOf, type Instant, instantOf } from "../domain/time.ts";
import type { Clock } from "../ports/clock.ts";
import type { Ids } from "../ports/ids.ts";
import type { Message, Queue, QueueConsumer, ReceivedMessage } from "../ports/queue.ts";
import { bodyText } from "../stores/message-rules.ts";
import { openSqliteDatabase, type Row, type SqliteDatabase } from "./sqlite-database.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS queue_message (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, queue TEXT NOT NULL,
    message_group TEXT NOT NULL, body TEXT NOT NULL, visible_at INTEGER NOT NULL,
    receive_count INTEGER NOT NULL DEFAULT 0, receipt TEXT UNIQUE, dead_at INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS queue_message_by_group
    ON queue_message (queue, message_group, visible_at, sequence) WHERE dead_at IS NULL;
  CREATE INDEX IF NOT EXISTS queue_message_by_time ON queue_message (queue, visible_at) WHERE dead_at IS NULL;
  CREATE TABLE IF NOT EXISTS queue_group (
    queue TEXT NOT NULL, message_group TEXT NOT NULL, last_turn INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (queue, message_group)
  ) STRICT`;

export interface SqliteQueueOptions {
  /** A file; it may be the item store's, and hold several queues. */
  readonly path: string;
  readonly name: string;
  readonly clock: Pick<Clock, "now">;
  readonly ids: Pick<Ids, "hex" | "uuid">;
  /** A message that was received this often without being acknowledged becomes a dead letter. */
  readonly maxReceives: number;
}

/** A message that was given up; it stays in the file until it is sent on its way again. */
export interface DeadLetter {
  readonly id: string;
  readonly group: string;
  readonly body: JsonObject;
  readonly receiveCount: number;
  readonly diedAt: Instant;
}

export interface SqliteQueue extends Queue, QueueConsumer {
  /** When the next message becomes visible (perhaps in the past), so that a worker can sleep until then. */
  nextVisibleAt(): Promise<Instant | undefined>;
  /** Makes visible at once what was received and not acknowledged: its receiver was killed, and no other one is there. */
  releaseAll(): Promise<void>;
  /** Oldest first. */
  deadLetters(): Promise<readonly DeadLetter[]>;
  /** Makes a dead letter a fresh message again. Says whether there was one with this id. */
  redrive(id: string): Promise<boolean>;
  close(): void;
}

interface Access extends SqliteQueueOptions {
  readonly database: SqliteDatabase;
  /** The same file, for sending. */
  readonly durable: SqliteDatabase;
  readonly nowMs: () => number;
}

/**
 * What was sent survives even a loss of power: its sender was told that it is stored. The rest need not: a lost
 * acknowledgement is one more delivery.
 */
export function openSqliteQueue(options: SqliteQueueOptions): SqliteQueue {
  const database = openSqliteDatabase({ path: options.path, schema: SCHEMA, durability: "process-kill" });
  const durable = openSqliteDatabase({ path: options.path, schema: SCHEMA, durability: "power-loss" });
  const access: Access = { ...options, database, durable, nowMs: () => epochMsOf(options.clock.now()) };
  return {
    send: async (messages) => send(access, messages),
    receive: async (max, visibilitySeconds) => receive(access, max, visibilitySeconds * 1000),
    acknowledge: async (receipt) => database.run("DELETE FROM queue_message WHERE receipt = ?", receipt),
    release: async (receipt, delaySeconds) =>
      database.run(
        "UPDATE queue_message SET visible_at = ? WHERE receipt = ?",
        access.nowMs() + delaySeconds * 1000,
        receipt,
      ),
    nextVisibleAt: async () => nextVisibleAt(access),
    releaseAll: async () =>
      database.run(
        `UPDATE queue_message SET visible_at = ?, receipt = NULL
         WHERE queue = ? AND dead_at IS NULL AND receipt IS NOT NULL AND visible_at > ?`,
        access.nowMs(),
        options.name,
        access.nowMs(),
      ),
    deadLetters: async () => deadLetters(access),
    redrive: async (id) => redrive(access, id),
    close: () => {
      database.close();
      durable.close();
    },
  };
}

function send({ durable, name, ids, nowMs }: Access, messages: readonly Message[]): void {
  const bodies = messages.map(bodyText);
  if (messages.length === 0) return;
  durable.immediately(() => {
    for (const [position, { group, delaySeconds = 0 }] of messages.entries()) {
      durable.run("INSERT OR IGNORE INTO queue_group (queue, message_group) VALUES (?, ?)", name, group);
      durable.run(
        "INSERT INTO queue_message (id, queue, message_group, body, visible_at) VALUES (?, ?, ?, ?, ?)",
        ids.uuid(),
        name,
        group,
        bodies[position] ?? "",
        nowMs() + delaySeconds * 1000,
      );
    }
  });
}

function receive(access: Access, max: number, visibilityMs: number): readonly ReceivedMessage[] {
  const now = access.nowMs();
  const next = nextVisibleMs(access);
  if (next === undefined || next > now) return []; // without taking the write lock
  return access.database.immediately(() => {
    const received: ReceivedMessage[] = [];
    let groups = groupsInTurn(access, now, max);
    while (groups.length > 0 && received.length < max) {
      groups = groups.filter((group) => {
        if (received.length >= max) return false;
        const message = takeOldest(access, group, { now, until: now + visibilityMs });
        if (message !== undefined) received.push(message);
        return message !== undefined;
      });
    }
    return received;
  });
}

/** Groups with something visible, the one whose last turn is longest ago first. */
function groupsInTurn({ database, name }: Access, now: number, max: number): readonly string[] {
  const rows = database.all(
    `SELECT message_group FROM queue_group AS g WHERE queue = ? AND EXISTS (
       SELECT 1 FROM queue_message AS m WHERE m.queue = g.queue AND m.message_group = g.message_group
         AND m.dead_at IS NULL AND m.visible_at <= ?
     ) ORDER BY last_turn, message_group LIMIT ?`,
    name,
    now,
    max,
  );
  return rows.map((row) => String(row["message_group"]));
}

function takeOldest(access: Access, group: string, time: { now: number; until: number }): ReceivedMessage | undefined {
  const { database, name, ids } = access;
  bury(access, time.now, group);
  const row = database.first(
    `SELECT sequence, id, body, receive_count FROM queue_message
     WHERE queue = ? AND message_group = ? AND dead_at IS NULL AND visible_at <= ? ORDER BY visible_at, sequence LIMIT 1`,
    name,
    group,
    time.now,
  );
  if (row === undefined) return undefined;
  const receipt = ids.hex(16);
  const receiveCount = Number(row["receive_count"]) + 1;
  database.run(
    "UPDATE queue_message SET visible_at = ?, receive_count = ?, receipt = ? WHERE sequence = ?",
    time.until,
    receiveCount,
    receipt,
    Number(row["sequence"]),
  );
  database.run(
    `UPDATE queue_group SET last_turn = (SELECT max(last_turn) + 1 FROM queue_group WHERE queue = ?)
     WHERE queue = ? AND message_group = ?`,
    name,
    name,
    group,
  );
  return { id: String(row["id"]), body: bodyOf(row), receiveCount, receipt };
}

/** Gives up the group's oldest visible messages for as long as they had all their receives. */
function bury({ database, name, maxReceives }: Access, now: number, group: string): void {
  const oldest = `SELECT sequence, receive_count FROM queue_message
    WHERE queue = ? AND message_group = ? AND dead_at IS NULL AND visible_at <= ? ORDER BY visible_at, sequence LIMIT 1`;
  for (;;) {
    const row = database.first(oldest, name, group, now);
    if (row === undefined || Number(row["receive_count"]) < maxReceives) return;
    const dead = "UPDATE queue_message SET dead_at = ?, receipt = NULL WHERE sequence = ?";
    database.run(dead, now, Number(row["sequence"]));
  }
}

function nextVisibleMs({ database, name }: Access): number | undefined {
  const sql = "SELECT min(visible_at) AS ms FROM queue_message WHERE queue = ? AND dead_at IS NULL";
  const ms = database.first(sql, name)?.["ms"];
  return typeof ms === "number" ? ms : undefined;
}

function nextVisibleAt(access: Access): Instant | undefined {
  const ms = nextVisibleMs(access);
  return ms === undefined ? undefined : instantOf(ms);
}

function deadLetters({ database, name, maxReceives, nowMs }: Access): readonly DeadLetter[] {
  const exhausted = "queue = ? AND dead_at IS NULL AND visible_at <= ? AND receive_count >= ?";
  const dead = `UPDATE queue_message SET dead_at = ?, receipt = NULL WHERE ${exhausted}`;
  database.run(dead, nowMs(), name, nowMs(), maxReceives);
  return database
    .all("SELECT * FROM queue_message WHERE queue = ? AND dead_at IS NOT NULL ORDER BY dead_at, sequence", name)
    .map((row) => ({
      id: String(row["id"]),
      group: String(row["message_group"]),
      body: bodyOf(row),
      receiveCount: Number(row["receive_count"]),
      diedAt: instantOf(Number(row["dead_at"])),
    }));
}

function redrive({ database, name, nowMs }: Access, id: string): boolean {
  return database.immediately(() => {
    const dead = "queue = ? AND id = ? AND dead_at IS NOT NULL";
    if (database.first(`SELECT 1 FROM queue_message WHERE ${dead}`, name, id) === undefined) return false;
    const fresh = "UPDATE queue_message SET dead_at = NULL, receive_count = 0, visible_at = ?";
    database.run(`${fresh} WHERE ${dead}`, nowMs(), name, id);
    return true;
  });
}

function bodyOf(row: Row): JsonObject {
  return JSON.parse(String(row["body"])) as JsonObject;
}
