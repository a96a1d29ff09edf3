import { setTimeout as sleepForReal } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createCsvFeed } from "../connectors/csv/index.ts";
import { EMULATOR } from "../connectors/okta/config.ts";
import { createOktaDirectory } from "../connectors/okta/index.ts";
import { createOktaInspector } from "../connectors/okta/inspector.ts";
import { createWebhookTransport } from "../connectors/webhook/transport.ts";
import type { Deps } from "../lambda/deps.ts";
import { createDirectories, createInspectors, type ResolveOkta } from "../lambda/directories.ts";
import type { LambdaHandler } from "../lambda/handler.ts";
import { createNotifiers } from "../lambda/notifiers.ts";
import type { DeadLetters } from "../ports/dead-letters.ts";
import type { Ids } from "../ports/ids.ts";
import type { Log } from "../ports/log.ts";
import type { MailTransport } from "../ports/mail-transport.ts";
import type { OrgInspector } from "../ports/org-inspector.ts";
import type { SecretStore } from "../ports/secret-store.ts";
import { createRandomIds } from "../stores/random-ids.ts";
import { createSealedSecrets } from "../stores/sealed-secrets.ts";
import type { TenantConfig } from "../tenants/tenant-config.ts";
import type { LocalClock } from "./clock.ts";
import type { DataFolder } from "./data-folder.ts";
import { openExecutionArchive } from "./execution-archive.ts";
import { createFeedFolders } from "./feed-folders.ts";
import { type LocalFunction, loadFunctions } from "./function-registry.ts";
import { createLocalDataKeys } from "./local-data-keys.ts";
import { createLocalDeadLetters } from "./local-dead-letters.ts";
import { createLocalExecutions, type LocalExecutions } from "./local-executions.ts";
import { loadMachines } from "./machine-registry.ts";
import { localMail } from "./mail.ts";
import { createQueueWorker } from "./queue-worker.ts";
import { openSqliteItemStore } from "./sqlite-item-store.ts";
import { openSqliteQueue, type SqliteQueue } from "./sqlite-queue.ts";
import { runSweeper } from "./sweeper.ts";
import { yieldingHandler } from "./yielding-handler.ts";

const FUNCTIONS = fileURLToPath(new URL("../../functions", import.meta.url));
const STATE_MACHINES = fileURLToPath(new URL("../../statemachines", import.meta.url));
/** As the AWS queues: then a message is a dead letter. */
const MAX_RECEIVES = 5;
const STOP_WITHIN_MS = 3000;
const MINUTE_MS = 60_000;

export interface RuntimeOptions {
  readonly folder: DataFolder;
  readonly clock: LocalClock;
  readonly log: Log;
  /** Base URL of the emulated org of a tenant whose `okta.orgUrl` is the word "emulator". */
  readonly emulatedOrgUrl: (tenantId: string) => string;
  readonly baseUrl: () => string;
  /** What delivers mail; by default files in the data folder. */
  readonly mail?: MailTransport;
  readonly ids?: Ids;
  /** How long index reads lag behind, as DynamoDB's may. */
  readonly indexLagMs?: number;
  /** How often the sweep runs; a minute by default, rarer where a test lets weeks pass. */
  readonly sweepEveryMs?: number;
  /** Another folder of state machines, for tests. */
  readonly stateMachines?: string;
}

/** What functions may use, and what the operator's commands may use beside it. */
export interface RuntimeDeps extends Deps {
  readonly secrets: SecretStore;
  readonly deadLetterBox: DeadLetters;
  readonly inspector: (tenant: TenantConfig) => OrgInspector;
  readonly deadLetters: () => Promise<number>;
}

/** The composed parts; nothing runs before `start`. */
export interface Runtime {
  readonly deps: RuntimeDeps;
  readonly functions: ReadonlyMap<string, LocalFunction>;
  readonly executions: LocalExecutions;
  /** Closes what a killed process left, then works on the queues and sweeps every minute. */
  start(): Promise<void>;
  /** Runs the minute's sweep now. */
  sweep(): Promise<void>;
  /** Takes the HR files that have not changed since the poll before; that happens by itself every two seconds too. */
  pollFeeds(): Promise<void>;
  /** Resolves when no message is visible and no execution runs. */
  settled(): Promise<void>;
  /** Stops taking work, waits for what runs, closes the files. */
  stop(): Promise<void>;
}

