/** Three tenants whose ids are alike, in one store, behind ports that note for whom they were asked. */
import type { OperatorDeps } from "../../src/api/operator-deps.ts";
import type { Decision } from "../../src/domain/decision.ts";
import type { JsonObject } from "../../src/domain/json.ts";
import type { DeadMessage } from "../../src/ports/dead-letters.ts";
import type { Directory, LoggedEvent } from "../../src/ports/directory.ts";
import type { EventHook } from "../../src/ports/event-hooks.ts";
import type { ItemStore } from "../../src/ports/item-store.ts";
import type { OrgInspector } from "../../src/ports/org-inspector.ts";
import type { Message, Queue } from "../../src/ports/queue.ts";
import { mintClaim } from "../../src/stores/claims.ts";
import { type Hint, recordEvent } from "../../src/stores/events.ts";
import { executionName, takeLease } from "../../src/stores/mailbox.ts";
import { forTenant } from "../../src/stores/tenant-store.ts";
import { accountOf, directoryOf, NOW, type Office, openOffice, outboxOf, tenantConfig } from "../unit/api/office.ts";

/** The second begins with the first's name, and the third is what a person key looks like. */
export const TENANTS = ["acme", "acme-2", "p-acme"] as const;
export type Tenant = (typeof TENANTS)[number];

export interface Crossing {
  readonly from: Tenant;
  readonly to: Tenant;
}

export const CROSSINGS: readonly Crossing[] = TENANTS.flatMap((from) =>
  TENANTS.filter((to) => to !== from).map((to) => ({ from, to })),
);

/** In everything that is a tenant's alone, and in nothing of another's. */
const MARKS: Readonly<Record<Tenant, string>> = { acme: "kestrel", "acme-2": "heron", "p-acme": "plover" };
export const markOf = (tenant: string): string => MARKS[tenant as Tenant];

export const hookOf = (tenant: Tenant): string => `${tenant}.0123456789abcdef0123456789abcdef`;
export const secretOf = (tenant: Tenant): string => `the-secret-of-the-hook-of-${markOf(tenant)}`;
export const secretNameOf = (tenant: Tenant): string => `${markOf(tenant)}-hook`;
export const messageOf = (tenant: Tenant): string => `${markOf(tenant)}-message`;
export const letterOf = (tenant: Tenant): string => `${markOf(tenant)}-letter`;
const eventOf = (tenant: Tenant): string => `${markOf(tenant)}-event`;
export const loginOf = (tenant: Tenant): string => `${markOf(tenant)}@example.com`;
export const accountIdOf = (tenant: Tenant): string => `00u${markOf(tenant).padEnd(17, "0")}`;
export const orgOf = (tenant: Tenant): string => `${markOf(tenant)}.okta.com`;

/** A run that plans nothing: every step of a state machine has nothing to do in it, and none is refused. */
const NOTHING: Decision = {
  ...{ schemaVersion: 1, situation: "linked", flow: "mover", reason: "a run that plans nothing" },
  ...{ operations: [], authority: {}, refused: [], due: [], notes: [], phaseNow: "adopted", phaseAfter: "adopted" },
};

export interface World {
  readonly office: Office;
  /** The ports of the office, each of which notes whose it was. */
  readonly deps: OperatorDeps;
  readonly seen: Seen;
  person(tenant: Tenant): string;
  execution(tenant: Tenant): string;
  order(tenant: Tenant): string;
  claim(tenant: Tenant): string;
}

/** What has happened since it was last forgotten. */
export interface Seen {
  /** Tenants of whom anything was read, written, sent, opened or asked. */
  readonly reached: Set<string>;
  /** Partitions that were written. */
  readonly wrote: string[];
  readonly sent: Message[];
  /** Log lines as JSON. */
  readonly lines: string[];
}

/** What belongs to one tenant alone, wherever it turns up. */
export const marksOf = (world: World, tenant: Tenant): readonly string[] => [
  ...[markOf(tenant), world.person(tenant), world.order(tenant), world.claim(tenant)],
];

