import { expect, it } from "vitest";
import { KNOWN_ROOTS, rootOf } from "../../../src/api/tenant-data.ts";
import { openSqliteItemStore } from "../../../src/local/sqlite-item-store.ts";
import type { ItemStore, Write } from "../../../src/ports/item-store.ts";
import { auditWrites } from "../../../src/stores/audit.ts";
import { dueItemWrites } from "../../../src/stores/due-items.ts";
import { recordEvent } from "../../../src/stores/events.ts";
import { readHook } from "../../../src/stores/hooks.ts";
import { keys } from "../../../src/stores/keys.ts";
import { takeLease } from "../../../src/stores/mailbox.ts";
import { outboxSecretName } from "../../../src/stores/outbox-record.ts";
import { putRun } from "../../../src/stores/runs.ts";
import { wake } from "../../../src/stores/wake.ts";
import { HOOK, NOW, type Office, openOffice, outboxOf, tenantConfig } from "./office.ts";

async function openWithSecrets() {
  const office = openOffice();
  const text = JSON.stringify(tenantConfig());
  const secrets = { "okta-token": "t", "okta-hook": "knock" };
  await office.call("tenant.apply", { file: "acme.json", text, secrets });
  return office;
}

it("removes config, hook and secrets, and keeps people and their history", async () => {
  const office = await openWithSecrets();
  await office.apply(tenantConfig({ name: "Acme Limited" }));
  const personKey = await office.hire("00uAAAAAAAAAAAAAAAAA");
  const { execution } = await office.record({ personKey, seq: 1 });
  const removed = await office.call("tenant.remove", { tenantId: "acme" });
  expect(removed).toEqual({
    tenantId: "acme",
    done: true,
    removedHooks: 1,
    removedVersions: 2,
    removedSecrets: ["okta-token", "okta-hook"],
  });
  expect((await office.call("tenant.list", {})).tenants).toEqual([]);
  expect(await readHook(office.deps.store, HOOK)).toBeUndefined();
  expect(await office.deps.secrets.read("acme", "okta-token")).toBeUndefined();
  expect((await office.call("executions.show", { execution })).run.personKey).toBe(personKey);
});

it("can be undone by applying the file again, which finds the same people", async () => {
  const office = await openWithSecrets();
  const personKey = await office.hire("00uAAAAAAAAAAAAAAAAA");
  await office.call("tenant.remove", { tenantId: "acme" });
  expect(await office.apply()).toMatchObject({
    change: "new",
    configVersion: 1,
    missingSecrets: ["okta-token", "okta-hook"],
  });
  expect((await office.call("person.list", {})).people.map(({ key }) => key)).toEqual([personKey]);
});

it("removes nothing while an execution runs", async () => {
  const office = await openWithSecrets();
  const personKey = await office.hire("00uAAAAAAAAAAAAAAAAA");
  await wake(office.deps.store, { tenantId: "acme", personKey, priority: 1, now: NOW });
  await takeLease(office.deps.store, "acme", personKey, NOW);
  await expect(office.call("tenant.remove", { tenantId: "acme" })).rejects.toMatchObject({ name: "Conflict" });
  expect(await office.deps.secrets.read("acme", "okta-token")).toBe("t");
  expect((await office.call("tenant.list", {})).tenants).toHaveLength(1);
});

it("says so when there is no such tenant", async () => {
  await expect(openOffice().call("tenant.remove", { tenantId: "acme" })).rejects.toThrow(/no tenant acme/);
});

/** A person with one record of each kind, an event, and a message with a sealed link. */
async function furnish(office: Office, tenantId: string, accountId: string): Promise<string> {
  const { store, ids } = office.deps;
  const subject = { provider: "okta", id: accountId } as const;
  const hint = { schemaVersion: 1, tenantId, eventId: `e-${accountId}`, eventType: "user.lifecycle.create" } as const;
  const more = { source: "okta-hook", receivedAt: NOW, subject, priority: 1, own: false } as const;
  const { personKey = "" } = await recordEvent(store, { ...hint, ...more }, ids.personKey);
  const execution = `${tenantId}-${personKey}-1`;
  const run = {
    schemaVersion: 1,
    tenantId,
    personKey,
    seq: 1,
    status: "succeeded",
    startedAt: NOW,
    execution,
  } as const;
  const due = { kind: "start", at: NOW, why: "the start date" } as const;
  await store.transact([
    putRun(run, undefined),
    ...(await dueItemWrites(store, tenantId, personKey, [due])),
    ...(await auditWrites(store, tenantId, personKey, { at: NOW, kind: "looked", by: "system", detail: {} })),
  ]);
  const message = {
    key: `note-${accountId}`,
    to: "m@acme.example",
    template: "manager-welcome",
    subject: "Note",
    text: "Hello",
  } as const;
  await outboxOf(office.deps, tenantId).send({ ...message, secretLink: "https://acme.example/once" });
  return personKey;
}

