import { MasteryError } from "../domain/errors.ts";
import type { Call, Command, Outcome } from "./command.ts";
import { textOf, type Values } from "./command.ts";
import { OperationFailed } from "./http-operator.ts";
import { connect, type Operator } from "./operator.ts";
import { parseArguments } from "./parse-arguments.ts";
import { usageOf } from "./usage.ts";
import { UsageError } from "./usage-error.ts";

/** Where text goes, and what the environment says. */
export interface Terminal {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly readStdin: () => Promise<string | undefined>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type ExitStatus = 0 | 1 | 2;

/** Runs one command line to its end. 0: done; 1: it failed; 2: it could not be understood. */
export async function runCommandLine(
  args: readonly string[],
  commands: readonly Command[],
  terminal: Terminal,
): Promise<ExitStatus> {
  const asJson = args.includes("--json");
  try {
    const parsed = parseArguments(args, commands);
    if (parsed.kind === "help") {
      terminal.stdout(usageOf(parsed.path, commands));
      return 0;
    }
    const outcome = await runWithOperator(parsed, terminal);
    terminal.stdout(asJson ? JSON.stringify(outcome.output, undefined, 2) : outcome.text);
    for (const hint of outcome.hints ?? []) terminal.stderr(hint);
    await outcome.until;
    return outcome.failed ? 1 : 0;
  } catch (error) {
    return report(error, asJson, commands, terminal);
  }
}

async function runWithOperator(
  { command, values, positionals }: { command: Command; values: Values; positionals: readonly string[] },
  terminal: Terminal,
): Promise<Outcome> {
  const opened: Operator[] = [];
  const stackOutputs = textOf(values, "stack-outputs") ?? terminal.env["MASTERY_STACK_OUTPUTS"];
  const call: Call = {
    values,
    positionals,
    readStdin: terminal.readStdin,
    connect: async (options) => {
      const dataDir = textOf(values, "data") ?? ".mastery";
      const operator = await connect({ dataDir, ...(stackOutputs ? { stackOutputs } : {}), ...options });
      opened.push(operator);
      return operator;
    },
  };
  try {
    return await command.run(call);
  } finally {
    for (const operator of opened) await operator.close();
  }
}

function report(error: unknown, asJson: boolean, commands: readonly Command[], terminal: Terminal): ExitStatus {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  if (asJson) terminal.stdout(JSON.stringify({ error: { name, message } }, undefined, 2));
  const isExpected = error instanceof MasteryError || error instanceof OperationFailed || error instanceof UsageError;
  terminal.stderr(isExpected ? `mastery: ${message}` : `mastery: this is a defect, please report it\n${stack}`);
  if (!(error instanceof UsageError)) return 1;
  terminal.stderr(usageOf(error.path, commands));
  return 2;
}
