import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRetryPolicy } from "../../src/local/asl/retry.ts";
import { failing, run, secondsOf, task } from "./run-machine.ts";

const retrier = {
  errorEquals: ["States.ALL"],
  intervalSeconds: 1,
  maxAttempts: 3,
  backoffRate: 2,
  jitter: "NONE",
} as const;

describe("the delays of Retry", () => {
  const always = { functions: { f: () => Promise.reject(failing("Busy")) } };

  it.each([
    ["the defaults: 3 attempts, 1 s, doubling", {}, [0, 1, 3, 7]],
    ["IntervalSeconds and BackoffRate", { IntervalSeconds: 3, BackoffRate: 1.5, MaxAttempts: 2 }, [0, 3, 7.5]],
    ["MaxDelaySeconds", { IntervalSeconds: 3, MaxDelaySeconds: 5, MaxAttempts: 4 }, [0, 3, 8, 13, 18]],
    ["MaxAttempts 0", { MaxAttempts: 0 }, [0]],
    [
      "full jitter, with a random number of 0.5",
      { IntervalSeconds: 4, JitterStrategy: "FULL", MaxAttempts: 2 },
      [0, 2, 6],
    ],
  ])("follow %s", async (_, fields, attempts) => {
    const ran = await run({ T: task("f", { Retry: [{ ErrorEquals: ["Busy"], ...fields }] }) }, {}, always);
    expect(secondsOf(ran, "LambdaFunctionScheduled")).toEqual(attempts);
    expect(ran).toMatchObject({ status: "FAILED", error: "Busy" });
  });

  it("with full jitter are never longer than without and depend on chance alone", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (interval, chance) => {
          const without = createRetryPolicy([{ ...retrier, intervalSeconds: interval }], () => chance);
          const jittered = createRetryPolicy([{ ...retrier, intervalSeconds: interval, jitter: "FULL" }], () => chance);
          for (let attempt = 0; attempt < 3; attempt += 1) {
            const longest = without.nextDelayMs({ error: "E" }) ?? -1;
            expect(longest).toBe(interval * 1000 * 2 ** attempt);
            expect(jittered.nextDelayMs({ error: "E" })).toBe(longest * chance);
          }
          expect(jittered.nextDelayMs({ error: "E" })).toBeUndefined();
        },
      ),
    );
  });
});

it("every retrier counts its own attempts", async () => {
  const errors = ["A", "B", "A", "B", "A"];
  const ran = await run(
    {
      T: task("f", {
        Retry: [
          { ErrorEquals: ["A"], MaxAttempts: 2, IntervalSeconds: 10, BackoffRate: 1 },
          { ErrorEquals: ["B"], MaxAttempts: 2, IntervalSeconds: 1, BackoffRate: 3 },
        ],
      }),
    },
    {},
    { functions: { f: () => Promise.reject(failing(errors.shift() ?? "none")) } },
  );
  expect(ran.error).toBe("A");
  expect(secondsOf(ran, "LambdaFunctionScheduled")).toEqual([0, 10, 11, 21, 24]);
});

it("only the first retrier that matches counts", async () => {
  const Retry = [{ ErrorEquals: ["Busy"], MaxAttempts: 0 }, { ErrorEquals: ["States.ALL"] }];
  const ran = await run({ T: task("f", { Retry }) }, {}, { functions: { f: () => Promise.reject(failing("Busy")) } });
  expect(secondsOf(ran, "LambdaFunctionScheduled")).toEqual([0]);
});

it("Arguments are evaluated again and see the retry count", async () => {
  const seen: unknown[] = [];
  await run(
    {
      T: task("f", {
        Arguments: "{% $states.context.State.RetryCount %}",
        Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 2 }],
      }),
    },
    {},
    { functions: { f: (payload) => Promise.reject(failing("E", String(seen.push(payload)))) } },
  );
  expect(seen).toEqual([0, 1, 2]);
});

it("an evaluation error is retried and caught like any other", async () => {
  const ran = await run({
    T: task("f", {
      Arguments: "{% $states.input.none %}",
      Retry: [{ ErrorEquals: ["States.QueryEvaluationError"], MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ["States.ALL"], Output: "{% $states.errorOutput.Error %}", Next: "Z" }],
      Next: "Z",
    }),
    Z: { Type: "Succeed" },
  });
  expect(ran).toMatchObject({ output: "States.QueryEvaluationError", seconds: 1 });
  expect(ran.types.filter((type) => type === "EvaluationFailed")).toHaveLength(2);
});