export async function openWorld(): Promise<World> {
  const seen: Seen = { reached: new Set(), wrote: [], sent: [], lines: [] };
  const letters = new Map<string, DeadMessage>();
  const directories = new Map(
    TENANTS.map((tenant) => {
      const id = accountIdOf(tenant);
      const account = accountOf(id, loginOf(tenant), { lastUpdated: NOW });
      return [tenant as string, directoryOf(new Map([[id, account]]), { down: false })] as const;
    }),
  );
  const office = openOffice({
    directory: async ({ id }) => {
      seen.reached.add(id);
      const readLog: Directory["readLog"] = async (from) => ({
        events: "cursor" in from ? [] : [pageOf(id)],
        next: "/api/v1/logs?after=1",
      });
      return { ...directories.get(id)!, readLog };
    },
    inspector: ({ id }) => orgInspector(id, seen),
    deadLetterBox: {
      count: async () => letters.size,
      list: async () => [...letters.values()],
      redrive: async (id) => {
        const letter = letters.get(id);
        if (letter) seen.reached.add(String(letter.body["tenantId"]));
        return letters.delete(id);
      },
    },
  });
  const made = new Map<Tenant, Made>();
  for (const tenant of TENANTS) {
    made.set(tenant, await moveIn(tenant, office));
    const body: JsonObject = { schemaVersion: 1, tenantId: tenant, personKey: made.get(tenant)!.person };
    letters.set(letterOf(tenant), { queue: "assessments", id: letterOf(tenant), body });
  }
  const of = (tenant: Tenant): Made => made.get(tenant)!;
  return {
    office,
    seen,
    deps: watched(office.deps, seen),
    person: (tenant) => of(tenant).person,
    execution: (tenant) => executionName(tenant, of(tenant).person, 1),
    order: (tenant) => of(tenant).order,
    claim: (tenant) => of(tenant).claim,
  };
}

export function forget({ seen }: World): void {
  seen.reached.clear();
  for (const list of [seen.wrote, seen.sent, seen.lines]) list.length = 0;
}

interface Made {
  readonly person: string;
  readonly order: string;
  readonly claim: string;
}

/** One tenant with a person who has an order, a run that is under way, an event, a message and a claim. */
async function moveIn(tenant: Tenant, office: Office): Promise<Made> {
  const { deps } = office;
  const okta = { orgUrl: `https://${orgOf(tenant)}`, auth: { type: "token", token: { secret: "okta-token" } } };
  const hook = { id: hookOf(tenant), secret: { secret: secretNameOf(tenant) } };
  const text = JSON.stringify(tenantConfig({ id: tenant, name: markOf(tenant), okta: { ...okta, hook } }));
  const secrets = { [secretNameOf(tenant)]: secretOf(tenant), "okta-token": `${markOf(tenant)}-token` };
  await office.call("tenant.apply", { file: `${tenant}.json`, text, secrets });
  const person = await office.hire(accountIdOf(tenant), tenant);
  const leave = { who: person, at: "2026-09-01", reason: markOf(tenant), orderedBy: "ops" };
  await office.call("person.absence", { tenantId: tenant, ...leave, at: "2026-05-01" });
  const { order } = await office.call("person.leave", { tenantId: tenant, ...leave });
  const store = forTenant(deps.store, tenant);
  await recordEvent(store, hintOf(tenant, tenant), deps.ids.personKey);
  await takeLease(store, tenant, person, NOW);
  const execution = executionName(tenant, person, 1);
  const accountId = accountIdOf(tenant);
  const verification = { at: NOW, unmet: [] };
  const run = { status: "running", machine: "mover", accountId, decision: NOTHING, verification } as const;
  await office.record({ tenantId: tenant, personKey: person, seq: 1, ...run });
  const key = messageOf(tenant);
  await outboxOf(deps, tenant).send({ key, to: loginOf(tenant), template: "hold", subject: "Held", text: "-" });
  const claimed = { tenantId: tenant, personKey: person, accountId, execution, message: key, now: NOW };
  return { person, order: order.id, claim: await mintClaim(store, claimed, deps.ids) };
}

/** An event that a tenant has, said to be another's. */
export const hintOf = (tenantId: Tenant, whose: Tenant): Hint => ({
  ...{ schemaVersion: 1, tenantId, eventId: eventOf(whose), eventType: "user.account.update_profile" },
  ...{ source: "okta-hook", receivedAt: NOW, subject: { provider: "okta", id: accountIdOf(whose) } },
  ...{ priority: 1, own: false },
});

/** In every org's log there is an event with the same id. */
const pageOf = (tenant: string): LoggedEvent => ({
  ...{ id: "the-same-in-every-org", type: "user.account.update_profile", publishedAt: NOW },
  ...{ accountId: accountIdOf(tenant as Tenant), actorIds: [], hookable: true },
});

