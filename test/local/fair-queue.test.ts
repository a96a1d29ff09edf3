import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Instant } from "../../src/domain/time.ts";
import { createSkippingClock } from "../../src/local/clock.ts";
import { createQueueWorker } from "../../src/local/queue-worker.ts";
import { openSqliteQueue } from "../../src/local/sqlite-queue.ts";
import { createRandomIds } from "../../src/stores/random-ids.ts";

const MAX_RECEIVES = 3;
const BATCH = 10;

interface Records {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/** A worker over a real queue; `done` names the tenants in the order in which their messages were worked on. */
async function working(
  work: (tenantId: string, at: { readonly n: number; readonly done: readonly string[] }) => Promise<void> | void,
  story: (
    send: (tenantId: string, count: number, from?: number) => Promise<void>,
    run: () => Promise<string[]>,
  ) => Promise<void>,
): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "mastery-fair-"));
  const clock = createSkippingClock("2026-03-02T09:00:00.000Z" as Instant);
  const options = { path: join(dir, "queue.sqlite"), name: "intake", clock, ids: createRandomIds() };
  const queue = openSqliteQueue({ ...options, maxReceives: MAX_RECEIVES });
  const done: string[] = [];
  const worker = createQueueWorker(queue, clock, () => async (event) => {
    const failed: { itemIdentifier: string }[] = [];
    for (const { messageId, body } of (event as Records).Records) {
      const { tenantId, n } = JSON.parse(body) as { tenantId: string; n: number };
      try {
        await work(tenantId, { n, done });
        done.push(tenantId);
      } catch {
        failed.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures: failed };
  });
  try {
    await story(
      (tenantId, count, from = 0) =>
        worker.queue.send(
          Array.from({ length: count }, (_, n) => ({ body: { tenantId, n: n + from }, group: tenantId })),
        ),
      async () => {
        const stopping = new AbortController();
        const running = worker.run(stopping.signal);
        while (!(await worker.isIdle()) || (await queue.nextVisibleAt()) !== undefined)
          await new Promise((resolve) => setTimeout(resolve, 1));
        stopping.abort();
        await running;
        return done;
      },
    );
    expect((await queue.deadLetters()).map(({ body }) => body["n"])).toEqual(done.includes("poison") ? [0] : []);
  } finally {
    queue.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

it("works on another tenant's event within two batches, although 10,000 of one tenant stand before it", async () => {
  let sendQuiet: (() => Promise<void>) | undefined;
  const sentAfter: number[] = [];
  await working(
    async (tenantId, { n, done }) => {
      // Every thousand of the flood, the quiet tenant says something.
      if (tenantId !== "flood" || n % 1000 !== 500) return;
      sentAfter.push(done.length);
      await sendQuiet?.();
    },
    async (send, run) => {
      sendQuiet = () => send("quiet", 1);
      await send("flood", 10_000);
      const done = await run();
      expect(done.filter((tenantId) => tenantId === "flood")).toHaveLength(10_000);
      const quiet = done.flatMap((tenantId, at) => (tenantId === "quiet" ? [at] : []));
      expect(quiet).toHaveLength(10);
      for (const [n, at] of quiet.entries()) expect(at - (sentAfter[n] ?? 0)).toBeLessThanOrEqual(2 * BATCH);
    },
  );
});

it("sets a poison message aside after its receives, and works on every other one", async () => {
  await working(
    (tenantId, { n }) => {
      if (tenantId === "poison" && n === 0) throw new Error("poison");
    },
    async (send, run) => {
      await send("poison", 3);
      await send("healthy", 100);
      const done = await run();
      expect(done.filter((tenantId) => tenantId === "healthy")).toHaveLength(100);
      expect(done.filter((tenantId) => tenantId === "poison")).toHaveLength(2);
    },
  );
});
