import { isDeepStrictEqual } from "node:util";
import { Conflict, InvalidInput } from "../domain/errors.ts";
import type { Json } from "../domain/json.ts";
import { RESTARTED } from "../lambda/free-leases.ts";
import type { Executions } from "../ports/executions.ts";
import type { Ids } from "../ports/ids.ts";
import { createEngine, functionNotFound, type Machine, type RunningExecution } from "./asl/index.ts";
import type { LocalClock } from "./clock.ts";
import type { ExecutionArchive } from "./execution-archive.ts";
import type { LocalFunction } from "./function-registry.ts";

const ARN = "arn:aws:states:local:000000000000:stateMachine:";

export interface LocalExecutionsOptions {
  readonly archive: ExecutionArchive;
  readonly clock: LocalClock;
  readonly ids: Ids;
  readonly machines: ReadonlyMap<string, Machine>;
  readonly functions: () => ReadonlyMap<string, LocalFunction>;
  readonly baseUrl: () => string;
  /** Between 0 and 1, for the jitter of retries. */
  readonly random?: () => number;
}

export interface LocalExecutions extends Executions {
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>;
  isIdle(): boolean;
  /** Closes what a killed process left running, as aborted; the sweep then frees its people. Says how many. */
  abortLeftovers(): Promise<number>;
}

/** Step Functions on this machine: the interpreter, with every event on disk before the next happens. */
export function createLocalExecutions(options: LocalExecutionsOptions): LocalExecutions {
  const { archive, clock, ids, machines } = options;
  const running = new Map<string, RunningExecution>();
  const endings = new Set<Promise<void>>();
  const engine = createEngine({
    clock,
    ids,
    random: options.random ?? Math.random,
    invokeFunction: (name, payload) => clock.track(() => invoke(options.functions().get(name), name, payload)),
    onEvent: (name, { id, at, type, stateName, details }) =>
      archive.record(name, { id, at, type, details, ...(stateName === undefined ? {} : { stateName }) }),
  });

  const finish = async (machine: string, execution: RunningExecution): Promise<void> => {
    const { name } = execution;
    const { status, error, cause } = await execution.done;
    const reason = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
    archive.close(name, { status, at: clock.now(), ...reason });
    running.delete(name);
    if (status !== "SUCCEEDED") await announce(options, machine, name);
  };

  return {
    start: async (machineName, name, input) => {
      const machine = machines.get(machineName);
      if (!machine) throw new InvalidInput(`there is no state machine ${machineName}`);
      const summary = { machine: machineName, name, status: "RUNNING" as const, startedAt: clock.now() };
      if (!archive.add(summary, input)) return requireSameInput(archive, name, input);
      const execution = engine.start({ machine, machineName, name, input, machineArn: `${ARN}${machineName}` });
      running.set(name, execution);
      const ending: Promise<void> = finish(machineName, execution).finally(() => endings.delete(ending));
      endings.add(ending);
    },
    describe: async (_machine, name) => archive.find(name),
    history: async (_machine, name) => archive.history(name),
    stop: async (_machine, name, error, cause) => running.get(name)?.stop(error, cause),
    link: (_machine, name) => `${options.baseUrl()}/#/executions/${name}`,
    idle: async () => {
      while (endings.size > 0) await Promise.all(endings);
    },
    isIdle: () => endings.size === 0,
    abortLeftovers: async () => {
      const leftovers = archive.running();
      for (const { machine, name } of leftovers) {
        const cause = "the process ended while this execution ran; its person is looked at again";
        archive.close(name, { status: "ABORTED", at: clock.now(), error: RESTARTED, cause });
        await announce(options, machine, name);
      }
      return leftovers.length;
    },
  };
}

async function invoke(target: LocalFunction | undefined, name: string, payload: Json): Promise<Json | undefined> {
  if (!target) throw functionNotFound(name);
  return (await target.handler(payload, {})) as Json | undefined;
}

function requireSameInput(archive: ExecutionArchive, name: string, input: object): void {
  if (isDeepStrictEqual(archive.find(name)?.input, JSON.parse(JSON.stringify(input)))) return;
  throw new Conflict(`execution ${name} exists with another input`);
}

/** What EventBridge does in AWS: the status change wakes the backstop. */
async function announce({ archive, functions, clock }: LocalExecutionsOptions, machine: string, name: string) {
  const found = archive.find(name);
  if (!found || found.status === "RUNNING") return;
  const { status, error, cause } = found;
  const detail = {
    name,
    stateMachineArn: `${ARN}${machine}`,
    status,
    input: JSON.stringify(found.input),
    error,
    cause,
  };
  await clock.track(async () => functions().get("close-execution")?.handler({ detail }, {}));
}
