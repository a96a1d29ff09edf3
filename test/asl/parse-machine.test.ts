import { describe, expect, it } from "vitest";
import { parseMachine } from "../../src/local/asl/index.ts";

const END = { Type: "Succeed" };
const machine = (A: unknown, others: object = { Z: END }, top: object = {}) => ({
  QueryLanguage: "JSONata",
  StartAt: "A",
  States: { A, ...others },
  ...top,
});
const problemsOf = (definition: unknown): string => {
  try {
    parseMachine(definition, "statemachines/joiner.asl.json");
    return "";
  } catch (error) {
    expect(error).toMatchObject({ name: "InvalidInput" });
    return (error as Error).message;
  }
};
const FUNCTION = "arn:aws:lambda:eu-central-1:111111111111:function:f";

it("accepts a machine with every type of state, JSONata by state only", () => {
  const sequence = (Type: string) => ({
    StartAt: `${Type} inside`,
    States: { [`${Type} inside`]: { ...END, QueryLanguage: "JSONata" } },
  });
  const states = {
    A: { Type: "Pass", Assign: { x: 1 }, Next: "C" },
    C: { Type: "Choice", Choices: [{ Condition: true, Next: "W" }], Default: "F" },
    W: { Type: "Wait", Seconds: 1, Next: "P" },
    P: { Type: "Parallel", Branches: [sequence("Parallel")], Next: "M" },
    M: { Type: "Map", ItemProcessor: sequence("Map"), Next: "T" },
    T: { Type: "Task", Resource: FUNCTION, Retry: [], Catch: [], End: true },
    F: { Type: "Fail", Error: "E" },
  };
  const inJsonata = Object.fromEntries(
    Object.entries(states).map(([name, state]) => [name, { ...state, QueryLanguage: "JSONata" }]),
  );
  const parsed = parseMachine({ Comment: "all", StartAt: "A", States: inJsonata, TimeoutSeconds: 5 }, "all.asl.json");
  expect(parsed).toMatchObject({ source: "all.asl.json", comment: "all", timeoutSeconds: 5 });
  expect([...parsed.body.states.keys()]).toEqual(Object.keys(states));
});

