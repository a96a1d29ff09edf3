import { describe, expect, it } from "vitest";
import type { Instant } from "../../src/domain/time.ts";
import { createRealClock, createSkippingClock } from "../../src/local/clock.ts";

const START = "2026-03-01T08:00:00.000Z" as Instant;
const turns = async (count = 20): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe("the skipping clock", () => {
  it("wakes sleepers in order of time, and equal ones in order of arrival", async () => {
    const clock = createSkippingClock(START);
    const woken: string[] = [];
    const sleep = async (name: string, ms: number): Promise<void> => {
      await clock.sleep(ms);
      woken.push(`${name} ${clock.now()}`);
    };
    await Promise.all([sleep("c", 86_400_000), sleep("a", 5), sleep("b1", 10), sleep("b2", 10)]);
    expect(woken).toEqual([
      "a 2026-03-01T08:00:00.005Z",
      "b1 2026-03-01T08:00:00.010Z",
      "b2 2026-03-01T08:00:00.010Z",
      "c 2026-03-02T08:00:00.000Z",
    ]);
  });

  it("stands still while work is tracked, and moves on when it ends", async () => {
    const clock = createSkippingClock(START);
    const { promise: io, resolve: answer } = Promise.withResolvers<string>();
    let woken = false;
    const sleeper = clock.sleep(1_000).then(() => {
      woken = true;
    });
    const work = clock.track(() => io);
    await turns();
    expect([woken, clock.now()]).toEqual([false, START]);
    answer("done");
    expect(await work).toBe("done");
    await sleeper;
    expect(clock.now()).toBe("2026-03-01T08:00:01.000Z");
  });

  it("stands still until busy is released, however often that is called", async () => {
    const clock = createSkippingClock(START);
    const [first, second] = [clock.busy(), clock.busy()];
    const sleeper = clock.sleep(1_000);
    first();
    first();
    await turns();
    expect(clock.now()).toBe(START);
    second();
    await sleeper;
  });

  it("moves while tracked work itself sleeps, and stands still again when that wakes", async () => {
    const clock = createSkippingClock(START);
    const { promise: io, resolve: answer } = Promise.withResolvers<void>();
    const late = clock.sleep(60_000).then(() => clock.now());
    const work = clock.track(async () => {
      await clock.sleep(1_000);
      await io;
      return clock.now();
    });
    await turns();
    expect(clock.now()).toBe("2026-03-01T08:00:01.000Z");
    answer();
    expect(await work).toBe("2026-03-01T08:00:01.000Z");
    expect(await late).toBe("2026-03-01T08:01:00.000Z");
  });

  it("goes on after tracked work that failed or left a sleeper behind", async () => {
    const clock = createSkippingClock(START);
    await expect(
      clock.track(async () => {
        clock.sleep(5_000).catch(() => undefined);
        throw new Error("broken");
      }),
    ).rejects.toThrow("broken");
    await clock.sleep(10_000);
    expect(clock.now()).toBe("2026-03-01T08:00:10.000Z");
  });

  it("rejects an aborted sleep with the signal's reason and does not jump to its time", async () => {
    const clock = createSkippingClock(START);
    const controller = new AbortController();
    const release = clock.busy();
    const sleep = clock.sleep(60_000, controller.signal);
    controller.abort(new Error("stopped"));
    await expect(sleep).rejects.toThrow("stopped");
    await expect(clock.sleep(1, controller.signal)).rejects.toThrow("stopped");
    release();
    await clock.sleep(10);
    expect(clock.now()).toBe("2026-03-01T08:00:00.010Z");
  });

  it("does not jump for background sleepers, which wake when others made time pass", async () => {
    const clock = createSkippingClock(START);
    let ticks = 0;
    const chore = async (): Promise<void> => {
      for (;;) {
        await clock.background.sleep(60_000);
        ticks += 1;
      }
    };
    chore().catch(() => undefined);
    await turns();
    expect([ticks, clock.now()]).toEqual([0, START]);
    await clock.sleep(90_000);
    await turns();
    expect([ticks, clock.now()]).toEqual([1, "2026-03-01T08:01:30.000Z"]);
    await clock.advance(600_000);
    expect(ticks).toBe(11);
  });
});

describe("the real clock", () => {
  it("sleeps at least as long as asked and tracks nothing", async () => {
    const clock = createRealClock();
    const before = Date.parse(clock.now());
    clock.busy()();
    expect(await clock.track(async () => clock.sleep(15).then(() => "woken"))).toBe("woken");
    expect(Date.parse(clock.now()) - before).toBeGreaterThanOrEqual(14);
  });

  it("rejects an aborted sleep with the signal's reason", async () => {
    const controller = new AbortController();
    const sleep = createRealClock().background.sleep(2 ** 40, controller.signal);
    controller.abort(new Error("stopped"));
    await expect(sleep).rejects.toThrow("stopped");
  });
});
