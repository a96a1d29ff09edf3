import { beforeAll, expect, it } from "vitest";
import { definition as assessPerson } from "../../functions/assess-person.ts";
import { definition as blockSignIn } from "../../functions/block-sign-in.ts";
import { definition as ingest } from "../../functions/ingest-okta-hook.ts";
import { definition as recordRun } from "../../functions/record-run.ts";
import { definition as releasePerson } from "../../functions/release-person.ts";
import type { HttpDefinition, StepDefinition } from "../../src/lambda/definition.ts";
import type { Deps } from "../../src/lambda/deps.ts";
import { indexPartitions, keys } from "../../src/stores/keys.ts";
import { executionName, readMailbox, takeLease } from "../../src/stores/mailbox.ts";
import { readPerson } from "../../src/stores/people.ts";
import { forTenant } from "../../src/stores/tenant-store.ts";
import { wake } from "../../src/stores/wake.ts";
import { NOW, type Office, openOffice, outboxOf, tenantConfig } from "../unit/api/office.ts";

/** The second begins with the first's name, and the third is what a person key looks like. */
const TENANTS = ["acme", "acme-2", "p-acme"] as const;
type Tenant = (typeof TENANTS)[number];

interface Crossing {
  readonly from: Tenant;
  readonly to: Tenant;
}

const CROSSINGS: readonly Crossing[] = TENANTS.flatMap((from) =>
  TENANTS.filter((to) => to !== from).map((to) => ({ from, to })),
);

let office: Office;
/** One person of each tenant, with a run that is under way. */
const people = new Map<Tenant, string>();
const hookOf = (tenant: Tenant): string => `${tenant}.0123456789abcdef0123456789abcdef`;
const secretOf = (tenant: Tenant): string => `the-secret-of-the-hook-of-${tenant}`;
const messageOf = (tenant: Tenant): string => `${tenant}-message`;
const personOf = (tenant: Tenant): string => people.get(tenant) ?? "";
const executionOf = (tenant: Tenant): string => executionName(tenant, personOf(tenant), 1);

beforeAll(async () => {
  office = openOffice();
  for (const id of TENANTS) {
    const okta = { orgUrl: `https://${id}.okta.com`, auth: { type: "token", token: { secret: `${id}-token` } } };
    const hook = { id: hookOf(id), secret: { secret: `${id}-hook` } };
    const file = JSON.stringify(tenantConfig({ id, okta: { ...okta, hook } }));
    await office.call("tenant.apply", { file: `${id}.json`, text: file, secrets: { [`${id}-hook`]: secretOf(id) } });
    const personKey = await office.hire(`00u${id.replaceAll("-", "").padEnd(17, "0")}`, id);
    people.set(id, personKey);
    const store = forTenant(office.deps.store, id);
    await wake(store, { tenantId: id, personKey, priority: 1, now: NOW });
    await takeLease(store, id, personKey, NOW);
    await office.record({ tenantId: id, personKey, seq: 1, status: "running" });
    const note = { key: messageOf(id), to: "desk@msp.example", template: "hold", subject: "Held", text: "-" } as const;
    await outboxOf(office.deps, id).send(note);
  }
});

