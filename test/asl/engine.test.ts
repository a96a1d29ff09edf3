import { describe, expect, it } from "vitest";
import { createEngine, parseMachine } from "../../src/local/asl/index.ts";
import { createRealClock, createSkippingClock } from "../../src/local/clock.ts";
import { run, START, start, task } from "./run-machine.ts";

it("emits every event when it happens, numbered, with its predecessor and time", async () => {
  const { execution, events, clock } = start({ W: { Type: "Wait", Seconds: 10, End: true } });
  await new Promise((resolve) => setImmediate(resolve));
  expect(events.map((event) => event.type).slice(0, 2)).toEqual(["ExecutionStarted", "WaitStateEntered"]);
  await execution.done;
  expect(events.map(({ id, previousEventId, at, stateName }) => [id, previousEventId, at, stateName])).toEqual([
    [1, 0, START, undefined],
    [2, 1, START, "W"],
    [3, 2, "2026-03-01T08:00:10.000Z", "W"],
    [4, 3, clock.now(), undefined],
  ]);
});

it("branches follow the event that started them", async () => {
  const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: "Succeed" } } });
  const ran = await run({ P: { Type: "Parallel", Branches: [branch("A"), branch("B")], End: true } });
  const started = ran.events.find((event) => event.type === "ParallelStateStarted")?.id;
  const entered = ran.events.filter((event) => event.type === "SucceedStateEntered");
  expect(entered.map((event) => event.previousEventId)).toEqual([started, started]);
});

describe("stop", () => {
  it("ends the execution as ABORTED with error and cause, and aborts the call in flight", async () => {
    let aborted = false;
    const f = (_: unknown, signal: AbortSignal): Promise<never> =>
      new Promise(() => signal.addEventListener("abort", () => (aborted = true)));
    const { execution, events } = start({ T: task("f") }, {}, { functions: { f } });
    await new Promise((resolve) => setImmediate(resolve));
    execution.stop("Shutdown", "the process ends");
    expect(await execution.done).toEqual({ status: "ABORTED", error: "Shutdown", cause: "the process ends" });
    expect(events.at(-1)).toMatchObject({ type: "ExecutionAborted", details: { error: "Shutdown" } });
    expect(aborted).toBe(true);
  });

  it("has no effect after the end", async () => {
    const { execution, events } = start({ S: { Type: "Succeed" } }, 1);
    await execution.done;
    execution.stop();
    expect(await execution.done).toEqual({ status: "SUCCEEDED", output: 1 });
    expect(events.at(-1)?.type).toBe("ExecutionSucceeded");
  });
});

it("rejects when the keeper of events fails, and goes no further", async () => {
  let calls = 0;
  const onEvent = (): void => {
    calls += 1;
    if (calls === 3) throw new Error("disk full");
  };
  const { execution } = start(
    { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", End: true } },
    {},
    { ports: { onEvent } },
  );
  await expect(execution.done).rejects.toThrow("disk full");
  expect(calls).toBe(3);
});

it("runs many executions of one machine at the same time without mixing them up", async () => {
  const clock = createSkippingClock(START);
  const states = {
    A: { Type: "Pass", Assign: { n: "{% $states.input.n %}" }, Next: "W" },
    W: { Type: "Wait", Seconds: "{% $n %}", Next: "B" },
    B: { Type: "Pass", Output: "{% [$n, $states.context.Execution.Name] %}", End: true },
  };
  const engine = createEngine({
    clock,
    random: Math.random,
    ids: { uuid: () => "u", hex: () => "h" },
    invokeFunction: async () => null,
  });
  const machine = parseMachine({ QueryLanguage: "JSONata", StartAt: "A", States: states }, "many.asl.json");
  const arn = "arn:aws:states:eu-central-1:111111111111:stateMachine:many";
  const names = Array.from({ length: 200 }, (_, index) => `run-${index}`);
  const outcomes = await Promise.all(
    names.map((name, n) => engine.start({ machine, machineName: "many", machineArn: arn, name, input: { n } }).done),
  );
  expect(outcomes.map((outcome) => outcome.output)).toEqual(names.map((name, n) => [n, name]));
});

it("works on the real clock", async () => {
  const engine = createEngine({
    clock: createRealClock(),
    random: Math.random,
    ids: { uuid: () => "u", hex: () => "h" },
    invokeFunction: async (_, payload) => payload,
  });
  const machine = parseMachine(
    { QueryLanguage: "JSONata", StartAt: "T", States: { T: task("f", { TimeoutSeconds: 60 }) } },
    "real",
  );
  const arn = "arn:aws:states:eu-central-1:111111111111:stateMachine:real";
  const { done } = engine.start({ machine, machineName: "real", machineArn: arn, name: "r", input: 1 });
  expect(await done).toEqual({ status: "SUCCEEDED", output: 1 });
});
