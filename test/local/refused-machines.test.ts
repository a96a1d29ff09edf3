import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { createAdjustableClock } from "../../src/local/adjustable-clock.ts";
import { openDataFolder } from "../../src/local/data-folder.ts";
import { createLocalLog } from "../../src/local/local-log.ts";
import { createRuntime } from "../../src/local/runtime.ts";
import { freshFolder } from "./process.ts";

const SHIPPED = fileURLToPath(new URL("../../statemachines", import.meta.url));

interface Definition {
  QueryLanguage?: string;
  States: Record<string, Record<string, unknown>>;
}

/** Starts on the shipped state machines after a change to one of them. */
async function startWith(change: (leaver: Definition) => void): Promise<void> {
  const stateMachines = freshFolder();
  cpSync(SHIPPED, stateMachines, { recursive: true });
  const file = join(stateMachines, "leaver.asl.json");
  const definition = JSON.parse(readFileSync(file, "utf8")) as Definition;
  change(definition);
  writeFileSync(file, JSON.stringify(definition));
  await start(stateMachines);
}

async function start(stateMachines: string): Promise<void> {
  const folder = openDataFolder(join(freshFolder(), "data"));
  const runtime = await createRuntime({
    folder,
    clock: createAdjustableClock(folder.clock),
    log: createLocalLog("silent"),
    emulatedOrgUrl: () => "",
    baseUrl: () => "",
    stateMachines,
  });
  await runtime.stop();
}

function stateOf(definition: Definition, name: string): Record<string, unknown> {
  const state = definition.States[name];
  if (!state) throw new Error(`the leaver has no state ${name}`);
  return state;
}

it("starts on the machines as shipped", async () => {
  await startWith(() => undefined);
});

it("refuses a transition to an unknown state, with the file and the state", async () => {
  const started = startWith((leaver) => {
    stateOf(leaver, "Clear sessions")["Next"] = "Nowhere";
  });
  await expect(started).rejects.toThrow(/leaver\.asl\.json.*Clear sessions.*Nowhere/s);
});

it("refuses a state of an unknown type, with the file and the state", async () => {
  const started = startWith((leaver) => {
    stateOf(leaver, "Clear sessions")["Type"] = "Guess";
  });
  await expect(started).rejects.toThrow(/leaver\.asl\.json.*Clear sessions/s);
});

it.each(["JSONPath", undefined])("refuses a machine in the query language %s, with the file", async (language) => {
  const started = startWith((leaver) => {
    if (language === undefined) delete leaver.QueryLanguage;
    else leaver.QueryLanguage = language;
  });
  await expect(started).rejects.toThrow(/leaver\.asl\.json.*JSONPath/s);
});

it("refuses a placeholder that stands for no function, with the file and the state", async () => {
  const started = startWith((leaver) => {
    const state = stateOf(leaver, "Clear sessions");
    state["Arguments"] = { FunctionName: "$" + "{ForgottenFunction}" };
  });
  await expect(started).rejects.toThrow(/leaver\.asl\.json.*Clear sessions.*ForgottenFunction/s);
});

it("refuses a file that is not JSON, and a folder without machines", async () => {
  const stateMachines = freshFolder();
  await expect(start(stateMachines)).rejects.toThrow(/holds no state machine/);
  writeFileSync(join(stateMachines, "leaver.asl.json"), "{");
  await expect(start(stateMachines)).rejects.toThrow(/leaver\.asl\.json is not JSON/);
});
