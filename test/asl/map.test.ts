import { describe, expect, it } from "vitest";
import { createSkippingClock } from "../../src/local/clock.ts";
import { failing, run, START, task } from "./run-machine.ts";

const processor = (state: Readonly<Record<string, unknown>>, config = {}) => ({
  StartAt: "I",
  States: { I: state["Type"] === "Fail" ? state : { End: true, ...state } },
  ...config,
});
const DISTRIBUTED = { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } };

describe("Items", () => {
  it.each([
    ["the input", {}, [1, 2], [1, 2]],
    ["an expression", { Items: "{% $states.input.list %}" }, { list: [3] }, [3]],
    ["an array with expressions", { Items: [1, "{% $states.input %}"] }, 7, [1, 7]],
    ["an empty array", { Items: "{% [] %}" }, {}, []],
  ])("may be %s", async (_, fields, input, output) => {
    const ran = await run(
      { M: { Type: "Map", ...fields, ItemProcessor: processor({ Type: "Pass" }), End: true } },
      input,
    );
    expect(ran).toMatchObject({ status: "SUCCEEDED", output });
  });

  it("that are no array fail the state before it starts", async () => {
    const ran = await run({
      M: { Type: "Map", Items: "{% {'a': 1} %}", ItemProcessor: processor({ Type: "Pass" }), End: true },
    });
    expect(ran.types.slice(1)).toEqual(["MapStateEntered", "EvaluationFailed", "MapStateFailed", "ExecutionFailed"]);
    expect(ran.cause).toContain("Expected 'array', but was 'object' for value: {\"a\":1}");
  });
});

it("ItemSelector sees the state's input and the item with its index, and so do the states inside", async () => {
  const { output } = await run(
    {
      M: {
        Type: "Map",
        Items: ["a", "b"],
        ItemSelector: { item: "{% $states.context.Map.Item.Value %}", of: "{% $states.input %}" },
        ItemProcessor: processor({
          Type: "Pass",
          Output: "{% [$states.input.item, $states.input.of, $states.context.Map.Item.Index] %}",
        }),
        End: true,
      },
    },
    9,
  );
  expect(output).toEqual([
    ["a", 9, 0],
    ["b", 9, 1],
  ]);
});

describe("MaxConcurrency", () => {
  it.each([
    [undefined, 100, 40],
    [0, 100, 40],
    [7, 20, 7],
    [1, 5, 1],
    [500, 100, 40],
  ])("%s runs at most that many of %d iterations at the same time: %d", async (max, count, expected) => {
    const clock = createSkippingClock(START);
    let running = 0;
    let most = 0;
    const f = async (item: unknown): Promise<number> => {
      most = Math.max(most, ++running);
      await clock.sleep(1_000 * (1 + (Number(item) % 3)));
      running -= 1;
      return Number(item) * 2;
    };
    const Items = Array.from({ length: count }, (_, index) => index);
    const concurrency = max === undefined ? {} : { MaxConcurrency: max };
    const ran = await run(
      { M: { Type: "Map", Items, ...concurrency, ItemProcessor: processor(task("f")), End: true } },
      {},
      { clock, functions: { f } },
    );
    expect(most).toBe(expected);
    expect(ran.output).toEqual(Items.map((item) => item * 2));
  });
});

it("ends the other iterations when one fails, and starts no more", async () => {
  const clock = createSkippingClock(START);
  const functions = {
    f: async (item: unknown) => {
      await clock.sleep(item === 1 ? 1_000 : 50_000);
      throw failing("Broken");
    },
  };
  const ran = await run(
    { M: { Type: "Map", Items: [0, 1, 2], MaxConcurrency: 2, ItemProcessor: processor(task("f")), End: true } },
    {},
    { clock, functions },
  );
  expect(ran).toMatchObject({ status: "FAILED", error: "Broken", seconds: 1 });
  expect(ran.types.slice(-7)).toEqual([
    "LambdaFunctionFailed",
    "MapIterationFailed",
    "TaskStateAborted",
    "MapIterationAborted",
    "TaskStateAborted",
    "MapStateFailed",
    "ExecutionFailed",
  ]);
  expect(ran.events.filter((event) => event.type === "MapIterationStarted")).toHaveLength(2);
});

it("is retried as a whole and caught", async () => {
  const ran = await run({
    M: {
      Type: "Map",
      Items: [1],
      ItemProcessor: processor({ Type: "Fail", Error: "E" }),
      Retry: [{ ErrorEquals: ["E"], MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ["E"], Next: "Z" }],
      End: true,
    },
    Z: { Type: "Succeed", Output: "caught" },
  });
  expect(ran).toMatchObject({ output: "caught", seconds: 1 });
  expect(ran.types.filter((type) => type === "MapStateStarted")).toHaveLength(2);
  expect(ran.types.filter((type) => type === "MapStateFailed")).toHaveLength(1);
});

describe("a distributed Map", () => {
  const distributed = (fields: object, state: Readonly<Record<string, unknown>>) => ({
    M: { Type: "Map", ...fields, ItemProcessor: processor(state, DISTRIBUTED), End: true },
  });

  it("shows its run and not what happens inside", async () => {
    const ran = await run(distributed({ Items: [1, 2] }, { Type: "Pass" }));
    expect(ran.output).toEqual([1, 2]);
    expect(ran.types.slice(1, -1)).toEqual([
      "MapStateEntered",
      "MapStateStarted",
      "MapRunStarted",
      "MapRunSucceeded",
      "MapStateSucceeded",
      "MapStateExited",
    ]);
  });

  it("does not see the variables outside", async () => {
    const ran = await run({
      A: { Type: "Pass", Assign: { x: 1 }, Next: "M" },
      ...distributed({ Items: [1] }, { Type: "Pass", Output: "{% $exists($x) %}" }),
    });
    expect(ran.output).toEqual([false]);
  });

  const failOn = (limit: number) => ({
    f: (item: unknown) => (Number(item) < limit ? Promise.reject(failing("E")) : Number(item)),
  });

  it.each([
    ["ToleratedFailureCount", { ToleratedFailureCount: 2 }, 2, "SUCCEEDED"],
    ["ToleratedFailureCount", { ToleratedFailureCount: 2 }, 3, "FAILED"],
    ["ToleratedFailurePercentage", { ToleratedFailurePercentage: "{% 20 %}" }, 2, "SUCCEEDED"],
    ["ToleratedFailurePercentage", { ToleratedFailurePercentage: 20 }, 3, "FAILED"],
    ["neither", {}, 1, "FAILED"],
  ])("with %s %j and %d failures of 10 has %s", async (_, fields, failures, status) => {
    const Items = Array.from({ length: 10 }, (_item, index) => index);
    const ran = await run(distributed({ Items, ...fields }, task("f")), {}, { functions: failOn(failures) });
    expect(ran.status).toBe(status);
    if (status === "FAILED") {
      expect(ran.error).toBe("States.ExceedToleratedFailureThreshold");
      expect(ran.types.slice(-3)).toEqual(["MapRunFailed", "MapStateFailed", "ExecutionFailed"]);
    } else expect(ran.output).toEqual(Items.slice(failures));
  });

  it.each([{ ToleratedFailureCount: "{% -1 %}" }, { ToleratedFailurePercentage: "{% 100.1 %}" }])(
    "refuses %j",
    async (fields) => {
      const ran = await run(distributed({ Items: [1], ...fields }, { Type: "Pass" }));
      expect(ran.error).toBe("States.QueryEvaluationError");
    },
  );
});
