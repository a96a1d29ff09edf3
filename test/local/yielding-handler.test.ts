import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { LambdaHandler } from "../../src/lambda/handler.ts";
import { createRealClock } from "../../src/local/clock.ts";
import { createQueueWorker } from "../../src/local/queue-worker.ts";
import { openSqliteQueue } from "../../src/local/sqlite-queue.ts";
import { yieldingHandler } from "../../src/local/yielding-handler.ts";
import { createRandomIds } from "../../src/stores/random-ids.ts";

const MESSAGES = 500;
const BATCH = 10;

/** How many messages had been worked on when the event loop came by for the first time. */
async function doneBeforeOthers(wrap: (handler: LambdaHandler) => LambdaHandler): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), "mastery-yield-"));
  const clock = createRealClock();
  const options = { path: join(dir, "queue.sqlite"), name: "intake", clock, ids: createRandomIds(), maxReceives: 3 };
  const queue = openSqliteQueue(options);
  await queue.send(Array.from({ length: MESSAGES }, (_, n) => ({ body: { n }, group: "acme" })));
  let done = 0;
  const handler = wrap(async (event) => {
    done += (event as { Records: unknown[] }).Records.length;
    return { batchItemFailures: [] };
  });
  const worker = createQueueWorker(queue, clock, () => handler);
  const stopping = new AbortController();
  const running = worker.run(stopping.signal);
  const seen = await new Promise<number>((resolve) => setImmediate(() => resolve(done)));
  while (done < MESSAGES) await new Promise((resolve) => setImmediate(resolve));
  stopping.abort();
  await running;
  queue.close();
  rmSync(dir, { recursive: true, force: true });
  return seen;
}

it("lets open connections have their turn after each batch of a full queue, which would keep them waiting to its end", async () => {
  expect(await doneBeforeOthers((handler) => yieldingHandler(handler, createRealClock()))).toBeLessThanOrEqual(
    2 * BATCH,
  );
  expect(await doneBeforeOthers((handler) => handler)).toBe(MESSAGES);
});
