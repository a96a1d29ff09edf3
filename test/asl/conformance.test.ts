import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Json } from "../../src/domain/json.ts";
import { main } from "../../src/local/asl/cli.ts";
import { differenceOfHistory, matches, matchesOutcome } from "../../src/local/asl/conformance/compare.ts";

describe("matchers", () => {
  it.each<[Json, Json | undefined, boolean]>([
    [{ a: [1, null] }, { a: [1, null] }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: 1 }, {}, false],
    [[1, 2], [2, 1], false],
    [{ $any: "id" }, { deep: 1 }, true],
    [{ $any: "id" }, undefined, false],
    [{ $match: "arn:<*>:x" }, "arn:a\nb:x", true],
    [{ $match: "arn:<*>:x" }, "arn::x", false],
    [{ $match: "a.c" }, "abc", false],
    [{ $json: { a: 1 } }, ' {"a": 1}', true],
    [{ $json: { a: 1 } }, "{", false],
    [
      { $json: { errorType: "E", errorMessage: "m" } },
      '{"errorType":"E","errorMessage":"m","trace":[],"requestId":"r"}',
      true,
    ],
    [{ $text: "said" }, "anything", true],
    [{ $text: "said" }, "", false],
    [{ Payload: 1 }, { Payload: 1, SdkHttpMetadata: {} }, true],
  ])("%j against %j: %s", (expected, actual, verdict) => {
    expect(matches(expected, actual, false)).toBe(verdict);
  });

  it("compares messages of the service only when texts are on", () => {
    expect(matches({ $text: "said <*>" }, "said it", true)).toBe(true);
    expect(matches({ $text: "said <*>" }, "did it", true)).toBe(false);
  });

  it("takes an absent error, an empty one and null for the same", () => {
    expect(matchesOutcome({ status: "FAILED" }, { status: "FAILED", error: "", cause: null }, false)).toBe(true);
    expect(matchesOutcome({ status: "FAILED" }, { status: "FAILED", error: "E" }, false)).toBe(false);
    expect(matchesOutcome({ status: "FAILED" }, { status: "TIMED_OUT" }, false)).toBe(false);
  });
});

describe("histories", () => {
  const [a, b, c] = ["A", "B", "C"].map((type) => ({ type }));
  const differs = (expected: unknown, actual: unknown): boolean =>
    differenceOfHistory(expected as Json[], actual as { type: string }[], false) !== undefined;

  it.each([
    [[a, b], [a, b], false],
    [[a, b], [b, a], true],
    [[a], [a, b], true],
    [[a, b], [a], true],
    [[{ anyOrder: [a, b] }, c], [b, a, c], false],
    [[{ anyOrder: [a, b] }, c], [a, a, c], true],
    [[{ loose: true, anyOrder: [] }, c], [a, b, c], false],
    [[{ loose: true, anyOrder: [] }, c], [a, b], true],
    [[a, { skip: 1 }, c], [a, b, c], false],
    [[a, { skip: 1 }, c], [a, c], true],
  ])("%j against %j differ: %s", (expected, actual, verdict) => {
    expect(differs(expected, actual)).toBe(verdict);
  });

  it("pair events in any order also where an early choice blocks a later one", () => {
    const any = { type: "A", input: { $any: "" } };
    expect(
      differs(
        [{ anyOrder: [any, { type: "A", input: 1 }] }],
        [
          { type: "A", input: 1 },
          { type: "A", input: 2 },
        ],
      ),
    ).toBe(false);
  });
});

