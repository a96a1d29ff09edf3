/** The operator's operations over a real store and pretended ports, with one tenant. */

import type { InputOf, OperationName, Outputs } from "../../../src/api/contract.ts";
import type { OperatorDeps } from "../../../src/api/operator-deps.ts";
import { runOperation } from "../../../src/api/run-operation.ts";
import { createCsvFeed } from "../../../src/connectors/csv/index.ts";
import type { Account } from "../../../src/domain/account.ts";
import { ProviderUnavailable } from "../../../src/domain/errors.ts";
import type { JsonObject } from "../../../src/domain/json.ts";
import { addMs, type Instant } from "../../../src/domain/time.ts";
import { openSqliteItemStore } from "../../../src/local/sqlite-item-store.ts";
import type { Directory } from "../../../src/ports/directory.ts";
import type { ExecutionSummary, HistoryEvent } from "../../../src/ports/executions.ts";
import type { Mail } from "../../../src/ports/mail-transport.ts";
import type { Notifier } from "../../../src/ports/notifier.ts";
import type { Message, Queue } from "../../../src/ports/queue.ts";
import { createOutbox } from "../../../src/stores/outbox.ts";
import { resolvePerson } from "../../../src/stores/people.ts";
import { createRandomIds } from "../../../src/stores/random-ids.ts";
import { putRun, type Run } from "../../../src/stores/runs.ts";

export const NOW = "2026-03-02T09:00:00.000Z" as Instant;
const hookOf = (tenantId: string): string => `${tenantId}.0123456789abcdef0123456789abcdef`;
export const HOOK = hookOf("acme");

export interface Office {
  readonly deps: OperatorDeps;
  readonly assessments: Message[];
  readonly accounts: Map<string, Account>;
  readonly histories: Map<string, { summary: ExecutionSummary; history: readonly HistoryEvent[] }>;
  readonly directory: { down: boolean };
  call<Name extends OperationName>(name: Name, input: InputOf<Name>): Promise<Outputs[Name]>;
  apply(config?: JsonObject): Promise<Outputs["tenant.apply"]>;
  hire(accountId: string, tenantId?: string): Promise<string>;
  record(run: Partial<Run> & Pick<Run, "personKey" | "seq">): Promise<Run>;
  pass(ms: number): void;
}

export function openOffice(extra: Partial<OperatorDeps> = {}): Office {
  let now = NOW;
  const store = openSqliteItemStore({ path: ":memory:", now: () => now });
  const secrets = new Map<string, string>();
  const accounts = new Map<string, Account>();
  const assessments: Message[] = [];
  const directory = { down: false };
  const histories: Office["histories"] = new Map();
  const ids = createRandomIds();
  const deps: OperatorDeps = {
    clock: { now: () => now, sleep: async () => {} },
    ids,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    store,
    secrets: {
      read: async (tenantId, name) => secrets.get(`${tenantId}/${name}`),
      write: async (tenantId, name, value) => void secrets.set(`${tenantId}/${name}`, value),
      remove: async (tenantId, name) => void secrets.delete(`${tenantId}/${name}`),
    },
    intake: queue([]),
    assessments: queue(assessments),
    executions: {
      start: async () => {},
      stop: async () => {},
      describe: async (_machine, name) => histories.get(name)?.summary,
      history: async (_machine, name) => histories.get(name)?.history ?? [],
      link: (_machine, name) => `https://console.example/${name}`,
    },
    directory: async () => directoryOf(accounts, directory),
    pageUrl: (path) => `https://mastery.example${path}`,
    inspector: () => {
      throw new Error("this operation asks nothing of an org");
    },
    feedOfFile: createCsvFeed,
    notifier: () => ({ send: async () => {}, wasSent: async () => false, redeliver: async () => 0 }),
    ...extra,
  };
  const call: Office["call"] = async (name, input) => (await runOperation(name, input, deps)) as Outputs[typeof name];
  return {
    deps,
    assessments,
    accounts,
    histories,
    directory,
    call,
    apply: (config = tenantConfig()) => call("tenant.apply", { file: "acme.json", text: JSON.stringify(config) }),
    hire: (id, tenantId = "acme") => resolvePerson(store, tenantId, { provider: "okta", id }, ids.personKey),
    record: async (given) => {
      const tenantId = given.tenantId ?? "acme";
      const execution = `${tenantId}-${given.personKey}-${given.seq}`;
      const run: Run = { schemaVersion: 1, status: "succeeded", startedAt: now, execution, ...given, tenantId };
      await store.transact([putRun(run, undefined)]);
      return run;
    },
    pass: (ms) => {
      now = addMs(now, ms);
    },
  };
}

/** The tenant's outbox before a mail server that takes everything. */
export function outboxOf({ store, secrets, clock }: OperatorDeps, tenantId = "acme"): Notifier {
  const deliver = async ({ id, to }: Mail) =>
    ({ by: "smtp", system: "mail.example:587", answer: `250 queued as ${id}`, to, at: clock.now() }) as const;
  return createOutbox(tenantId, { store, secrets, clock, transport: { deliver }, webhook: { deliver } });
}

export function tenantConfig(changes: JsonObject & { readonly id?: string } = {}): JsonObject {
  const { id = "acme" } = changes;
  return {
    schemaVersion: 1,
    id,
    name: "Acme Ltd",
    mode: "okta",
    okta: {
      orgUrl: "https://acme.okta.com",
      auth: { type: "token", token: { secret: "okta-token" } },
      hook: { id: hookOf(id), secret: { secret: "okta-hook" } },
    },
    policy: { timeZone: "Europe/Amsterdam" },
    ...changes,
  };
}

export function accountOf(id: string, login: string, changes: Partial<Account> = {}): Account {
  const created = "2020-01-01T00:00:00.000Z" as Instant;
  const profile = { login, email: login, firstName: "Ana", lastName: "Silva" };
  return { id, status: "ACTIVE", created, lastUpdated: created, profile, ...changes };
}

const queue = (sent: Message[]): Queue => ({ send: async (messages) => void sent.push(...messages) });

/** Reads from these accounts; a write is a failure of the test. */
export function directoryOf(accounts: ReadonlyMap<string, Account>, state: { down: boolean }): Directory {
  const requireUp = (): void => {
    if (state.down) throw new ProviderUnavailable("Okta does not answer");
  };
  const refuse = async (): Promise<never> => {
    throw new Error("an operator's operation wrote to the directory");
  };
  return {
    readAccount: async (id) => {
      requireUp();
      return accounts.get(id);
    },
    findAccountByLogin: async (login) => {
      requireUp();
      return [...accounts.values()].find(({ profile }) => profile["login"] === login);
    },
    findAccountsByEmail: async () => [],
    listAccounts: async function* () {
      yield* accounts.values();
    },
    listMemberships: async () => [],
    listGroups: async () => [],
    listGroupRules: async () => [],
    findUserTypes: async () => [],
    listAdminRoles: async () => [],
    listFactors: async () => [],
    listAppAssignments: async () => [],
    sessionsClearedSince: async () => false,
    readLog: async () => {
      requireUp();
      return { events: [], next: "/api/v1/logs?after=0" };
    },
    listAccountPage: async () => ({ accounts: [...accounts.values()] }),
    createAccount: refuse,
    updateProfile: refuse,
    changeUserType: refuse,
    activate: refuse,
    reactivate: refuse,
    suspend: refuse,
    unsuspend: refuse,
    deactivate: refuse,
    clearSessions: refuse,
    addToGroup: refuse,
    removeFromGroup: refuse,
    removeAdminRole: refuse,
    resetFactors: refuse,
  };
}
