import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { createStepFunctionsExecutions } from "../../../src/aws/step-functions-executions.ts";

const client = new SFNClient({ region: "eu-west-1" });
const sfn = mockClient(client);
const prefix = "arn:aws:states:eu-west-1:111122223333:stateMachine:mastery-prod-";
const executions = createStepFunctionsExecutions({ client, machineArnPrefix: prefix });
const executionArn = "arn:aws:states:eu-west-1:111122223333:execution:mastery-prod-joiner:run-1";
const failure = (name: string) => Object.assign(new Error("the vendor's words"), { name, $metadata: {} });
const startDate = new Date("2026-03-01T20:00:00Z");
beforeEach(() => sfn.reset());

describe("a start", () => {
  it("names the machine by prefix and file, and hands the input over as it is", async () => {
    sfn.on(StartExecutionCommand).resolves({});
    await executions.start("joiner", "run-1", { tenantId: "t" });
    expect(sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({
      stateMachineArn: `${prefix}joiner`,
      name: "run-1",
      input: '{"tenantId":"t"}',
    });
  });

  it("is a no-op when the execution exists with the same input, whatever the order of its members", async () => {
    sfn.on(StartExecutionCommand).rejects(failure("ExecutionAlreadyExists"));
    sfn.on(DescribeExecutionCommand, { executionArn }).resolves({ input: '{"b":2,"a":1}' });
    await expect(executions.start("joiner", "run-1", { a: 1, b: 2 })).resolves.toBeUndefined();
  });

  it("is a conflict when the execution exists with another input", async () => {
    sfn.on(StartExecutionCommand).rejects(failure("ExecutionAlreadyExists"));
    sfn.on(DescribeExecutionCommand).resolves({ input: '{"a":2}' });
    await expect(executions.start("joiner", "run-1", { a: 1 })).rejects.toMatchObject({ name: "Conflict" });
  });

  it("may be tried again when Step Functions throttles, and says nothing of the vendor's message", async () => {
    sfn.on(StartExecutionCommand).rejects(failure("ThrottlingException"));
    await expect(executions.start("joiner", "run-1", {})).rejects.toMatchObject({
      name: "StoreUnavailable",
      message: expect.not.stringContaining("vendor"),
      evidence: { provider: "states", providerCode: "ThrottlingException" },
    });
  });
});

describe("a description", () => {
  it("is undefined for an execution that does not exist", async () => {
    sfn.on(DescribeExecutionCommand).rejects(failure("ExecutionDoesNotExist"));
    expect(await executions.describe("joiner", "run-1")).toBeUndefined();
  });

  it("holds status, times, error and cause", async () => {
    const stopDate = new Date("2026-03-01T20:01:00Z");
    sfn
      .on(DescribeExecutionCommand, { executionArn })
      .resolves({ status: "FAILED", startDate, stopDate, error: "NotFound", cause: "gone" });
    expect(await executions.describe("joiner", "run-1")).toEqual({
      machine: "joiner",
      name: "run-1",
      status: "FAILED",
      startedAt: "2026-03-01T20:00:00.000Z",
      stoppedAt: "2026-03-01T20:01:00.000Z",
      error: "NotFound",
      cause: "gone",
    });
  });

  it("shows a redrive that waits to begin as running", async () => {
    sfn.on(DescribeExecutionCommand).resolves({ status: "PENDING_REDRIVE", startDate });
    expect(await executions.describe("joiner", "run-1")).toMatchObject({ status: "RUNNING" });
  });
});

describe("a history", () => {
  it("is read to its last page, with details lifted, JSON parsed and each event in its state", async () => {
    sfn
      .on(GetExecutionHistoryCommand, { executionArn, nextToken: undefined })
      .resolves({
        events: [
          {
            id: 1,
            previousEventId: 0,
            timestamp: startDate,
            type: "ExecutionStarted",
            executionStartedEventDetails: { input: '{"a":1}' },
          },
          {
            id: 2,
            previousEventId: 1,
            timestamp: startDate,
            type: "TaskStateEntered",
            stateEnteredEventDetails: { name: "Verify" },
          },
        ],
        nextToken: "more",
      })
      .on(GetExecutionHistoryCommand, { executionArn, nextToken: "more" })
      .resolves({
        events: [
          {
            id: 3,
            previousEventId: 2,
            timestamp: startDate,
            type: "TaskFailed",
            taskFailedEventDetails: {
              resource: "invoke",
              resourceType: "lambda",
              error: "VerificationFailed",
              cause: "{}",
            },
          },
        ],
      });
    const history = await executions.history("joiner", "run-1");
    expect(history.map(({ type, stateName }) => [type, stateName])).toEqual([
      ["ExecutionStarted", undefined],
      ["TaskStateEntered", "Verify"],
      ["TaskFailed", "Verify"],
    ]);
    expect(history[0]?.details).toEqual({ input: { a: 1 } });
    expect(history[2]?.details).toMatchObject({ error: "VerificationFailed" });
  });

  it("is empty once AWS has deleted it", async () => {
    sfn.on(GetExecutionHistoryCommand).rejects(failure("ExecutionDoesNotExist"));
    expect(await executions.history("joiner", "run-1")).toEqual([]);
  });
});

it("stops an execution with an error and a cause", async () => {
  sfn.on(StopExecutionCommand).resolves({});
  await executions.stop("joiner", "run-1", "Stopped", "by hand");
  const input = { executionArn, error: "Stopped", cause: "by hand" };
  expect(sfn.commandCalls(StopExecutionCommand)[0]?.args[0].input).toEqual(input);
});

it.each([
  ["aws", "eu-west-1", "https://eu-west-1.console.aws.amazon.com/"],
  ["aws-us-gov", "us-gov-west-1", "https://console.amazonaws-us-gov.com/"],
  ["aws-cn", "cn-north-1", "https://cn-north-1.console.amazonaws.cn/"],
])("links to the console of partition %s", (partition, region, console) => {
  const machineArnPrefix = `arn:${partition}:states:${region}:111122223333:stateMachine:mastery-prod-`;
  const link = createStepFunctionsExecutions({ client, machineArnPrefix }).link("joiner", "run-1");
  expect(link.startsWith(`${console}states/home?region=${region}#/v2/executions/details/`)).toBe(true);
  expect(decodeURIComponent(link)).toContain(`:${region}:111122223333:execution:mastery-prod-joiner:run-1`);
});