/** A store that remembers every key that was ever put, so that what is left can be asked for. */
function remembering(store: ItemStore): ItemStore & { left(): Promise<readonly string[]> } {
  const puts = new Map<string, Extract<Write, { kind: "put" }>["key"]>();
  return {
    ...store,
    transact: async (writes) => {
      for (const write of writes) if (write.kind === "put") puts.set(JSON.stringify(write.key), write.key);
      return store.transact(writes);
    },
    left: async () => {
      const items = await Promise.all([...puts.values()].map((key) => store.get(key)));
      return items.flatMap((item) => (item ? [`${item.partition} ${item.sort}`] : []));
    },
  };
}

async function openFurnished() {
  const store = remembering(openSqliteItemStore({ path: ":memory:", now: () => NOW }));
  const office = openOffice({ store });
  for (const id of ["acme", "zenith"]) {
    const text = JSON.stringify(tenantConfig({ id }));
    await office.call("tenant.apply", { file: "t.json", text, secrets: { "okta-token": "t", "okta-hook": "knock" } });
  }
  await furnish(office, "acme", "00u1");
  await furnish(office, "acme", "00u2");
  await furnish(office, "zenith", "00u1");
  const left = async (id: string) => (await store.left()).filter((key) => key.startsWith(`TENANT#${id}#`));
  return { office, store, left };
}

it("removes all of a tenant's data when asked, to the last record, and nothing of another's", async () => {
  const { office, left } = await openFurnished();
  const others = await left("zenith");
  const removed = await office.call("tenant.remove", { tenantId: "acme", withData: true });
  expect(removed.removedData).toEqual({
    events: 2,
    outbox: 2,
    links: 2,
    people: 2,
    mailboxes: 2,
    runs: 2,
    "due-items": 2,
    // Two persons' lines and trails, and the tenant's own: two secrets set and removed.
    audit: 6,
    "audit-heads": 3,
  });
  expect(await left("acme")).toEqual([]);
  expect(await left("zenith")).toEqual(others);
  const link = outboxSecretName("note-00u1");
  expect(await office.deps.secrets.read("acme", link)).toBeUndefined();
  expect(await office.deps.secrets.read("zenith", link)).toBe("https://acme.example/once");
});

it("says clearly that a tenant is out of service, or gone, when it is removed again", async () => {
  const { office, left } = await openFurnished();
  await office.call("tenant.remove", { tenantId: "acme" });
  await expect(office.call("tenant.remove", { tenantId: "acme" })).rejects.toThrow(
    /out of service already.*--with-data/,
  );
  await office.call("tenant.remove", { tenantId: "acme", withData: true });
  expect(await left("acme")).toEqual([]);
  await expect(office.call("tenant.remove", { tenantId: "acme", withData: true })).rejects.toThrow(/no tenant acme/);
});

it("only says whether a tenant can be removed when that is what was asked", async () => {
  const { office, left } = await openFurnished();
  const before = await left("acme");
  const asked = await office.call("tenant.remove", { tenantId: "acme", withData: true, checkOnly: true });
  expect(asked).toMatchObject({ done: false, removedHooks: 0 });
  expect(await left("acme")).toEqual(before);
});

it("finishes a removal that died after any of its transactions", async () => {
  for (let dieAfter = 1; ; dieAfter += 1) {
    const { office, store, left } = await openFurnished();
    const transact = store.transact.bind(store);
    let commits = 0;
    store.transact = async (writes) => {
      if (commits >= dieAfter) throw new Error("the process died");
      commits += 1;
      return transact(writes);
    };
    const first = await office.call("tenant.remove", { tenantId: "acme", withData: true }).catch(() => "died");
    store.transact = transact;
    if (first === "died") await office.call("tenant.remove", { tenantId: "acme", withData: true });
    expect(await left("acme")).toEqual([]);
    if (first !== "died") return expect(dieAfter).toBeGreaterThan(5);
  }
});

it("keeps no key in a place that an export and a removal would not find", () => {
  const { tenantPrefix: _prefix, personPartition: _partition, sweepCursor: _shared, ...ofTenants } = keys;
  const roots = Object.values(ofTenants).map((keyOf) => {
    const key = (keyOf as (...parts: unknown[]) => { partition: string; sort: string })("acme", "a", 1, "b");
    return rootOf("acme", key);
  });
  expect(roots.filter((root) => !KNOWN_ROOTS.includes(root))).toEqual([]);
});

it("exports everything but secrets, and refuses a tenant of which there is nothing", async () => {
  const { office, left } = await openFurnished();
  const records: { readonly partition: string; readonly sort: string }[] = [];
  let after: string | undefined;
  do {
    const page = await office.call(
      "tenant.export",
      after === undefined ? { tenantId: "acme" } : { tenantId: "acme", after },
    );
    records.push(...page.records);
    expect(page.withheld).toEqual({ hooks: 1, secrets: ["okta-token", "okta-hook"] });
    after = page.next;
  } while (after !== undefined);
  const exported = records.map(({ partition, sort }) => `${partition} ${sort}`);
  const told = (await left("acme")).filter((key) => !/#(HOOK|SECRET)#/.test(key));
  expect(exported.sort()).toEqual([...told].sort());
  await expect(office.call("tenant.export", { tenantId: "nobody" })).rejects.toThrow(/no tenant nobody/);
});
