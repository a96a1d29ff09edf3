import { expect, it } from "vitest";
import { createSkippingClock } from "../../src/local/clock.ts";
import { failing, run, START, start, task } from "./run-machine.ts";

const branch = (name: string, state: Readonly<Record<string, unknown>>) => ({
  StartAt: name,
  States: { [name]: state["Type"] === "Fail" ? state : { End: true, ...state } },
});
const wait = (seconds: number, output: unknown) => ({ Type: "Wait", Seconds: seconds, Output: output });

it("collects the branches' outputs in order of definition, and lasts as long as the slowest", async () => {
  const ran = await run(
    {
      P: {
        Type: "Parallel",
        Branches: [branch("A", wait(5, "a")), branch("B", wait(1, "{% $states.input %}"))],
        End: true,
      },
    },
    "in",
  );
  expect(ran).toMatchObject({ output: ["a", "in"], seconds: 5 });
  expect(ran.types.slice(-3)).toEqual(["ParallelStateSucceeded", "ParallelStateExited", "ExecutionSucceeded"]);
});

it("gives its Arguments to every branch and its result to Output", async () => {
  const { output } = await run({
    P: {
      Type: "Parallel",
      Arguments: { x: "{% 1 + 1 %}" },
      Branches: [branch("A", { Type: "Pass" }), branch("B", { Type: "Pass" })],
      Output: "{% $states.result.x %}",
      End: true,
    },
  });
  expect(output).toEqual([2, 2]);
});

it("ends the other branches when one fails: their calls are aborted and their states shown as aborted", async () => {
  const clock = createSkippingClock(START);
  const aborted: string[] = [];
  const functions = {
    fails: async () => {
      await clock.sleep(1_000);
      throw failing("Broken");
    },
    hangs: (_: unknown, signal: AbortSignal) =>
      new Promise<never>(() => signal.addEventListener("abort", () => aborted.push("hangs"))),
  };
  const Branches = [
    branch("A", task("fails")),
    branch("B", task("hangs")),
    branch("C", wait(100, null)),
    branch("D", { Type: "Pass" }),
  ];
  const ran = await run({ P: { Type: "Parallel", Branches, End: true } }, {}, { clock, functions });
  expect(ran).toMatchObject({ status: "FAILED", error: "Broken", seconds: 1 });
  expect(aborted).toEqual(["hangs"]);
  expect(ran.types.slice(-6)).toEqual([
    "LambdaFunctionFailed",
    "TaskStateAborted",
    "TaskStateAborted",
    "WaitStateAborted",
    "ParallelStateFailed",
    "ExecutionFailed",
  ]);
});

it("is retried as a whole", async () => {
  let calls = 0;
  const functions = { f: () => (++calls < 3 ? Promise.reject(failing("Busy")) : "ok") };
  const Retry = [{ ErrorEquals: ["Busy"], IntervalSeconds: 1, BackoffRate: 1 }];
  const ran = await run(
    { P: { Type: "Parallel", Branches: [branch("A", task("f"))], Retry, End: true } },
    {},
    { functions },
  );
  expect(ran).toMatchObject({ output: ["ok"], seconds: 2 });
  expect(ran.types.filter((type) => type === "ParallelStateStarted")).toHaveLength(3);
  expect(ran.types).not.toContain("ParallelStateFailed");
});

it("nested in another one, it is aborted with it", async () => {
  const inner = { Type: "Parallel", Branches: [branch("W", wait(100, null))] };
  const Branches = [branch("I", inner), branch("F", { Type: "Fail", Error: "Stop" })];
  const ran = await run({ P: { Type: "Parallel", Branches, End: true } });
  expect(ran.types.slice(-4)).toEqual([
    "ParallelStateAborted",
    "WaitStateAborted",
    "ParallelStateFailed",
    "ExecutionFailed",
  ]);
});

it("shows nothing more of a branch after it was ended", async () => {
  const clock = createSkippingClock(START);
  const Branches = [branch("W", wait(100, null)), branch("F", { Type: "Fail", Error: "Stop" })];
  const Catch = [{ ErrorEquals: ["Stop"], Next: "L" }];
  const { execution, events } = start(
    { P: { Type: "Parallel", Branches, Catch, End: true }, L: { Type: "Wait", Seconds: 500, End: true } },
    {},
    { clock },
  );
  expect(await execution.done).toMatchObject({ status: "SUCCEEDED" });
  expect(events.filter((event) => event.stateName === "W").map((event) => event.type)).toEqual([
    "WaitStateEntered",
    "WaitStateAborted",
  ]);
});
