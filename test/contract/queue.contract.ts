/** What every queue must do, from sending to the dead letters. Each adapter's test file calls `queueContract`. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InvalidInput } from "../../src/domain/errors.ts";
import type { JsonObject } from "../../src/domain/json.ts";
import type { Message, Queue, QueueConsumer, ReceivedMessage } from "../../src/ports/queue.ts";

/** An empty queue that gives a message up after three receives. */
export interface QueueUnderTest {
  readonly queue: Queue;
  readonly consumer: QueueConsumer;
  /** Lets this much of the queue's time pass. */
  pass(seconds: number): Promise<void>;
  deadBodies(): Promise<readonly JsonObject[]>;
  close(): Promise<void>;
}

const message = (n: number, more: Partial<Message> = {}): Message => ({ body: { n }, group: "acme", ...more });

export function queueContract(name: string, open: () => Promise<QueueUnderTest>): void {
  describe(`Queue on ${name}`, () => {
    let under: QueueUnderTest;
    beforeEach(async () => {
      under = await open();
    });
    afterEach(() => under?.close());

    /** Receives until `count` messages came or the queue stays empty. */
    const take = async (count: number, visibilitySeconds = 60): Promise<ReceivedMessage[]> => {
      const taken: ReceivedMessage[] = [];
      for (let empty = 0; taken.length < count && empty < 3; ) {
        const batch = await under.consumer.receive(Math.min(10, count - taken.length), visibilitySeconds);
        taken.push(...batch);
        if (batch.length === 0) empty += 1;
      }
      return taken;
    };

    test("delivers what was sent, once while it is invisible", async () => {
      await under.queue.send([message(1), message(2, { group: "globex" })]);
      const received = await take(2);
      expect(received.map(({ body }) => body["n"]).toSorted()).toEqual([1, 2]);
      expect(received.map(({ receiveCount }) => receiveCount)).toEqual([1, 1]);
      expect(new Set(received.flatMap(({ id, receipt }) => [id, receipt])).size).toBe(4);
      expect(await take(1)).toEqual([]);
    });

    test("delivers all of more messages than one request takes", async () => {
      await under.queue.send(Array.from({ length: 23 }, (_, n) => message(n, { group: `t${n % 4}` })));
      const numbers = (await take(23)).map(({ body }) => Number(body["n"])).toSorted((a, b) => a - b);
      expect(numbers).toEqual(Array.from({ length: 23 }, (_, n) => n));
    });

    test("gives bodies back exactly", async () => {
      const body = { text: 'Zoë 🦊 \u0000 \uffff \ufffe "\\', list: [1, null, { deep: [true] }], empty: "" };
      await under.queue.send([{ body, group: "acme" }]);
      expect((await take(1))[0]?.body).toStrictEqual(body);
    });

    test("gives at most as many as asked for", async () => {
      await under.queue.send([message(1), message(2), message(3)]);
      expect(await under.consumer.receive(1, 60)).toHaveLength(1);
    });

    test("sending nothing is no mistake", async () => {
      await under.queue.send([]);
      expect(await take(1)).toEqual([]);
    });

    test("holds a message back for its delay", async () => {
      await under.queue.send([message(1, { delaySeconds: 2 }), message(2, { delaySeconds: 0 })]);
      expect((await take(2)).map(({ body }) => body["n"])).toEqual([2]);
      await under.pass(2);
      expect((await take(1)).map(({ body }) => body["n"])).toEqual([1]);
    });

    test("delivers again, with a new receipt, what was not acknowledged in time", async () => {
      await under.queue.send([message(1)]);
      const [first] = await take(1, 1);
      await under.pass(1);
      const [second] = await take(1);
      expect(second).toMatchObject({ id: first!.id, body: { n: 1 }, receiveCount: 2 });
      expect(second!.receipt).not.toBe(first!.receipt);
    });

    test("never again delivers what was acknowledged, and acknowledging twice is harmless", async () => {
      await under.queue.send([message(1)]);
      const [first] = await take(1, 1);
      await under.consumer.acknowledge(first!.receipt);
      await under.consumer.acknowledge(first!.receipt);
      await under.pass(1);
      expect(await take(1)).toEqual([]);
      expect(await under.deadBodies()).toEqual([]);
    });

    test("delivers a released message again at once or after its delay", async () => {
      await under.queue.send([message(1)]);
      const [first] = await take(1);
      await under.consumer.release(first!.receipt, 0);
      const [second] = await take(1);
      expect(second).toMatchObject({ id: first!.id, receiveCount: 2 });
      await under.consumer.release(second!.receipt, 2);
      expect(await take(1)).toEqual([]);
      await under.pass(2);
      expect(await take(1)).toMatchObject([{ receiveCount: 3 }]);
    });

    test("gives a message up after three receives, and only that one", async () => {
      await under.queue.send([message(1)]);
      for (let n = 1; n <= 3; n += 1) {
        const [received] = await take(1);
        expect(received?.receiveCount).toBe(n);
        await under.consumer.release(received!.receipt, 0);
      }
      await under.queue.send([message(2)]);
      expect((await take(2)).map(({ body }) => body["n"])).toEqual([2]);
      expect(await under.deadBodies()).toEqual([{ n: 1 }]);
    });

    test.each<[string, Partial<Message>]>([
      ["a delay over 900 seconds", { delaySeconds: 901 }],
      ["a negative delay", { delaySeconds: -1 }],
      ["a delay of half seconds", { delaySeconds: 1.5 }],
      ["an empty group", { group: "" }],
      ["a group with blanks", { group: "a b" }],
      ["a group over 128 characters", { group: "g".repeat(129) }],
      ["a body over 256 KB", { body: { text: "x".repeat(256 * 1024) } }],
    ])("refuses %s and sends none of the messages", async (_, bad) => {
      await expect(under.queue.send([message(1), message(2, bad)])).rejects.toBeInstanceOf(InvalidInput);
      expect(await take(1)).toEqual([]);
    });
  });
}
