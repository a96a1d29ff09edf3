import { describe, expect, it } from "vitest";
import { MAX_DATA_BYTES } from "../../src/local/asl/limits.ts";
import { failing, run, task } from "./run-machine.ts";

const invoke = (fields: object) => ({ Type: "Task", Resource: "arn:aws:states:::lambda:invoke", End: true, ...fields });

describe("a function's ARN", () => {
  it("gets the Arguments, or the input without them, and its result is the output", async () => {
    const f = (payload: unknown) => ({ got: payload as never });
    expect((await run({ T: task("f") }, 5, { functions: { f } })).output).toEqual({ got: 5 });
    expect((await run({ T: task("f", { Arguments: {} }) }, 5, { functions: { f } })).output).toEqual({ got: {} });
  });

  it.each(["arn:aws-cn", "arn:aws-us-gov", "arn:aws"])("may be of any partition: %s", async (prefix) => {
    const Resource = `${prefix}:lambda:cn-north-1:111111111111:function:f:live`;
    expect((await run({ T: { Type: "Task", Resource, End: true } }, {}, { functions: { f: () => 1 } })).output).toBe(1);
  });

  it("fails as Lambda.ResourceNotFoundException when there is no such function", async () => {
    expect((await run({ T: task("none") })).error).toBe("Lambda.ResourceNotFoundException");
  });
});

describe("lambda:invoke", () => {
  const functions = { f: (payload: unknown) => ({ got: payload as never }) };

  it.each([
    ["f", { a: 1 }, { a: 1 }],
    ["arn:aws-cn:lambda:cn-north-1:111111111111:function:f:$LATEST", [1], [1]],
    ["f", '{"a": 2}', { a: 2 }],
    ["f", null, {}],
  ])("calls %s with payload %j", async (FunctionName, Payload, got) => {
    const ran = await run({ T: invoke({ Arguments: { FunctionName, Payload } }) }, {}, { functions });
    expect(ran.output).toEqual({ ExecutedVersion: "$LATEST", Payload: { got }, StatusCode: 200 });
  });

  it("without a Payload gives an empty object", async () => {
    const ran = await run(
      { T: invoke({ Arguments: { FunctionName: "f" }, Output: "{% $states.result.Payload %}" }) },
      1,
      { functions },
    );
    expect(ran.output).toEqual({ got: {} });
  });

  it("of any partition shows as Task events with resource, region and parameters", async () => {
    const Resource = "arn:aws-cn:states:::lambda:invoke";
    const { events } = await run({ T: invoke({ Resource, Arguments: { FunctionName: "f" }, TimeoutSeconds: 9 }) }, 1, {
      functions,
    });
    expect(events[2]).toMatchObject({
      type: "TaskScheduled",
      stateName: "T",
      details: {
        resourceType: "lambda",
        resource: "invoke",
        region: "eu-central-1",
        parameters: { FunctionName: "f" },
        timeoutInSeconds: 9,
      },
    });
  });
});

it("an error of a handler becomes error and cause, with type, message and trace", async () => {
  const ran = await run(
    { T: task("f") },
    {},
    { functions: { f: () => Promise.reject(failing("RateLimited", "wait")) } },
  );
  expect(ran.error).toBe("RateLimited");
  const cause = JSON.parse(ran.cause ?? "");
  expect(cause).toMatchObject({ errorType: "RateLimited", errorMessage: "wait" });
  expect(Array.isArray(cause.trace)).toBe(true);
});

it("a handler that returns nothing gives null", async () => {
  expect((await run({ T: task("f") }, {}, { functions: { f: () => undefined } })).output).toBe(null);
});

it("a handler that changes its event changes nobody else's data", async () => {
  const f = (payload: unknown) => {
    (payload as { a: number[] }).a.push(2);
    return null;
  };
  const ran = await run({ T: task("f", { Output: "{% $states.input %}" }) }, { a: [1] }, { functions: { f } });
  expect(ran.output).toEqual({ a: [1] });
  expect(ran.events[2]?.details["input"]).toEqual({ a: [1] });
});

describe("integrations", () => {
  const send = invoke({ Resource: "arn:aws:states:::sqs:sendMessage", Arguments: { QueueUrl: "q" } });

  it("are called by service and action", async () => {
    const integrations = { "sqs:sendMessage": async (parameters: unknown) => ({ sent: parameters as never }) };
    expect((await run({ T: send }, {}, { ports: { integrations } })).output).toEqual({ sent: { QueueUrl: "q" } });
  });

  it("fail the task with name and message of what they throw", async () => {
    const integrations = {
      "sqs:sendMessage": () => Promise.reject(failing("SQS.QueueDoesNotExistException", "no queue")),
    };
    const ran = await run({ T: send }, {}, { ports: { integrations } });
    expect(ran).toMatchObject({ error: "SQS.QueueDoesNotExistException", cause: "no queue" });
  });

  it("that are not there fail the execution", async () => {
    expect((await run({ T: send })).error).toBe("States.Runtime");
  });
});

describe("the data limit of 256 KiB", () => {
  const fits = "x".repeat(MAX_DATA_BYTES - 2);
  const Catch = [{ ErrorEquals: ["States.ALL"], Next: "Z" }];
  const Z = { Type: "Succeed", Output: "caught" };

  it("allows a result of exactly that many bytes", async () => {
    expect((await run({ T: task("f") }, {}, { functions: { f: () => fits } })).status).toBe("SUCCEEDED");
  });

  it.each([
    ["one byte more", `${fits}x`],
    ["fewer characters but more bytes", "ä".repeat(MAX_DATA_BYTES / 2)],
  ])("fails the task for a result of %s, and States.ALL catches that", async (_, result) => {
    const ran = await run({ T: task("f", { Catch, Next: "Z" }), Z }, {}, { functions: { f: () => result } });
    expect(ran.output).toBe("caught");
    expect(ran.events.find((event) => event.type === "LambdaFunctionFailed")?.details["error"]).toBe(
      "States.DataLimitExceeded",
    );
  });

  it("fails a state whose output is longer, and States.ALL does not catch that", async () => {
    const big = { Output: "{% $pad('', 262144, 'x') %}", Next: "Z" };
    const ran = await run({ T: task("f", { ...big, Catch }), Z }, {}, { functions: { f: () => 1 } });
    expect(ran).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
    expect(ran.cause).toBe(
      "The state/task 'T' returned a result with a size exceeding the maximum number of bytes service limit.",
    );
  });

  it("refuses to start with a longer input", async () => {
    await expect(run({ Z }, { fits })).rejects.toMatchObject({ name: "InvalidInput" });
  });
});