/** Every entry by which a word of one tenant could reach the other; each must refuse, and say so. */
const ENTRIES: Readonly<Record<string, (crossing: Crossing) => Promise<unknown>>> = {
  "hook: another tenant's secret": async ({ from, to }) => requireStatus(await deliver(hookOf(to), secretOf(from))),
  "hook: another tenant's id with one's own random digits": async ({ from, to }) =>
    requireStatus(await deliver(hookOf(to).replace("0123", "3210"), secretOf(from))),
  "person.show by person key": ({ from, to }) => office.call("person.show", { tenantId: from, who: personOf(to) }),
  "person.leave by person key": ({ from, to }) =>
    office.call("person.leave", { tenantId: from, who: personOf(to), reason: "left", orderedBy: "ops" }),
  "simulate by person key": ({ from, to }) => office.call("simulate", { tenantId: from, who: personOf(to) }),
  "executions.show with one's own name before it": ({ from, to }) =>
    office.call("executions.show", { execution: executionName(from, personOf(to), 1) }),
  "executions.rerun with one's own name before it": ({ from, to }) =>
    office.call("executions.rerun", { execution: executionName(from, personOf(to), 1), requestedBy: "ops" }),
  "outbox.take": ({ from, to }) => office.call("outbox.take", { tenantId: from, key: messageOf(to), takenBy: "ops" }),
  "secret.remove": ({ from, to }) => office.call("secret.remove", { tenantId: from, name: `${to}-hook`, by: "ops" }),
  "store: get": ({ from, to }) => fenced(from).get(keys.person(to, personOf(to))),
  "store: query": ({ from, to }) => fenced(from).query(keys.personPartition(to, personOf(to))),
  "store: query an index": ({ from, to }) => fenced(from).queryIndex("listing", indexPartitions.people(to)),
  "store: put": ({ from, to }) =>
    fenced(from).transact([
      { kind: "put", key: keys.person(to, "p-new"), content: { value: { schemaVersion: 1 } }, when: "absent" },
    ]),
  "store: put into another's index": ({ from, to }) =>
    fenced(from).transact([
      {
        kind: "put",
        key: keys.person(from, "p-new"),
        content: {
          value: { schemaVersion: 1 },
          indexes: { listing: { partition: indexPartitions.people(to), sort: "p-new" } },
        },
        when: "absent",
      },
    ]),
  "store: delete": ({ from, to }) =>
    fenced(from).transact([{ kind: "delete", key: keys.person(to, personOf(to)), when: { version: 1 } }]),
  "step: write to Okta for another's execution": ({ from, to }) => step(blockSignIn, { from, to }),
  "step: another's run recorded as done": ({ from, to }) => step(recordRun, { from, to }),
  "step: another's lease given up": async ({ from, to }) => {
    const { released } = (await step(releasePerson, { from, to })) as { released: boolean };
    if (!released) throw new Error("it is not released");
  },
  "queue: another's person to assess": async ({ from, to }) => {
    const before = office.assessments.length;
    const body = { schemaVersion: 1, tenantId: from, personKey: personOf(to) };
    await (assessPerson as { run: (body: unknown, deps: Deps) => Promise<void> }).run(body, office.deps);
    const stranger = await readMailbox(forTenant(office.deps.store, from), from, personOf(to));
    if (stranger === undefined && office.assessments.length === before) throw new Error("nothing was begun");
  },
};

const fenced = (tenant: Tenant) => forTenant(office.deps.store, tenant);

const deliver = (hookId: string, secret: string) =>
  (ingest as HttpDefinition<Deps>).run(
    {
      method: "POST",
      headers: { authorization: secret, "content-type": "application/json" },
      pathParameters: { hookId },
      body: Buffer.from(JSON.stringify({ eventType: "com.okta.event_hook", data: { events: [] } })),
    },
    office.deps,
  );

function requireStatus({ status }: { readonly status: number }): void {
  if (status === 401) throw new Error("refused with 401");
}

const step = (definition: unknown, { from, to }: Crossing): Promise<unknown> =>
  (definition as StepDefinition<Deps>).run(
    { schemaVersion: 1, tenantId: from, personKey: personOf(to), seq: 1, execution: executionOf(to) },
    office.deps,
  );

it.each(Object.keys(ENTRIES))("refuses every tenant that comes for another: %s", async (entry) => {
  for (const crossing of CROSSINGS)
    await expect(ENTRIES[entry]?.(crossing), `${crossing.from} to ${crossing.to}`).rejects.toThrow();
});

it("lets every tenant into what is its own by the same entries", async () => {
  for (const tenant of TENANTS) {
    expect((await deliver(hookOf(tenant), secretOf(tenant))).status).toBe(204);
    expect((await office.call("person.show", { tenantId: tenant, who: personOf(tenant) })).tenantId).toBe(tenant);
    expect(await fenced(tenant).get(keys.person(tenant, personOf(tenant)))).toBeDefined();
    expect((await office.call("executions.show", { execution: executionOf(tenant) })).run.tenantId).toBe(tenant);
  }
});

it("has changed nothing of anybody by all these attempts, and prints the matrix", async () => {
  for (const tenant of TENANTS) {
    const store = fenced(tenant);
    expect((await readPerson(store, tenant, personOf(tenant)))?.value).toMatchObject({
      phase: "provisional",
      orders: [],
    });
    expect((await readMailbox(store, tenant, personOf(tenant)))?.value.lease?.execution).toBe(executionOf(tenant));
    const { messages } = await office.call("outbox.list", { tenantId: tenant });
    expect(messages.map(({ key }) => key)).toEqual([messageOf(tenant)]);
    const { people: own } = await office.call("person.list", { tenantId: tenant });
    expect(own.map(({ key }) => key)).toEqual([personOf(tenant)]);
  }
  const rows = Object.keys(ENTRIES).map((entry) => `  ${CROSSINGS.length} crossings refused: ${entry}`);
  console.log([`${rows.length * CROSSINGS.length} crossings, each refused:`, ...rows].join("\n"));
});