/** The embedded runtime: the same functions and state machine files as in AWS, over the data folder. */
export async function createRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { folder, clock, log, baseUrl, ids = createRandomIds() } = options;
  const { mail: transport = localMail(folder, clock).transport } = options;
  const lag = options.indexLagMs === undefined ? {} : { indexLagMs: options.indexLagMs };
  const store = openSqliteItemStore({ path: folder.store, now: clock.now, ...lag });
  const archive = openExecutionArchive(folder.executions);
  const openQueue = (name: string): SqliteQueue =>
    openSqliteQueue({ path: folder.queue, name, clock, ids, maxReceives: MAX_RECEIVES });
  const queues = { intake: openQueue("intake"), assessments: openQueue("assessments") };

  let functions: ReadonlyMap<string, LocalFunction> = new Map();
  const handlerOf = (name: string) => (): LambdaHandler => {
    const found = functions.get(name);
    if (!found) throw new Error(`functions/${name}.ts is missing`);
    return yieldingHandler(found.handler, clock);
  };
  const intake = createQueueWorker(queues.intake, clock, handlerOf("dispatch-event"));
  const assessments = createQueueWorker(queues.assessments, clock, handlerOf("assess-person"));
  const secrets = createSealedSecrets(store, createLocalDataKeys(folder.key));
  functions = await loadFunctions(FUNCTIONS, async () => deps);
  const machines = loadMachines(options.stateMachines ?? STATE_MACHINES, functions.keys());
  const executions = createLocalExecutions({ archive, clock, ids, machines, functions: () => functions, baseUrl });
  const deadLetterBox = createLocalDeadLetters(queues);
  const deps: RuntimeDeps = {
    deadLetterBox,
    deadLetters: deadLetterBox.count,
    clock,
    ids,
    log,
    store,
    secrets,
    intake: intake.queue,
    assessments: assessments.queue,
    executions,
    pageUrl: (path) => `${baseUrl()}${path}`,
    ...createConnectors({ secrets, clock }, options),
    notifier: createNotifiers({ store, secrets, clock, transport }, createWebhookTransport),
  };
  const feeds = createFeedFolders(folder.feeds, deps, clock);
  const stopping = new AbortController();
  const running: Promise<void>[] = [];
  const sweep = (): Promise<void> => doChores(clock, handlerOf);

  return {
    deps,
    functions,
    executions,
    start: async () => {
      await executions.abortLeftovers();
      await Promise.all(Object.values(queues).map((queue) => queue.releaseAll())); // one process owns the folder
      await sweep();
      running.push(intake.run(stopping.signal), assessments.run(stopping.signal), feeds.run(stopping.signal));
      running.push(runSweeper({ clock, sweep, log, everyMs: options.sweepEveryMs ?? MINUTE_MS }, stopping.signal));
    },
    sweep,
    pollFeeds: feeds.poll,
    settled: async () => {
      do {
        await executions.idle();
        await new Promise((resolve) => setTimeout(resolve, 1));
      } while (!((await intake.isIdle()) && (await assessments.isIdle()) && executions.isIdle()));
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(running);
      // An execution that waits longer is closed as aborted, and its person looked at again, at the next start.
      await Promise.race([executions.idle(), sleepForReal(STOP_WITHIN_MS, undefined, { ref: false })]);
      for (const file of [...Object.values(queues), store]) file.close();
      archive.dispose();
    },
  };
}

/** The tenants' orgs, where the word "emulator" stands for the address of an emulated one. */
function createConnectors(
  keepers: Pick<RuntimeDeps, "secrets" | "clock">,
  { emulatedOrgUrl }: RuntimeOptions,
): Pick<RuntimeDeps, "directory" | "inspector" | "feedOfFile"> {
  const resolve: ResolveOkta = ({ id, okta }) =>
    okta.orgUrl === EMULATOR ? { ...okta, orgUrl: emulatedOrgUrl(id) } : okta;
  return {
    directory: createDirectories(keepers, createOktaDirectory, resolve),
    inspector: createInspectors(keepers, createOktaInspector, resolve),
    feedOfFile: createCsvFeed,
  };
}

/** What EventBridge calls every minute in AWS. One that fails does not keep the other from its work. */
async function doChores(clock: LocalClock, handlerOf: (name: string) => () => LambdaHandler): Promise<void> {
  const chores = ["sweep-minute", "poll-system-log"].map((name) => clock.track(() => handlerOf(name)()({}, {})));
  const failed = (await Promise.allSettled(chores)).find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}
