import { describe, expect, it } from "vitest";
import { matchesError } from "../../src/local/asl/errors.ts";
import { failing, run, task } from "./run-machine.ts";

describe("ErrorEquals", () => {
  it.each([
    ["its own name", ["RateLimited"], { error: "RateLimited" }, true],
    ["another name", ["Conflict"], { error: "RateLimited" }, false],
    ["States.ALL for a custom error", ["States.ALL"], { error: "RateLimited" }, true],
    ["States.ALL for a failure without a name", ["States.ALL"], {}, true],
    ["States.TaskFailed for a custom error", ["States.TaskFailed"], { error: "RateLimited" }, true],
    ["States.TaskFailed for a time-out", ["States.TaskFailed"], { error: "States.Timeout" }, false],
    ["States.ALL for a time-out", ["States.ALL"], { error: "States.Timeout" }, true],
    [
      "States.HeartbeatTimeout for a missed heartbeat",
      ["States.HeartbeatTimeout"],
      { error: "States.Timeout", alias: "States.HeartbeatTimeout" },
      true,
    ],
    [
      "States.Timeout for a missed heartbeat",
      ["States.Timeout"],
      { error: "States.Timeout", alias: "States.HeartbeatTimeout" },
      true,
    ],
    ["States.HeartbeatTimeout for another time-out", ["States.HeartbeatTimeout"], { error: "States.Timeout" }, false],
    ["States.ALL for a task's result over the limit", ["States.ALL"], { error: "States.DataLimitExceeded" }, true],
    [
      "States.ALL for a state's output over the limit",
      ["States.ALL"],
      { error: "States.DataLimitExceeded", severity: "named" },
      false,
    ],
    [
      "its name for a state's output over the limit",
      ["States.DataLimitExceeded"],
      { error: "States.DataLimitExceeded", severity: "named" },
      true,
    ],
    ["States.ALL for States.Runtime", ["States.ALL"], { error: "States.Runtime", severity: "fatal" }, false],
    ["States.Runtime for States.Runtime", ["States.Runtime"], { error: "States.Runtime", severity: "fatal" }, false],
  ] as const)("matches by %s as Step Functions does", (_, names, failure, expected) => {
    expect(matchesError(names, failure)).toBe(expected);
  });
});

const functions = { f: () => Promise.reject(failing("Conflict", "somebody else")) };
const caught = { Type: "Pass", End: true };

it("the first catcher that matches hands the error output on", async () => {
  const { output, types } = await run(
    {
      T: task("f", {
        Catch: [
          { ErrorEquals: ["Other"], Next: "B" },
          { ErrorEquals: ["Conflict"], Next: "A" },
        ],
        Next: "B",
      }),
      A: caught,
      B: { Type: "Fail" },
    },
    {},
    { functions },
  );
  expect(output).toMatchObject({ Error: "Conflict" });
  expect(JSON.parse((output as { Cause: string }).Cause)).toMatchObject({
    errorType: "Conflict",
    errorMessage: "somebody else",
  });
  expect(types).toContain("TaskStateExited");
});

it("a catcher's Output and Assign see input and error output, and the exit event shows them", async () => {
  const catcher = {
    ErrorEquals: ["States.TaskFailed"],
    Output: { kept: "{% $states.input.a %}", error: "{% $states.errorOutput.Error %}" },
    Assign: { failed: "{% $states.errorOutput.Error %}" },
    Next: "A",
  };
  const { output, events } = await run(
    {
      T: task("f", { Catch: [catcher], Next: "A" }),
      A: { ...caught, Output: { in: "{% $states.input %}", failed: "{% $failed %}" } },
    },
    { a: 1 },
    { functions },
  );
  expect(output).toEqual({ in: { kept: 1, error: "Conflict" }, failed: "Conflict" });
  expect(events.find((event) => event.type === "TaskStateExited")?.details["assignedVariables"]).toEqual({
    failed: "Conflict",
  });
});

it("a catcher whose own Output fails does not catch itself", async () => {
  const ran = await run(
    {
      T: task("f", { Catch: [{ ErrorEquals: ["States.ALL"], Output: "{% $nothing %}", Next: "A" }], Next: "A" }),
      A: caught,
    },
    {},
    { functions },
  );
  expect(ran).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
  expect(ran.cause).toContain("'Catch[0]/Output'");
});

it("an Output of the Task that fails is caught", async () => {
  const ran = await run(
    {
      T: task("g", {
        Output: "{% $nothing %}",
        Catch: [{ ErrorEquals: ["States.QueryEvaluationError"], Next: "A" }],
        Next: "A",
      }),
      A: caught,
    },
    {},
    { functions: { g: () => 1 } },
  );
  expect(ran).toMatchObject({ status: "SUCCEEDED", output: { Error: "States.QueryEvaluationError" } });
});