/** Notes first, and then does it. */
function after<T>(_noted: unknown, work: T): T {
  return work;
}

function watched(deps: OperatorDeps, seen: Seen): OperatorDeps {
  const note = (tenantId: unknown): void => void seen.reached.add(String(tenantId));
  const noteExecution = (name: string): void => note(/^(.+)-p-[0-9a-z]{26}-\d+$/.exec(name)?.[1] ?? name);
  const queue: Queue = {
    send: async (messages) => {
      seen.sent.push(...messages);
      for (const { group, body } of messages) [group, body["tenantId"]].forEach(note);
    },
  };
  const say = (message: string, fields: object = {}): void =>
    void seen.lines.push(JSON.stringify({ message, ...fields }));
  const own: OperatorDeps = {
    ...deps,
    log: { info: say, warn: say, error: say },
    store: watchedStore(deps.store, seen),
    secrets: {
      read: (tenantId, name) => after(note(tenantId), deps.secrets.read(tenantId, name)),
      write: (tenantId, name, value) => {
        seen.wrote.push(`secret of ${tenantId}`);
        return after(note(tenantId), deps.secrets.write(tenantId, name, value));
      },
      remove: (tenantId, name) => {
        seen.wrote.push(`secret of ${tenantId}`);
        return after(note(tenantId), deps.secrets.remove(tenantId, name));
      },
    },
    intake: queue,
    assessments: queue,
    executions: {
      ...deps.executions,
      start: async (_machine, name) => noteExecution(name),
      stop: async (_machine, name) => noteExecution(name),
      describe: (machine, name) => after(noteExecution(name), deps.executions.describe(machine, name)),
      history: (machine, name) => after(noteExecution(name), deps.executions.history(machine, name)),
    },
    notifier: (tenantId) => after(note(tenantId), outboxOf(own, tenantId)),
  };
  return own;
}

/** Notes the tenant of every partition that is asked for; those of the system hold what is told by its items. */
function watchedStore(store: ItemStore, { reached, wrote }: Seen): ItemStore {
  const note = (partition: string): void => {
    const tenant = /^TENANT#([^#]*)#/.exec(partition)?.[1];
    if (tenant !== undefined) reached.add(tenant);
  };
  return {
    get: (key) => after(note(key.partition), store.get(key)),
    query: (partition, range) => after(note(partition), store.query(partition, range)),
    queryIndex: (index, partition, range) => after(note(partition), store.queryIndex(index, partition, range)),
    transact: (writes) => {
      for (const write of writes) {
        note(write.key.partition);
        if (write.kind === "put")
          for (const { partition } of Object.values(write.content.indexes ?? {})) note(partition);
        if (write.kind !== "check") wrote.push(write.key.partition);
      }
      return store.transact(writes);
    },
  };
}

/** An org in which every tenant has an event hook, as if all of them shared it: to touch another's is to reach it. */
function orgInspector(tenantId: string, { reached }: Seen): OrgInspector {
  reached.add(tenantId);
  const hookNamed = (tenant: Tenant): EventHook => ({
    ...{ id: tenant, name: `Mastery ${tenant}`, url: `https://mastery.example/v1/hooks/okta/${hookOf(tenant)}` },
    ...{ active: true, verified: true, eventTypes: [] },
  });
  const hooks = new Map<string, EventHook>(TENANTS.map((tenant) => [tenant, hookNamed(tenant)]));
  const touch = (id: string): EventHook => {
    reached.add(id);
    return hooks.get(id)!;
  };
  return {
    credential: { kind: "token" },
    neededScopes: new Map(),
    probes: [],
    hooks: {
      eventTypes: [],
      maxLive: 10,
      list: async () => [...hooks.values()],
      read: async (id) => touch(id),
      create: async () => touch(tenantId),
      replace: async (id) => touch(id),
      activate: async (id) => void touch(id),
      verify: async (id) => void touch(id),
      remove: async (id) => {
        touch(id);
        hooks.delete(id);
      },
    },
    identify: async () => ({ hosts: [orgOf(tenantId as Tenant)] }),
    requestScope: async () => {},
    probe: async () => undefined,
    ownRoles: async () => ["SUPER_ADMIN"],
    userAttributes: async () => [],
    groupRules: async () => [],
    tokenIdOf: async () => undefined,
  };
}
