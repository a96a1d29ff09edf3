/** One life of our process: the deployed functions and state machines over what survives on the disk. */
import { fileURLToPath } from "node:url";
import { createCsvFeed } from "../../src/connectors/csv/index.ts";
import { createOktaDirectory } from "../../src/connectors/okta/index.ts";
import { createWebhookTransport } from "../../src/connectors/webhook/transport.ts";
import type { Deps } from "../../src/lambda/deps.ts";
import { createDirectories } from "../../src/lambda/directories.ts";
import { createHandler, type LambdaHandler } from "../../src/lambda/handler.ts";
import type { ProxyEvent, ProxyResult } from "../../src/lambda/http-chain.ts";
import { createNotifiers } from "../../src/lambda/notifiers.ts";
import { type LocalFunction, loadFunctions } from "../../src/local/function-registry.ts";
import { createLocalExecutions } from "../../src/local/local-executions.ts";
import { loadMachines } from "../../src/local/machine-registry.ts";
import { createQueueWorker } from "../../src/local/queue-worker.ts";
import type { SecretStore } from "../../src/ports/secret-store.ts";
import { createSealedSecrets } from "../../src/stores/sealed-secrets.ts";
import type { Disk } from "./disk.ts";
import { mortalArchive, mortalQueue, mortalStore } from "./mortal.ts";
import type { OktaDoor } from "./okta-door.ts";
import type { Outsiders } from "./outsiders.ts";
import type { PostOffice } from "./post-office.ts";
import type { Life, Simulation } from "./simulation.ts";

const folder = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

const definitions = await loadFunctions(folder("functions"), async () => {
  throw new Error("only the definitions are used");
});
// Loaded on demand otherwise, in real time, which the simulation does not wait for.
await import("../../src/connectors/okta/client.ts");
const machines = loadMachines(folder("statemachines"), definitions.keys());

/** Consumers of a queue at the same time, as Lambda would run them. */
const WORKERS = 2;

export interface ProcessDeps extends Deps {
  readonly secrets: SecretStore;
  readonly deadLetters: () => Promise<number>;
}

export interface Process {
  readonly life: Life;
  readonly deps: ProcessDeps;
  /** A request to a function with an address. */
  request(name: string, event: ProxyEvent): Promise<ProxyResult>;
  sweep(): Promise<void>;
  /** Reads on in the System Log of every tenant that is due. */
  poll(): Promise<void>;
}

interface Surroundings {
  readonly simulation: Simulation;
  readonly disk: Disk;
  readonly okta: OktaDoor;
  readonly post: PostOffice;
  readonly random: () => number;
  readonly outsiders: Outsiders;
  /** What must never fail did. */
  readonly onFailure: (what: string, error: unknown) => void;
}

/** Starts as `npm start` does: closes what a killed process left, sweeps, then works on its queues. */
export function startProcess({ simulation, disk, okta, post, random, outsiders, onFailure }: Surroundings): Process {
  const { see, log } = outsiders;
  const life: Life = { alive: true };
  const clock = simulation.clockOf(life);
  const { ids } = disk;
  const store = mortalStore(simulation, life, disk.store);
  const secrets = createSealedSecrets(store, disk.dataKeys);
  const queues = {
    intake: mortalQueue(simulation, life, disk.queues.intake, { name: "intake", see }),
    assessments: mortalQueue(simulation, life, disk.queues.assessments, { name: "assessments", see }),
  };
  const functions = new Map<string, LocalFunction>();
  const handlerOf = (name: string) => (): LambdaHandler => {
    const found = functions.get(name);
    if (!found) throw new Error(`there is no function ${name}`);
    return found.handler;
  };
  const workersOf = (queue: (typeof queues)[keyof typeof queues], name: string) =>
    Array.from({ length: WORKERS }, () => createQueueWorker(queue, clock, handlerOf(name)));
  const intake = workersOf(queues.intake, "dispatch-event");
  const assessments = workersOf(queues.assessments, "assess-person");
  const executions = createLocalExecutions({
    archive: mortalArchive(simulation, life, disk.archive, see),
    clock,
    ids,
    machines,
    functions: () => functions,
    baseUrl: () => "",
    random,
  });
  const turning = <K extends "start" | "describe" | "stop">(name: K): (typeof executions)[K] =>
    ((...args: Parameters<(typeof executions)[K]>) =>
      simulation.turn(life, undefined, () =>
        (executions[name] as (...all: unknown[]) => Promise<unknown>)(...args),
      )) as (typeof executions)[K];
  const fetch = okta.fetchOf(life);
  const transport = post.transportOf(life);
  const deps: ProcessDeps = {
    clock,
    ids,
    log,
    store,
    secrets,
    intake: { send: (messages) => sendTo(intake, messages) },
    assessments: { send: (messages) => sendTo(assessments, messages) },
    feedOfFile: createCsvFeed,
    executions: { ...executions, start: turning("start"), describe: turning("describe"), stop: turning("stop") },
    directory: createDirectories({ secrets, clock }, (config, options) =>
      createOktaDirectory(config, { ...options, fetch }),
    ),
    pageUrl: (path) => `https://mastery.example${path}`,
    notifier: createNotifiers({ store, secrets, clock, transport }, createWebhookTransport),
    deadLetters: async () =>
      (await Promise.all(Object.values(disk.queues).map((queue) => queue.deadLetters()))).flat().length,
  };
  for (const [name, { definition }] of definitions)
    functions.set(name, { name, definition, handler: createHandler(definition, async () => deps) });
  const sweep = async (): Promise<void> => void (await handlerOf("sweep-minute")()({}, {}));
  const poll = async (): Promise<void> => void (await handlerOf("poll-system-log")()({}, {}));
  const never = new AbortController().signal;
  const start = async (): Promise<void> => {
    await executions.abortLeftovers();
    await Promise.all(Object.values(queues).map((queue) => queue.releaseAll()));
    await sweep();
    poll().catch((error: unknown) => onFailure("a poll failed", error));
    for (const worker of [...intake, ...assessments])
      worker.run(never).catch((error: unknown) => onFailure("a queue worker ended", error));
  };
  start().catch((error: unknown) => onFailure("the process did not start", error));
  return {
    life,
    deps,
    request: async (name, event) => (await handlerOf(name)()(event, {})) as ProxyResult,
    sweep,
    poll,
  };
}

type Worker = ReturnType<typeof createQueueWorker>;

/** The first worker stores the messages; each of them looks again. */
async function sendTo(
  [first, ...others]: readonly Worker[],
  messages: Parameters<Worker["queue"]["send"]>[0],
): Promise<void> {
  await first?.queue.send(messages);
  for (const other of others) await other.queue.send([]);
}
