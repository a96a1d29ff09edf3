import { createEngine, parseMachine } from "../src/local/asl/index.ts";
import { createRealClock } from "../src/local/clock.ts";
import { createRandomIds } from "../src/stores/random-ids.ts";
import { type Measurement, ratePerSecond } from "./bench-measurement.ts";

const PARALLEL = 50;
const ARN = "arn:aws:states:eu-central-1:111122223333:stateMachine:bench";

const task = (Next: string) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName: "echo", Payload: { person: "{% $person %}", at: "{% $states.context.State.Name %}" } },
  Output: "{% $states.result.Payload %}",
  Retry: [{ ErrorEquals: ["RateLimited"], IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 2, JitterStrategy: "FULL" }],
  Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }],
  TimeoutSeconds: 60,
  Next,
});

/** Six states are passed: Pass, Task, Choice, Task, Task, Succeed. */
const DEFINITION = {
  QueryLanguage: "JSONata",
  StartAt: "Prepare",
  States: {
    Prepare: { Type: "Pass", Assign: { person: "{% $states.input.person %}" }, Next: "First" },
    First: task("Decide"),
    Decide: {
      Type: "Choice",
      Choices: [{ Condition: "{% $states.input.person = 'nobody' %}", Next: "Failed" }],
      Default: "Second",
    },
    Second: task("Third"),
    Third: task("Done"),
    Done: { Type: "Succeed", Output: "{% {'person': $person} %}" },
    Failed: { Type: "Fail", Error: "Bench", Cause: "never reached" },
  },
};

/** The embedded engine alone: no disk, functions that answer at once. */
export async function measureInterpreter(): Promise<readonly Measurement[]> {
  let events = 0;
  let transitions = 0;
  const engine = createEngine({
    clock: createRealClock(),
    random: Math.random,
    ids: createRandomIds(),
    invokeFunction: async (_name, payload) => payload,
    onEvent: (_execution, { type }) => {
      events += 1;
      if (type.endsWith("StateEntered")) transitions += 1;
    },
  });
  const machine = parseMachine(DEFINITION, "bench.asl.json");
  let executions = 0;
  const batch = async (): Promise<void> => {
    const runs = Array.from({ length: PARALLEL }, () => {
      executions += 1;
      const input = { person: `p-${executions}` };
      return engine.start({ machine, machineName: "bench", machineArn: ARN, name: `bench-${executions}`, input }).done;
    });
    const outcomes = await Promise.all(runs);
    if (outcomes.some(({ status }) => status !== "SUCCEEDED")) throw new Error("an execution of the bench failed");
  };
  const rate = (await ratePerSecond(batch)) * PARALLEL;
  const perRun = transitions / executions;
  return [
    {
      what: "ASL interpreter, executions",
      value: rate,
      unit: "executions/s",
      how: `${perRun} states and ${events / executions} history events each, in JSONata, ${PARALLEL} at a time; functions answer at once, nothing is stored`,
    },
    { what: "ASL interpreter, transitions", value: rate * perRun, unit: "states/s", how: "the same executions" },
  ];
}