describe("the command line", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "asl-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const write = async (name: string, content: unknown): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
    return path;
  };

  const pass = { QueryLanguage: "JSONata", StartAt: "A", States: { A: { Type: "Pass", End: true } } };
  const one = (id: string, output: Json, more: object = {}): object => ({
    id,
    queryLanguage: "JSONata",
    definition: pass,
    input: { $repeat: { text: "ab", count: 2 } },
    expect: { status: "SUCCEEDED", output },
    ...more,
  });

  it("conformance prints failures, a table, the texts verdict and the sum, and fails when a case fails", async () => {
    await write("pass.json", { area: "pass", cases: [one("right", "abab"), one("wrong", "abc")] });
    await write("other.json", { area: "other", cases: [one("old", 1, { queryLanguage: "JSONPath" })] });
    const { text, status } = await main(["conformance", folder]);
    expect(status).toBe(1);
    expect(text).toContain("FAILED wrong");
    expect(text).toMatch(/^pass +1 +1 +0$/m);
    expect(text).toMatch(/^other +0 +0 +1$/m);
    expect(text).toContain("(texts): 1 of 2 pass.");
    expect(text.split("\n").at(-1)).toBe("1 passed, 1 failed, 1 skipped");
  });

  it("conformance succeeds when none fails, and skips other query languages on request", async () => {
    await write("pass.json", {
      area: "pass",
      cases: [one("right", "abab"), one("old", 1, { queryLanguage: "mixed" })],
    });
    const { text, status } = await main(["conformance", folder, "--query-language", "JSONata"]);
    expect(status).toBe(0);
    expect(text.split("\n").at(-1)).toBe("1 passed, 0 failed, 1 skipped");
  });

  it("conformance compares histories, with functions and callbacks as the case describes them", async () => {
    const definition = {
      QueryLanguage: "JSONata",
      StartAt: "Ask",
      States: {
        Ask: {
          Type: "Task",
          Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
          Arguments: { MessageBody: { TaskToken: "{% $states.context.Task.Token %}", n: 5 } },
          HeartbeatSeconds: 60,
          Next: "Call",
        },
        Call: { Type: "Task", Resource: "arn:aws:lambda:us-east-1:111111111111:function:f", Next: "Fails" },
        Fails: { Type: "Task", Resource: "arn:aws:lambda:us-east-1:111111111111:function:g", End: true },
      },
    };
    const cause = { $json: { errorType: "E", errorMessage: "m" } };
    const events = [
      { type: "ExecutionStarted", input: {} },
      { loose: true },
      { type: "TaskStateExited", name: "Ask", output: 5 },
      { loose: true },
      { type: "TaskStateExited", name: "Call", output: "five" },
      { loose: true },
      { type: "LambdaFunctionFailed", error: "E", cause },
      { type: "ExecutionFailed", error: "E", cause },
    ];
    const described = {
      definition,
      input: {},
      mocks: {
        "sqs:sendMessage": { behaviour: "return", value: {} },
        f: { behaviour: "byInput", table: [{ input: 5, value: "five" }], afterSeconds: 3_600 },
        g: { behaviour: "error", error: { errorType: "E", errorMessage: "m" } },
      },
      callbacks: [
        { afterSeconds: 50, heartbeat: true },
        { afterSeconds: 50, success: { $fromMessageBody: "n" } },
      ],
      expect: { status: "FAILED", error: "E", cause, events },
    };
    await write("c.json", { area: "c", cases: [one("whole", null, described)] });
    expect((await main(["conformance", folder])).text).toContain("1 passed, 0 failed, 0 skipped");
  });

  it("run prints outcome and history as JSON", async () => {
    const input = await write("input.json", { n: 1 });
    const { text, status } = await main(["run", await write("m.asl.json", pass), "--input", input, "--json"]);
    expect(status).toBe(0);
    expect(JSON.parse(text)).toMatchObject({
      status: "SUCCEEDED",
      output: { n: 1 },
      events: [
        { id: 1, previousEventId: 0, type: "ExecutionStarted", input: { n: 1 } },
        {},
        {},
        { type: "ExecutionSucceeded" },
      ],
    });
  });

  it("run takes mocks and substitutions, skips waits, and prints readable text", async () => {
    const States = {
      W: { Type: "Wait", Seconds: 86_400, Next: "T" },
      T: {
        Type: "Task",
        Resource: `arn:\${Partition}:states:::lambda:invoke`,
        Arguments: { FunctionName: `\${F}` },
        End: true,
      },
    };
    const definition = await write("m.asl.json", { QueryLanguage: "JSONata", StartAt: "W", States });
    const input = await write("input.json", {});
    const mocks = await write("mocks.json", {
      mocks: { f: { behaviour: "error", error: { errorType: "Broken", errorMessage: "m" } } },
    });
    const set = ["--set", "Partition=aws-cn", "--set", "F=f"];
    const { text, status } = await main(["run", definition, "--input", input, "--mocks", mocks, ...set]);
    expect(status).toBe(1);
    expect(text).toContain('TaskStateEntered "T"');
    expect(text.split("\n").at(-1)).toMatch(/^FAILED .*Broken/);
  });

  it.each([
    ["a definition that is refused", { StartAt: "A" }, "States must be a non-empty object"],
    ["a file that is not JSON", "{", "is not JSON"],
  ])("run fails for %s, naming the file", async (_, content, expected) => {
    const definition = await write("m.asl.json", content);
    const { text, status } = await main(["run", definition, "--input", await write("input.json", {})]);
    expect(status).toBe(1);
    expect(text).toContain(definition);
    expect(text).toContain(expected);
  });

  it.each([[[]], [["run", "x"]], [["walk", "x"]], [["run", "x", "--input"]], [["conformance", "x", "--fast"]]])(
    "bad usage has status 2: %j",
    async (args) => {
      expect(await main(args)).toMatchObject({ status: 2, text: expect.stringContaining("usage") });
    },
  );

  it("a missing file has status 1", async () => {
    expect(await main(["conformance", join(folder, "none")])).toMatchObject({ status: 1 });
  });
});
