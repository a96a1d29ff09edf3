import { expect, it } from "vitest";
import type { Instant } from "../../../src/domain/time.ts";
import { dueItemWrites } from "../../../src/stores/due-items.ts";
import { keys } from "../../../src/stores/keys.ts";
import { putPerson, readPerson } from "../../../src/stores/people.ts";
import { putRecord } from "../../../src/stores/record.ts";
import { wake } from "../../../src/stores/wake.ts";
import { accountOf, NOW, openOffice, tenantConfig } from "./office.ts";

const ANA = "00uAAAAAAAAAAAAAAAAA";
const BEN = "00uBBBBBBBBBBBBBBBBB";

async function openWithAna() {
  const office = openOffice();
  await office.apply();
  office.accounts.set(ANA, accountOf(ANA, "ana@acme.example"));
  return office;
}

it("counts people by phase, ready people and failures of the past day, tenants with trouble first", async () => {
  const office = await openWithAna();
  await office.apply(tenantConfig({ id: "zenith" }));
  const key = await office.hire(ANA, "zenith");
  await wake(office.deps.store, { tenantId: "zenith", personKey: key, priority: 1, now: NOW });
  await office.record({
    tenantId: "zenith",
    personKey: key,
    seq: 1,
    status: "failed",
    startedAt: "2026-02-20T09:00:00.000Z" as Instant,
  });
  await office.record({ tenantId: "zenith", personKey: key, seq: 2, status: "failed" });
  const { tenants, deadLetters } = await office.call("status", {});
  expect(tenants.map(({ tenantId }) => tenantId)).toEqual(["zenith", "acme"]);
  expect(tenants[0]).toMatchObject({
    people: { provisional: 1, joined: 0 },
    ready: 1,
    inFlight: 0,
    failedIn24h: [`zenith-${key}-2`],
    lastLookAt: NOW,
  });
  expect(deadLetters).toBeUndefined();
});

it("names the tasks that nobody did in time, and shows their tenant before those without trouble", async () => {
  const office = await openWithAna();
  await office.apply(tenantConfig({ id: "zenith" }));
  const { store } = office.deps;
  const key = await office.hire(ANA, "zenith");
  const person = await readPerson(store, "zenith", key);
  await store.transact([putPerson("zenith", { ...person!.value, phase: "leaving", label: "Ana Silva" }, person)]);
  const task = { schemaVersion: 1, instructions: "…", owner: "it@zenith.example", status: "open", raisedAt: NOW };
  await store.transact([
    putRecord(
      keys.task("zenith", key, "mailbox"),
      { ...task, key: "mailbox", title: "Mailbox", dueAt: NOW },
      undefined,
    ),
    putRecord(
      keys.task("zenith", key, "laptop"),
      { ...task, key: "laptop", title: "Laptop", dueAt: "2026-03-09T09:00:00.000Z" },
      undefined,
    ),
  ]);
  office.pass(60_000);
  const { tenants } = await office.call("status", {});
  expect(tenants.map(({ tenantId }) => tenantId)).toEqual(["zenith", "acme"]);
  expect(tenants[0]).toMatchObject({
    openTasks: 2,
    overdueTasks: 1,
    overdue: [{ personKey: key, label: "Ana Silva", title: "Mailbox", owner: "it@zenith.example", dueAt: NOW }],
  });
});

it("counts dead letters where somebody can say", async () => {
  const office = openOffice({ deadLetters: async () => 3 });
  expect((await office.call("status", {})).deadLetters).toBe(3);
});

it("shows what becomes due next in each tenant, and leaves it where it is", async () => {
  const office = await openWithAna();
  const key = await office.hire(ANA);
  const due = [
    { at: "2026-03-20T09:00:00.000Z" as Instant, kind: "deactivate" as const, why: "grace" },
    { at: "2026-03-10T09:00:00.000Z" as Instant, kind: "end" as const, why: "end date" },
  ];
  await office.deps.store.transact(await dueItemWrites(office.deps.store, "acme", key, due));
  for (let time = 0; time < 2; time += 1) {
    const { tenants } = await office.call("status", {});
    expect(tenants[0]?.dueNext).toEqual({
      at: "2026-03-10T09:00:00.000Z",
      kind: "end",
      personKey: key,
      why: "end date",
    });
  }
});

it("decides without storing anything: no person, no run, no message", async () => {
  const office = await openWithAna();
  const account = accountOf(BEN, "ben@acme.example", {
    status: "STAGED",
    created: "2026-03-02T10:00:00.000Z" as Instant,
  });
  office.accounts.set(BEN, account);
  office.pass(7_200_000);
  const { people, failed } = await office.call("simulate", { who: "ben@acme.example" });
  expect(failed).toEqual([]);
  expect(people).toHaveLength(1);
  expect(people[0]).toMatchObject({ tenantId: "acme", accountId: BEN, accountStatus: "STAGED" });
  expect(people[0]?.personKey).toBeUndefined();
  expect(people[0]?.decision.flow === "joiner" || people[0]?.decision.hold !== undefined).toBe(true);
  expect((await office.call("person.list", {})).people).toEqual([]);
  expect(office.assessments).toEqual([]);
});

it("shows what an order leads to before it is carried out", async () => {
  const office = await openWithAna();
  await office.call("person.leave", { tenantId: "acme", who: ANA, reason: "left", orderedBy: "op" });
  const { people } = await office.call("simulate", {});
  expect(people[0]?.decision.flow).toBe("leaver");
  expect(people[0]?.decision.operations.map(({ kind }) => kind)).toContain("deactivate");
  expect((await office.call("executions.list", { unchanged: true })).executions).toEqual([]);
});

it("names who could not be looked at and goes on", async () => {
  const office = await openWithAna();
  const key = await office.hire(ANA);
  office.directory.down = true;
  const { people, failed } = await office.call("simulate", {});
  expect(people).toEqual([]);
  expect(failed).toEqual([
    { tenantId: "acme", personKey: key, error: "ProviderUnavailable", message: "Okta does not answer" },
  ]);
});
