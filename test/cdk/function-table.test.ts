import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { functionNames, machineFiles } from "../../cdk/folders.ts";
import { FUNCTION_TABLE } from "../../cdk/function-table.ts";
import type { ConsumerDefinition, Definition, HttpDefinition } from "../../src/lambda/definition.ts";
import { LONGEST_FUNCTION_SECONDS } from "../../src/lambda/free-leases.ts";

const definitions = new Map<string, Definition<never>>();
for (const name of functionNames()) {
  const module = (await import(`../../functions/${name}.ts`)) as { readonly definition: Definition<never> };
  definitions.set(name, module.definition);
}
const machines = machineFiles();
const calledByMachines = new Set(machines.flatMap(({ functions }) => functions));
const rows = Object.entries(FUNCTION_TABLE);

describe("the function table", () => {
  it("has a row for each file of the folder, and no other", () => {
    expect(Object.keys(FUNCTION_TABLE).sort()).toEqual(functionNames());
  });

  it("triggers HTTP functions by the routes that they define", () => {
    const ofTable = rows.flatMap(([name, { trigger }]) =>
      trigger.kind === "http" ? trigger.methods.map((method) => `${name} ${method} ${trigger.path}`) : [],
    );
    const ofDefinitions = [...definitions].flatMap(([name, definition]) =>
      definition.kind === "http"
        ? (definition as HttpDefinition<never>).routes.map(({ method, path }) => `${name} ${method} ${path}`)
        : [],
    );
    expect(ofTable.sort()).toEqual(ofDefinitions.sort());
    expect(ofTable.length).toBeGreaterThan(2);
  });

  it("triggers consumers by the queue that they define", () => {
    const ofTable = rows.flatMap(([name, { trigger }]) => (trigger.kind === "queue" ? [[name, trigger.queue]] : []));
    const ofDefinitions = [...definitions].flatMap(([name, definition]) =>
      definition.kind === "consumer" ? [[name, (definition as ConsumerDefinition<never>).queue]] : [],
    );
    expect(ofTable.sort()).toEqual(ofDefinitions.sort());
    expect(ofTable).toHaveLength(2);
  });

  it("calls exactly those functions from states that a state machine names", () => {
    const ofTable = rows.flatMap(([name, { trigger }]) => (trigger.kind === "state" ? [name] : []));
    expect(ofTable.sort()).toEqual([...calledByMachines].sort());
  });

  it("gives no function more time than a lease waits for it", () => {
    const tooLong = rows.filter(([, { timeoutSeconds }]) => timeoutSeconds > LONGEST_FUNCTION_SECONDS);
    expect(tooLong).toEqual([]);
  });

  it("ends each function before the state that calls it does", () => {
    const late = machines.flatMap(({ path }) => {
      const { States } = JSON.parse(readFileSync(path, "utf8")) as { readonly States: Record<string, TaskState> };
      return Object.entries(States).filter(([, state]) => {
        if (state.Type !== "Task") return false;
        const called = machineFunction(state.Arguments.FunctionName);
        return (FUNCTION_TABLE[called]?.timeoutSeconds ?? Number.NaN) >= state.TimeoutSeconds;
      });
    });
    expect(late).toEqual([]);
  });
});

interface TaskState {
  readonly Type: string;
  readonly TimeoutSeconds: number;
  readonly Arguments: { readonly FunctionName: string };
}

/** `${ClearSessionsFunction}` is `clear-sessions`. */
function machineFunction(placeholder: string): string {
  const name = placeholder.replace(/^\$\{(?<name>\w+)Function\}$/, "$<name>");
  return name.replaceAll(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
