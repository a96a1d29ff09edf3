import { describe, expect, it } from "vitest";
import { run, start } from "./run-machine.ts";

describe("Pass", () => {
  it("hands its input on when it has no Output", async () => {
    expect(await run({ A: { Type: "Pass", End: true } }, { a: 1 })).toMatchObject({
      status: "SUCCEEDED",
      output: { a: 1 },
      types: ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"],
    });
  });

  it("fills expressions into nested objects and arrays and leaves other strings alone", async () => {
    const Output = { list: ["{% $states.input.a %}", " {% not one %}"], deep: { sum: "{% 1 + 2 %}" } };
    const { output } = await run({ A: { Type: "Pass", Output, End: true } }, { a: null });
    expect(output).toEqual({ list: [null, " {% not one %}"], deep: { sum: 3 } });
  });

  it("fails naming state, field and expression when an expression gives nothing", async () => {
    const ran = await run({ A: { Type: "Pass", Output: { b: "{% $states.input.b %}" }, End: true } });
    const cause =
      "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '$states.input.b' specified for the field 'Output/b' returned nothing (undefined).";
    expect(ran).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError", cause });
    expect(ran.events[2]).toMatchObject({ type: "EvaluationFailed", details: { location: "Output/b", state: "A" } });
  });

  it("fails when an expression gives a function", async () => {
    const ran = await run({ A: { Type: "Pass", Output: "{% $sum %}", End: true } });
    expect(ran).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
  });

  it("keeps a member that is called __proto__", async () => {
    const input = JSON.parse('{"__proto__": {"a": 1}}');
    const Output = JSON.parse('{"__proto__": "{% $states.input %}"}');
    const { output } = await run({ A: { Type: "Pass", Output, End: true } }, input);
    expect(JSON.stringify(output)).toBe('{"__proto__":{"__proto__":{"a":1}}}');
  });

  it("fails when an expression throws", async () => {
    const ran = await run({ A: { Type: "Pass", Output: "{% $error('out of stock') %}", End: true } });
    expect(ran.cause).toContain("out of stock");
  });

  it("shows the context object with names of execution, machine and state", async () => {
    const { output } = await run({ A: { Type: "Pass", Output: "{% $states.context %}", End: true } }, [1]);
    expect(output).toEqual({
      Execution: {
        Id: "arn:aws:states:eu-central-1:111111111111:execution:test:run-1",
        Input: [1],
        Name: "run-1",
        RoleArn: "arn:aws:iam::111111111111:role/test",
        StartTime: "2026-03-01T08:00:00.000Z",
        RedriveCount: 0,
      },
      StateMachine: { Id: "arn:aws:states:eu-central-1:111111111111:stateMachine:test", Name: "test" },
      State: { Name: "A", EnteredTime: "2026-03-01T08:00:00.000Z" },
    });
  });

  it("does not offer a result or an error output", async () => {
    for (const field of ["result", "errorOutput"]) {
      const ran = await run({ A: { Type: "Pass", Output: `{% $states.${field} %}`, End: true } });
      expect(ran.error).toBe("States.QueryEvaluationError");
    }
  });
});

describe("Choice", () => {
  const machine = {
    C: {
      Type: "Choice",
      Choices: [
        { Condition: "{% $states.input.n > 10 %}", Output: { big: true }, Assign: { size: "big" }, Next: "End" },
        { Condition: "{% $states.input.n > 5 %}", Next: "End" },
      ],
      Default: "End",
      Output: { fallback: true },
      Assign: { size: "small" },
    },
    End: {
      Type: "Pass",
      Output: { data: "{% $states.input %}", size: "{% $exists($size) ? $size : 'none' %}" },
      End: true,
    },
  };

  it("takes the first rule that holds, with that rule's Output and Assign", async () => {
    expect((await run(machine, { n: 11 })).output).toEqual({ data: { big: true }, size: "big" });
  });

  it("uses nothing of the state's Output and Assign when a rule holds", async () => {
    expect((await run(machine, { n: 6 })).output).toEqual({ data: { n: 6 }, size: "none" });
  });

  it("uses the state's Output and Assign for Default", async () => {
    expect((await run(machine, { n: 1 })).output).toEqual({ data: { fallback: true }, size: "small" });
  });

  it("fails with States.NoChoiceMatched without a Default", async () => {
    const { Default: _, ...choice } = machine.C;
    expect((await run({ ...machine, C: choice }, { n: 1 })).error).toBe("States.NoChoiceMatched");
  });

  it("fails when a condition is not a boolean", async () => {
    const ran = await run({
      C: { ...machine.C, Choices: [{ Condition: "{% 'yes' %}", Next: "End" }] },
      End: machine.End,
    });
    expect(ran).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
    expect(ran.cause).toContain("Expected 'boolean', but was 'string' for value: \"yes\"");
  });
});

