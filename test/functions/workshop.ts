/** What one function's tests need: a real store in a folder, recording queues, a clock that is set, pretended targets. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCsvFeed } from "../../src/connectors/csv/index.ts";
import { createFileTransport } from "../../src/connectors/mail/file.ts";
import { createWebhookTransport } from "../../src/connectors/webhook/transport.ts";
import type { Account } from "../../src/domain/account.ts";
import { StoreUnavailable } from "../../src/domain/errors.ts";
import type { JsonObject } from "../../src/domain/json.ts";
import { addMs, type Instant } from "../../src/domain/time.ts";
import type { Definition } from "../../src/lambda/definition.ts";
import type { Deps } from "../../src/lambda/deps.ts";
import { createHandler } from "../../src/lambda/handler.ts";
import { createNotifiers } from "../../src/lambda/notifiers.ts";
import { createLocalDataKeys } from "../../src/local/local-data-keys.ts";
import { openSqliteItemStore } from "../../src/local/sqlite-item-store.ts";
import type { Directory } from "../../src/ports/directory.ts";
import type { ExecutionSummary } from "../../src/ports/executions.ts";
import type { Message, Queue } from "../../src/ports/queue.ts";
import { bodyText } from "../../src/stores/message-rules.ts";
import { createRandomIds } from "../../src/stores/random-ids.ts";
import { createSealedSecrets } from "../../src/stores/sealed-secrets.ts";
import { parseTenantConfig } from "../../src/tenants/tenant-config.ts";
import { applyTenant } from "../../src/tenants/tenant-records.ts";

export const MONDAY = "2026-03-02T09:00:00.000Z" as Instant;
const LONG_AGO = "2020-01-01T00:00:00.000Z" as Instant;
export const SECRET = "the-secret-of-the-hook";
export const hookOf = (tenantId: string): string => `${tenantId}.0123456789abcdef0123456789abcdef`;

export interface RecordingQueue extends Queue {
  readonly sent: Message[];
  /** From now on, sending fails as a store that does not answer. */
  broken: boolean;
}

export interface Workshop {
  readonly dir: string;
  readonly deps: Deps;
  readonly intake: RecordingQueue;
  readonly assessments: RecordingQueue;
  /** Every log line as JSON. */
  readonly lines: string[];
  /** Executions by name, as `describe` answers; started ones are added as RUNNING. */
  readonly executions: Map<string, ExecutionSummary & { readonly input: JsonObject }>;
  /** Accounts by id, as the directory's reads answer. */
  readonly accounts: Map<string, Account>;
  /** Called by every read of an account. */
  onRead: (accountId: string) => Promise<void> | void;
  tenant(id: string, more?: JsonObject): Promise<void>;
  pass(ms: number): void;
  now(): Instant;
  /** Calls a function as Lambda does. */
  call(definition: Definition<Deps> | Definition<never>, event: unknown): Promise<unknown>;
  /** Hands messages to a consumer as SQS does; the ids of those that failed. */
  deliver(definition: Definition<Deps>, bodies: readonly unknown[]): Promise<readonly string[]>;
}

export async function inWorkshop(work: (workshop: Workshop) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "mastery-workshop-"));
  let now = MONDAY;
  const store = openSqliteItemStore({ path: join(dir, "store.sqlite"), now: () => now });
  const [intake, assessments] = [recordingQueue(), recordingQueue()];
  const lines: string[] = [];
  const write = (message: string, fields: object = {}): void => void lines.push(JSON.stringify({ message, ...fields }));
  const clock = { now: () => now, sleep: async () => {} };
  const secrets = createSealedSecrets(store, createLocalDataKeys(join(dir, "data.key")));
  const transport = createFileTransport({ dir, from: "mastery@localhost", clock });
  const executions: Workshop["executions"] = new Map();
  const accounts: Workshop["accounts"] = new Map();
  const deps: Deps = {
    clock,
    ids: createRandomIds(),
    log: { info: write, warn: write, error: write },
    store,
    intake,
    assessments,
    executions: {
      start: async (machine, name, input) => {
        executions.set(name, { machine, name, status: "RUNNING", startedAt: now, input });
      },
      stop: async () => {},
      describe: async (_machine, name) => executions.get(name),
      history: async () => [],
      link: (_machine, name) => `https://console.example/${name}`,
    },
    directory: async () => directoryOf(accounts, (id) => workshop.onRead(id)),
    feedOfFile: createCsvFeed,
    secrets,
    pageUrl: (path) => `https://mastery.example${path}`,
    notifier: createNotifiers({ store, secrets, clock, transport }, createWebhookTransport),
  };
  const call: Workshop["call"] = (definition, event) =>
    createHandler(definition as Definition<Deps>, async () => deps)(event, {});
  const workshop: Workshop = {
    dir,
    deps,
    intake,
    assessments,
    lines,
    executions,
    accounts,
    onRead: () => {},
    tenant: async (id, more = {}) => {
      const config = parseTenantConfig(JSON.stringify({ ...tenantFile(id), ...more }), `${id}.json`);
      await applyTenant(store, config, { now, hookSecret: SECRET });
    },
    pass: (ms) => {
      now = addMs(now, ms);
    },
    now: () => now,
    call,
    deliver: async (definition, bodies) => {
      const Records = bodies.map((body, n) => ({
        messageId: `m-${n}`,
        receiptHandle: `r-${n}`,
        body: JSON.stringify(body),
        attributes: {},
        eventSource: "aws:sqs",
      }));
      const answer = (await call(definition, { Records })) as { batchItemFailures: { itemIdentifier: string }[] };
      return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
  };
  try {
    await work(workshop);
  } finally {
    store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** An account that was there before the tenant: a decision about it plans nothing. */
export function settledAccount(id: string, more: Partial<Account> = {}): Account {
  const profile = { login: `${id}@acme.example`, email: `${id}@acme.example`, firstName: "Kim", lastName: id };
  return { id, status: "ACTIVE", profile, created: LONG_AGO, lastUpdated: LONG_AGO, ...more };
}

function recordingQueue(): RecordingQueue {
  const queue: RecordingQueue = {
    sent: [],
    broken: false,
    send: async (messages) => {
      if (queue.broken) throw new StoreUnavailable("the queue does not answer");
      for (const message of messages) bodyText(message); // refuses what no queue takes
      queue.sent.push(...messages);
    },
  };
  return queue;
}

function directoryOf(accounts: Workshop["accounts"], onRead: Workshop["onRead"]): Directory {
  const nothing = async () => [];
  const readers = {
    readAccount: async (id: string) => {
      await onRead(id);
      return accounts.get(id);
    },
    findAccountByLogin: async (login: string) =>
      [...accounts.values()].find(({ profile }) => profile["login"] === login),
    listMemberships: nothing,
    listGroups: nothing,
    listGroupRules: nothing,
    listAdminRoles: nothing,
    listFactors: nothing,
    listAppAssignments: nothing,
    sessionsClearedSince: async () => true,
  };
  return readers as unknown as Directory;
}

function tenantFile(id: string): JsonObject {
  const hook = { id: hookOf(id), secret: { secret: "okta-hook" } };
  const okta = { orgUrl: "emulator", auth: { type: "token", token: { secret: "okta-token" } }, hook };
  return { schemaVersion: 1, id, name: `${id} Ltd`, mode: "okta", okta, policy: { timeZone: "UTC" } };
}
