import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { StoreUnavailable } from "../../src/domain/errors.ts";
import { instantOf } from "../../src/domain/time.ts";
import { openSqliteQueue, type SqliteQueue } from "../../src/local/sqlite-queue.ts";
import { queueContract } from "./queue.contract.ts";
import { raceOf } from "./race.ts";

let folder: string;
let ms: number;
const ids = { uuid: () => randomUUID(), hex: (bytes: number) => randomBytes(bytes).toString("hex") };
const clock = { now: () => instantOf(ms) };
const open = (name = "intake"): SqliteQueue =>
  openSqliteQueue({ path: join(folder, "queue.db"), name, clock, ids, maxReceives: 3 });

queueContract("SQLite", async () => {
  folder = mkdtempSync(join(tmpdir(), "mastery-queue-"));
  ms = 1_000_000;
  const queue = open();
  return {
    queue,
    consumer: queue,
    pass: async (seconds) => {
      ms += seconds * 1000;
    },
    deadBodies: async () => (await queue.deadLetters()).map(({ body }) => body),
    close: async () => {
      queue.close();
      rmSync(folder, { recursive: true });
    },
  };
});

describe("the SQLite queue", () => {
  let queue: SqliteQueue;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mastery-queue-"));
    ms = 1_000_000;
    queue = open();
  });
  afterEach(() => {
    queue.close();
    rmSync(folder, { recursive: true });
  });
  const SCRIPT = new URL("./sqlite-queue-racer.ts", import.meta.url);
  const numbers = async (max: number) => (await queue.receive(max, 60)).map(({ body }) => body["n"]);

  test("gives what a killed receiver held to the next one at once, counted, and nothing else early", async () => {
    await queue.send([1, 2, 3].map((n) => ({ body: { n }, group: "a", ...(n === 3 ? { delaySeconds: 60 } : {}) })));
    const [first, second] = await queue.receive(2, 180);
    await queue.acknowledge(first!.receipt);
    const other = open("assessments");
    await other.releaseAll();
    expect(await numbers(3)).toEqual([]);
    other.close();
    await queue.releaseAll();
    const again = await queue.receive(3, 180);
    expect(again).toMatchObject([{ body: { n: 2 }, receiveCount: 2 }]);
    await queue.acknowledge(second!.receipt); // by the dead one: no longer its own
    await queue.releaseAll();
    expect(await numbers(3)).toEqual([2]);
  });

  test("serves a small group at once although another has ten thousand messages", async () => {
    await queue.send(Array.from({ length: 10_000 }, (_, n) => ({ body: { n }, group: "big" })));
    await queue.send([{ body: { n: "small 1" }, group: "small" }]);
    expect(await numbers(2)).toEqual([0, "small 1"]);
    await queue.send([{ body: { n: "small 2" }, group: "small" }]);
    expect(await numbers(1)).toEqual([1]);
    expect(await numbers(1)).toEqual(["small 2"]);
    expect(await numbers(3)).toEqual([2, 3, 4]);
  });

  test("takes turns between groups, across receives", async () => {
    for (const group of ["a", "b", "c"])
      await queue.send([1, 2, 3].map((n) => ({ body: { n: `${group}${n}` }, group })));
    expect(await numbers(4)).toEqual(["a1", "b1", "c1", "a2"]);
    expect(await numbers(4)).toEqual(["b2", "c2", "a3", "b3"]);
    expect(await numbers(4)).toEqual(["c3"]);
  });

  test("says when the next message becomes visible", async () => {
    expect(await queue.nextVisibleAt()).toBeUndefined();
    await queue.send([
      { body: {}, group: "a", delaySeconds: 30 },
      { body: {}, group: "b", delaySeconds: 10 },
    ]);
    expect(await queue.nextVisibleAt()).toBe(instantOf(ms + 10_000));
    ms += 10_000;
    const [received] = await queue.receive(1, 60);
    expect(await queue.nextVisibleAt()).toBe(instantOf(ms + 20_000));
    await queue.release(received!.receipt, 5);
    expect(await queue.nextVisibleAt()).toBe(instantOf(ms + 5000));
  });

  test("ignores the receipt of an earlier delivery", async () => {
    await queue.send([{ body: { n: 1 }, group: "a" }]);
    const [first] = await queue.receive(1, 1);
    ms += 1000;
    const [second] = await queue.receive(1, 60);
    await queue.acknowledge(first!.receipt);
    await queue.release(first!.receipt, 0);
    expect(await queue.receive(1, 60)).toEqual([]);
    await queue.release(second!.receipt, 0);
    expect(await numbers(1)).toEqual([1]);
  });

  test("keeps dead letters until they are redriven as fresh messages", async () => {
    await queue.send([{ body: { n: 1 }, group: "a" }]);
    for (let n = 0; n < 3; n += 1) await queue.receive(1, 0);
    ms += 5000;
    const [dead] = await queue.deadLetters();
    expect(dead).toMatchObject({ body: { n: 1 }, group: "a", receiveCount: 3, diedAt: clock.now() });
    expect(await queue.receive(1, 0)).toEqual([]);
    expect(await queue.nextVisibleAt()).toBeUndefined();
    expect(await queue.redrive("another id")).toBe(false);
    expect(await queue.redrive(dead!.id)).toBe(true);
    expect(await queue.redrive(dead!.id)).toBe(false);
    expect(await queue.deadLetters()).toEqual([]);
    expect(await queue.receive(1, 60)).toMatchObject([{ id: dead!.id, receiveCount: 1 }]);
  });

  test("does not mix queues of one file", async () => {
    const other = open("other");
    await queue.send([{ body: { n: 1 }, group: "a" }]);
    expect(await other.receive(1, 60)).toEqual([]);
    expect(await other.nextVisibleAt()).toBeUndefined();
    expect(await numbers(1)).toEqual([1]);
    other.close();
  });

  test("keeps what a process sent before it was killed", async () => {
    await expect(raceOf(1, SCRIPT, { path: join(folder, "queue.db"), name: "intake", die: true })).rejects.toThrow();
    ms = Date.now() + 1000;
    expect((await queue.receive(1, 60)).map(({ body }) => body)).toEqual([{ from: "the dead" }]);
  });

  test("gives each message to one of several processes", async () => {
    await queue.send(Array.from({ length: 200 }, (_, n) => ({ body: { n }, group: `t${n % 7}` })));
    const results = await raceOf(3, SCRIPT, { path: join(folder, "queue.db"), name: "intake" });
    const all = results
      .flatMap(({ won }) => won)
      .map(Number)
      .toSorted((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: 200 }, (_, n) => n));
  });

  test("says StoreUnavailable when it was closed", async () => {
    const closed = open();
    closed.close();
    await expect(closed.send([{ body: {}, group: "a" }])).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(closed.receive(1, 1)).rejects.toBeInstanceOf(StoreUnavailable);
  });
});