describe("Wait", () => {
  it.each([
    [{ Seconds: 90 }, 90],
    [{ Seconds: "{% $states.input.n * 2 %}" }, 6],
    [{ Seconds: 0 }, 0],
    [{ Timestamp: "2026-03-01T10:00:30+01:00" }, 3630],
    [{ Timestamp: "{% $states.input.at %}" }, 5.25],
    [{ Timestamp: "2016-03-14T01:59:00Z" }, 0],
  ])("waits as long as %j says: %d s", async (fields, seconds) => {
    const ran = await run({ W: { Type: "Wait", ...fields, End: true } }, { n: 3, at: "2026-03-01T08:00:05.250Z" });
    expect(ran).toMatchObject({ status: "SUCCEEDED", seconds });
  });

  it.each([-1, 1.5, "3", null])("refuses Seconds of %j", async (n) => {
    const ran = await run({ W: { Type: "Wait", Seconds: "{% $states.input.n %}", End: true } }, { n });
    expect(ran.types.slice(-2)).toEqual(["EvaluationFailed", "ExecutionFailed"]);
  });

  it.each(["2016-13-05T21:29:29Z", "2016-02-30T21:29:29Z", "2016-12-05T25:29:29Z", "2016-12-05T21:29:29", "soon"])(
    "refuses the timestamp %s",
    async (at) => {
      const ran = await run({ W: { Type: "Wait", Timestamp: "{% $states.input.at %}", End: true } }, { at });
      expect(ran).toMatchObject({ error: "States.QueryEvaluationError" });
    },
  );
});

describe("Succeed and Fail", () => {
  it("Succeed ends with its Output", async () => {
    const ran = await run({ S: { Type: "Succeed", Output: { ok: "{% $states.input %}" } } }, 7);
    expect(ran).toMatchObject({ status: "SUCCEEDED", output: { ok: 7 } });
    expect(ran.types).toContain("SucceedStateExited");
  });

  it("Fail ends with the Error and Cause that its expressions give, and is never exited", async () => {
    const ran = await run(
      { F: { Type: "Fail", Error: "{% 'Too' & 'Late' %}", Cause: "{% $states.input.why %}" } },
      { why: "w" },
    );
    expect(ran).toMatchObject({ status: "FAILED", error: "TooLate", cause: "w" });
    expect(ran.types).toEqual(["ExecutionStarted", "FailStateEntered", "ExecutionFailed"]);
  });

  it("Fail without Error and Cause fails with neither", async () => {
    const { error, cause, status } = await run({ F: { Type: "Fail" } });
    expect({ error, cause, status }).toEqual({ error: undefined, cause: undefined, status: "FAILED" });
  });

  it("Fail refuses an Error that is not a string", async () => {
    expect((await run({ F: { Type: "Fail", Error: "{% 404 %}" } })).error).toBe("States.QueryEvaluationError");
  });
});

describe("an endless machine", () => {
  it("ends at 25,000 events", async () => {
    const { execution, events } = start({ A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } });
    expect(await execution.done).toMatchObject({ status: "FAILED", error: "States.Runtime" });
    expect(events).toHaveLength(25_000);
  });
});
