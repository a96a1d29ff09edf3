import { describe, expect, it } from "vitest";
import { createSkippingClock } from "../../src/local/clock.ts";
import { failing, run, START, secondsOf, start, task } from "./run-machine.ts";

/** A function that takes a while of virtual time. */
function slow(clock: ReturnType<typeof createSkippingClock>, seconds: number) {
  return async (_: unknown, signal: AbortSignal): Promise<string> => {
    await clock.sleep(seconds * 1000, signal);
    return "done";
  };
}

describe("TimeoutSeconds", () => {
  it("of a Task fails it as States.Timeout and aborts the call", async () => {
    const clock = createSkippingClock(START);
    let aborted = false;
    const f = (_: unknown, signal: AbortSignal): Promise<never> => {
      signal.addEventListener("abort", () => {
        aborted = true;
      });
      return new Promise(() => undefined);
    };
    const ran = await run({ T: task("f", { TimeoutSeconds: 5 }) }, {}, { clock, functions: { f } });
    expect(ran).toMatchObject({ status: "FAILED", error: "States.Timeout", seconds: 5 });
    expect(ran.types).toContain("LambdaFunctionTimedOut");
    expect(aborted).toBe(true);
  });

  it("of a Task is not reached by a call that ends in time", async () => {
    const clock = createSkippingClock(START);
    const ran = await run({ T: task("f", { TimeoutSeconds: "{% $states.input %}" }) }, 5, {
      clock,
      functions: { f: slow(clock, 4) },
    });
    expect(ran).toMatchObject({ status: "SUCCEEDED", seconds: 4 });
  });

  it("applies to every attempt anew", async () => {
    const clock = createSkippingClock(START);
    const Retry = [{ ErrorEquals: ["States.Timeout"], MaxAttempts: 1, IntervalSeconds: 2 }];
    const ran = await run(
      { T: task("f", { TimeoutSeconds: 5, Retry }) },
      {},
      { clock, functions: { f: slow(clock, 60) } },
    );
    expect(secondsOf(ran, "LambdaFunctionTimedOut")).toEqual([5, 12]);
  });

  it("of the machine ends the execution as TIMED_OUT", async () => {
    const ran = await run({ W: { Type: "Wait", Seconds: 60, End: true } }, {}, { timeoutSeconds: 30 });
    expect(ran).toMatchObject({ status: "TIMED_OUT", seconds: 30 });
    expect(ran.types.at(-1)).toBe("ExecutionTimedOut");
  });

  it("of the machine is forgotten when the execution ends before", async () => {
    const { execution, clock, events } = start({ S: { Type: "Succeed" } }, {}, { timeoutSeconds: 30 });
    await execution.done;
    await clock.advance(60_000);
    expect(events.at(-1)?.type).toBe("ExecutionSucceeded");
  });

  it.each([0, -1, 2.5, "5"])("refuses %j at run time", async (seconds) => {
    const ran = await run({ T: task("f", { TimeoutSeconds: "{% $states.input %}" }) }, seconds, {
      functions: { f: () => 1 },
    });
    expect(ran.error).toBe("States.QueryEvaluationError");
  });
});

const approval = {
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
  Arguments: { FunctionName: "ask", Payload: { token: "{% $states.context.Task.Token %}" } },
  End: true,
};

describe("HeartbeatSeconds", () => {
  it("fails a task that waits for a token without a heartbeat", async () => {
    const Catch = [{ ErrorEquals: ["States.HeartbeatTimeout"], Next: "Z" }];
    const ran = await run(
      { T: { ...approval, HeartbeatSeconds: 10, Catch }, Z: { Type: "Succeed" } },
      {},
      { functions: { ask: () => null } },
    );
    expect(ran).toMatchObject({ status: "SUCCEEDED", seconds: 10, output: { Error: "States.Timeout", Cause: "" } });
    expect(ran.types).toContain("TaskTimedOut");
  });

  it("starts anew with every heartbeat, while TimeoutSeconds runs on", async () => {
    const clock = createSkippingClock(START);
    const ask = (payload: unknown): null => {
      const { token } = payload as { token: string };
      const beat = async (): Promise<void> => {
        for (;;) {
          await clock.sleep(9_000);
          engine.sendTaskHeartbeat(token);
        }
      };
      beat().catch(() => undefined);
      return null;
    };
    const states = { T: { ...approval, HeartbeatSeconds: 10, TimeoutSeconds: 60 } };
    const { execution, engine, events } = start(states, {}, { clock, functions: { ask } });
    expect(await execution.done).toMatchObject({ status: "FAILED", error: "States.Timeout" });
    expect(secondsOf({ events }, "TaskTimedOut")).toEqual([60]);
  });
});

describe("a token", () => {
  const answering = (answer: (engine: ReturnType<typeof start>["engine"], token: string) => void, later = 0) => {
    const clock = createSkippingClock(START);
    const ask = async (payload: unknown): Promise<null> => {
      const { token } = payload as { token: string };
      if (later === 0) answer(started.engine, token);
      else
        clock.sleep(later * 1000).then(
          () => answer(started.engine, token),
          () => undefined,
        );
      return null;
    };
    const started = start({ T: approval }, {}, { clock, functions: { ask } });
    return started;
  };

  it("ends the task with the output that SendTaskSuccess gives", async () => {
    const { execution, events } = answering(
      (engine, token) => engine.sendTaskSuccess(token, { approved: true }),
      3_600,
    );
    expect(await execution.done).toEqual({ status: "SUCCEEDED", output: { approved: true } });
    expect(events.map((event) => event.type)).toEqual([
      "ExecutionStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSubmitted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
  });

  it("may be answered before the request that carried it has returned", async () => {
    const { execution } = answering((engine, token) => engine.sendTaskSuccess(token, 1));
    expect(await execution.done).toEqual({ status: "SUCCEEDED", output: 1 });
  });

  it("fails the task with the error and cause of SendTaskFailure", async () => {
    const { execution } = answering((engine, token) => engine.sendTaskFailure(token, "Refused", "by the manager"), 1);
    expect(await execution.done).toEqual({ status: "FAILED", error: "Refused", cause: "by the manager" });
  });

  it("is refused when unknown, and the second time", async () => {
    let token = "";
    const { execution, engine } = answering((e, t) => {
      token = t;
      e.sendTaskSuccess(t, 1);
    });
    await execution.done;
    for (const refused of [token, "never given"]) {
      expect(() => engine.sendTaskSuccess(refused, 2)).toThrow(/No task waits/);
      expect(() => engine.sendTaskFailure(refused)).toThrow(/No task waits/);
      expect(() => engine.sendTaskHeartbeat(refused)).toThrow(/No task waits/);
    }
  });

  it("is refused after the task has timed out", async () => {
    let token = "";
    const ask = (payload: unknown): null => {
      token = (payload as { token: string }).token;
      return null;
    };
    const { execution, engine } = start({ T: { ...approval, TimeoutSeconds: 5 } }, {}, { functions: { ask } });
    await execution.done;
    expect(() => engine.sendTaskSuccess(token, 1)).toThrow(/timed out/);
  });

  it("is a new one for every attempt", async () => {
    const tokens: unknown[] = [];
    const Retry = [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }];
    const ask = (payload: unknown): never => {
      tokens.push((payload as { token: string }).token);
      throw failing("Down");
    };
    await run({ T: { ...approval, Retry } }, {}, { functions: { ask } });
    expect(new Set(tokens).size).toBe(2);
  });
});