describe("refuses", () => {
  const pass = { Type: "Pass", Next: "Z" };
  it.each([
    ["no object", [], "a state machine is a JSON object"],
    ["no States", { QueryLanguage: "JSONata", StartAt: "A" }, "States must be a non-empty object"],
    ["no StartAt", machine(pass, { Z: END }, { StartAt: undefined }), "StartAt is missing"],
    ["a StartAt without a state", machine(pass, { Z: END }, { StartAt: "B" }), 'StartAt names "B"'],
    ["an unknown type", machine({ Type: "Loop" }), 'state "A": unknown type "Loop"'],
    ["a missing type", machine({}), 'state "A": Type is missing'],
    ["a dangling Next", machine({ Type: "Pass", Next: "B" }), 'state "A": Next names "B"'],
    [
      "a dangling Default",
      machine({ Type: "Choice", Choices: [{ Condition: true, Next: "Z" }], Default: "B" }),
      'Default names "B"',
    ],
    [
      "a dangling rule",
      machine({ Type: "Choice", Choices: [{ Condition: true, Next: "B" }] }),
      'Choices[0]/Next names "B"',
    ],
    [
      "a dangling catcher",
      machine({ Type: "Task", Resource: FUNCTION, Catch: [{ ErrorEquals: ["E"], Next: "B" }], Next: "Z" }),
      'Catch[0]/Next names "B"',
    ],
    [
      "a Next out of a branch",
      machine({
        Type: "Parallel",
        Branches: [{ StartAt: "B", States: { B: { Type: "Pass", Next: "Z" } } }],
        End: true,
      }),
      'state "A", Branches[0], state "B": Next names "Z"',
    ],
    ["neither Next nor End", machine({ Type: "Pass" }), "Next or End is missing"],
    ["both Next and End", machine({ ...pass, End: true }), "exclude each other"],
    [
      "a JSONPath machine",
      { StartAt: "A", States: { A: { Type: "Pass", End: true } } },
      "its query language is JSONPath",
    ],
    ["a JSONPath state", machine({ ...pass, QueryLanguage: "JSONPath" }), 'state "A": its query language is JSONPath'],
    ["a JSONPath field", machine({ ...pass, ResultPath: "$.a" }), 'state "A": ResultPath is a field of JSONPath'],
    [
      "a JSONPath rule",
      machine({ Type: "Choice", Choices: [{ Variable: "$.a", IsNull: true, Next: "Z" }] }),
      "Variable is a field of JSONPath",
    ],
    ["an unknown field", machine({ ...pass, Outputs: 1 }), 'state "A": unknown field Outputs'],
    ["an unknown field of the machine", machine(pass, { Z: END }, { Timeout: 5 }), "unknown field Timeout"],
    ["a field of another type of state", machine({ ...pass, Seconds: 5 }), "unknown field Seconds"],
    [
      "a placeholder",
      machine({
        Type: "Task",
        Resource: `arn:\${Partition}:states:::lambda:invoke`,
        Arguments: { FunctionName: `\${F}` },
        Next: "Z",
      }),
      `state "A": unsubstituted placeholder \${Partition}, \${F}`,
    ],
    [
      "a syntax error in JSONata",
      machine({ ...pass, Output: { a: ["{% 1 + %}"] } }),
      'state "A": Output/a[0]: JSONata syntax error',
    ],
    ["an expression that does not end", machine({ ...pass, Output: "{% 1 " }), "must end with %}"],
    ["a Task without Resource", machine({ Type: "Task", Next: "Z" }), "Resource is missing"],
    [
      "a Resource that is not known",
      machine({ Type: "Task", Resource: "https://example.com", Next: "Z" }),
      "neither the ARN of a function nor an integration",
    ],
    [
      "a call of the AWS SDK",
      machine({ Type: "Task", Resource: "arn:aws:states:::aws-sdk:sqs:sendMessage", Next: "Z" }),
      "neither the ARN of a function nor an integration",
    ],
    [
      "a Resource that waits for a job",
      machine({ Type: "Task", Resource: "arn:aws:states:::states:startExecution.sync:2", Next: "Z" }),
      ".sync:2 is not supported",
    ],
    ["a Map without ItemProcessor", machine({ Type: "Map", Next: "Z" }), "ItemProcessor must be an object"],
    [
      "an ItemReader",
      machine({ Type: "Map", ItemReader: {}, ItemProcessor: { StartAt: "B", States: { B: END } }, Next: "Z" }),
      "ItemReader is not supported",
    ],
    [
      "Items that are no array",
      machine({ Type: "Map", Items: { a: 1 }, ItemProcessor: { StartAt: "B", States: { B: END } }, Next: "Z" }),
      "Items must be an array",
    ],
    ["a Choice without rules", machine({ Type: "Choice", Choices: [] }), "Choices must be a non-empty array"],
    [
      "a rule without Condition",
      machine({ Type: "Choice", Choices: [{ Next: "Z" }] }),
      "Choices[0]: Condition is missing",
    ],
    ["a Wait without end", machine({ Type: "Wait", Next: "Z" }), "exactly one of Seconds and Timestamp"],
    [
      "a Wait with a bad timestamp",
      machine({ Type: "Wait", Timestamp: "tomorrow", Next: "Z" }),
      "Timestamp must be an ISO 8601",
    ],
    ["a Wait with a negative number", machine({ Type: "Wait", Seconds: -1, Next: "Z" }), "Seconds must be an integer"],
    [
      "a Parallel without branches",
      machine({ Type: "Parallel", Branches: [], Next: "Z" }),
      "Branches must be a non-empty array",
    ],
    ["the variable name states", machine({ ...pass, Assign: { states: 1 } }), "the name states is reserved"],
    ["a variable name that is none", machine({ ...pass, Assign: { "a-b": 1 } }), '"a-b" is not a name'],
    ["an Assign that is no object", machine({ ...pass, Assign: [] }), "Assign must be an object"],
    [
      "two states of one name",
      machine({ Type: "Parallel", Branches: [{ StartAt: "Z", States: { Z: END } }], Next: "Z" }),
      "same name",
    ],
    [
      "States.ALL among others",
      machine({ Type: "Task", Resource: FUNCTION, Retry: [{ ErrorEquals: ["States.ALL", "E"] }], Next: "Z" }),
      "States.ALL must be the only name",
    ],
    [
      "States.ALL before others",
      machine({
        Type: "Task",
        Resource: FUNCTION,
        Retry: [{ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["E"] }],
        Next: "Z",
      }),
      "Retry[0]: States.ALL",
    ],
    [
      "an empty ErrorEquals",
      machine({ Type: "Task", Resource: FUNCTION, Retry: [{ ErrorEquals: [] }], Next: "Z" }),
      "ErrorEquals must be a non-empty array",
    ],
    [
      "a BackoffRate below 1",
      machine({ Type: "Task", Resource: FUNCTION, Retry: [{ ErrorEquals: ["E"], BackoffRate: 0.5 }], Next: "Z" }),
      "BackoffRate must be 1 or more",
    ],
    [
      "a TimeoutSeconds of 0",
      machine({ Type: "Task", Resource: FUNCTION, TimeoutSeconds: 0, Next: "Z" }),
      "TimeoutSeconds must be a positive integer",
    ],
    [
      "a TimeoutSeconds of 0 for the machine",
      machine(pass, { Z: END }, { TimeoutSeconds: 0 }),
      "TimeoutSeconds must be a positive integer",
    ],
  ])("%s", (_, definition, expected) => {
    const message = problemsOf(JSON.parse(JSON.stringify(definition)));
    expect(message).toContain("statemachines/joiner.asl.json");
    expect(message).toContain(expected);
  });

  it("with all problems in one message", () => {
    const message = problemsOf(machine({ Type: "Pass", Next: "B", Foo: 1, Output: "{% ( %}" }, { Z: { Type: "Nap" } }));
    expect(message.split("\n- ")).toHaveLength(5);
  });
});

it("does not take a group-by of JSONata for a placeholder", () => {
  expect(problemsOf(machine({ Type: "Pass", Output: "{% $states.input.list{a: $sum(b)} %}", Next: "Z" }))).toBe("");
});
