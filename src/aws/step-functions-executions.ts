/** Executions on Step Functions; machines are named by a prefix and their file. */
import { isDeepStrictEqual } from "node:util";
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { Conflict } from "../domain/errors.ts";
import type { JsonObject } from "../domain/json.ts";
import { instantOf } from "../domain/time.ts";
import type { ExecutionStatus, ExecutionSummary, Executions, HistoryEvent } from "../ports/executions.ts";
import { failureOf, masteryErrorOf } from "./aws-errors.ts";
import { consoleLink } from "./console-link.ts";
import { historyOf } from "./execution-history.ts";

export interface StepFunctionsOptions {
  readonly client: SFNClient;
  /** `arn:<partition>:states:<region>:<account>:stateMachine:<stage>-` */
  readonly machineArnPrefix: string;
}

type Arns = (machine: string, name: string) => { readonly machine: string; readonly execution: string };

export function createStepFunctionsExecutions({ client, machineArnPrefix }: StepFunctionsOptions): Executions {
  const arns: Arns = (machine, name) => {
    const arn = `${machineArnPrefix}${machine}`;
    return { machine: arn, execution: `${arn.replace(":stateMachine:", ":execution:")}:${name}` };
  };
  return {
    start: (machine, name, input) => start(client, arns(machine, name), name, input),
    describe: async (machine, name) => {
      const found = await describe(client, arns(machine, name).execution);
      return found && summaryOf(machine, name, found);
    },
    history: (machine, name) => history(client, arns(machine, name).execution),
    stop: async (machine, name, error, cause) => {
      const { execution: executionArn } = arns(machine, name);
      await client.send(new StopExecutionCommand({ executionArn, error, cause })).catch(rethrow);
    },
    link: (machine, name) => consoleLink(arns(machine, name).execution),
  };
}

async function start(client: SFNClient, arn: ReturnType<Arns>, name: string, input: JsonObject): Promise<void> {
  const command = new StartExecutionCommand({ stateMachineArn: arn.machine, name, input: JSON.stringify(input) });
  try {
    await client.send(command);
  } catch (error) {
    // The same start again: AWS answers with the running execution, but refuses one that has closed.
    if (failureOf(error).name !== "ExecutionAlreadyExists") throw masteryErrorOf(error, "states");
    const existing = await describe(client, arn.execution);
    if (isDeepStrictEqual(JSON.parse(existing?.input ?? "null"), JSON.parse(JSON.stringify(input)))) return;
    throw new Conflict(`execution ${name} exists with another input`, { provider: "states" }, { cause: error });
  }
}

async function describe(client: SFNClient, arn: string): Promise<DescribeExecutionCommandOutput | undefined> {
  try {
    return await client.send(new DescribeExecutionCommand({ executionArn: arn }));
  } catch (error) {
    if (failureOf(error).name === "ExecutionDoesNotExist") return undefined;
    throw masteryErrorOf(error, "states");
  }
}

function summaryOf(machine: string, name: string, found: DescribeExecutionCommandOutput): ExecutionSummary {
  const { startDate, stopDate, error, cause } = found;
  return {
    machine,
    name,
    status: statusOf(found.status),
    startedAt: instantOf(startDate?.getTime() ?? 0),
    ...(stopDate === undefined ? {} : { stoppedAt: instantOf(stopDate.getTime()) }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** A redrive that waits to begin is running for us. */
function statusOf(status: DescribeExecutionCommandOutput["status"]): ExecutionStatus {
  return status === undefined || status === "PENDING_REDRIVE" ? "RUNNING" : status;
}

async function history(client: SFNClient, executionArn: string): Promise<readonly HistoryEvent[]> {
  const events: Parameters<typeof historyOf>[0][number][] = [];
  let nextToken: string | undefined;
  do {
    const command = new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken });
    const page = await client.send(command).catch((error: unknown) => {
      if (failureOf(error).name === "ExecutionDoesNotExist") return undefined;
      throw masteryErrorOf(error, "states");
    });
    events.push(...(page?.events ?? []));
    nextToken = page?.nextToken;
  } while (nextToken !== undefined);
  return historyOf(events);
}

function rethrow(error: unknown): never {
  throw masteryErrorOf(error, "states");
}
