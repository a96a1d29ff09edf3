import { describe, expect, it } from "vitest";
import type { Person } from "../../../src/domain/person.ts";
import { keys } from "../../../src/stores/keys.ts";
import { readMailbox } from "../../../src/stores/mailbox.ts";
import { putPerson, readPerson } from "../../../src/stores/people.ts";
import { accountOf, NOW, type Office, openOffice, tenantConfig } from "./office.ts";

const ANA = "00uAAAAAAAAAAAAAAAAA";
const LOGIN = "ana.silva@acme.example";
const order = { tenantId: "acme", reason: "dismissed", orderedBy: "op" };

async function openWithAna() {
  const office = openOffice();
  await office.apply();
  office.accounts.set(ANA, accountOf(ANA, LOGIN));
  return office;
}

async function changePerson(office: Office, personKey: string, changes: Partial<Person>): Promise<void> {
  const read = (await readPerson(office.deps.store, "acme", personKey))!;
  await office.deps.store.transact([putPerson("acme", { ...read.value, ...changes }, read)]);
}

it("finds a person by key, by Okta id and by login", async () => {
  const office = await openWithAna();
  const key = await office.hire(ANA);
  for (const who of [key, ANA, LOGIN]) {
    const shown = await office.call("person.show", { who });
    expect(shown.person.key).toBe(key);
    expect(shown.account).toEqual({ read: "yes", id: ANA, status: "ACTIVE" });
  }
});

it("creates nobody by looking", async () => {
  const office = await openWithAna();
  await expect(office.call("person.show", { who: LOGIN })).rejects.toMatchObject({ name: "NotFound" });
  expect((await office.call("person.list", {})).people).toEqual([]);
});

it("shows what is stored when the directory does not answer", async () => {
  const office = await openWithAna();
  const key = await office.hire(ANA);
  office.directory.down = true;
  const { account, person } = await office.call("person.show", { who: key });
  expect(person.key).toBe(key);
  expect(account).toMatchObject({ read: "failed", error: "ProviderUnavailable" });
});

it("asks for the tenant when several directories could hold a login", async () => {
  const office = await openWithAna();
  await office.apply(tenantConfig({ id: "zenith" }));
  await expect(office.call("person.show", { who: LOGIN })).rejects.toThrow(/--tenant/);
});

it("records an order for an account that nobody has met yet, and asks for a look without delay", async () => {
  const office = await openWithAna();
  const leave = await office.call("person.leave", { ...order, who: LOGIN, ticket: "T-1" });
  expect(leave).toMatchObject({ tenantId: "acme", recorded: true, holdsNow: true });
  const person = (await readPerson(office.deps.store, "acme", leave.personKey))!.value;
  expect(person.links).toEqual([{ provider: "okta", id: ANA }]);
  expect(person.orders).toEqual([leave.order]);
  expect(leave.order).toMatchObject({ kind: "leave", at: NOW, reason: "dismissed", ticket: "T-1", orderedBy: "op" });
  expect(office.assessments).toEqual([
    { body: { schemaVersion: 1, tenantId: "acme", personKey: leave.personKey }, group: "acme" },
  ]);
  const { audit } = await office.call("person.show", { who: leave.personKey });
  expect(audit.sound).toBe(true);
  expect(audit.entries.map(({ kind, by }) => [kind, by])).toEqual([["ordered", "op"]]);
});

it("puts an ordered leaver before everybody else", async () => {
  const office = await openWithAna();
  const { personKey } = await office.call("person.leave", { ...order, who: ANA });
  expect((await readMailbox(office.deps.store, "acme", personKey))!.value).toMatchObject({ wanted: 1, priority: 0 });
});

it.each([
  ["2026-03-31", "2026-03-31T22:00:00.000Z", "a date means the end of that day in the tenant's zone"],
  ["2026-03-28", "2026-03-28T23:00:00.000Z", "before the clocks change the same rule gives another offset"],
  ["2026-03-31T17:00:00+02:00", "2026-03-31T15:00:00.000Z", "an instant is taken as it is"],
])("reads --at %s as %s: %s", async (at, instant) => {
  const office = await openWithAna();
  const leave = await office.call("person.leave", { ...order, who: ANA, at });
  expect(leave).toMatchObject({ holdsNow: false, order: { at: instant } });
});

it.each(["tomorrow", "2026-03-31T17:00:00", "31/03/2026", ""])("refuses --at %o, and records nothing", async (at) => {
  const office = await openWithAna();
  await expect(office.call("person.leave", { ...order, who: ANA, at })).rejects.toMatchObject({ name: "InvalidInput" });
  expect((await office.call("person.list", {})).people).toEqual([]);
});

it("takes a date of last month for meant, and one of another year for mistyped: nobody is out by a typo", async () => {
  const office = await openWithAna();
  const typed = office.call("person.leave", { ...order, who: ANA, at: "2025-03-31" });
  await expect(typed).rejects.toThrow(/lies 3\d\d days back: is the year right\? .* leave --at out$/);
  expect((await office.call("person.list", {})).people).toEqual([]);
  expect((await office.call("person.leave", { ...order, who: ANA, at: "2026-02-20" })).recorded).toBe(true);
});

it("takes the same leave for the same day once", async () => {
  const office = await openWithAna();
  const first = await office.call("person.leave", { ...order, who: ANA, at: "2026-03-31" });
  office.pass(60_000);
  const second = await office.call("person.leave", { ...order, who: LOGIN, at: "2026-03-31" });
  expect(second).toMatchObject({ recorded: false, order: { id: first.order.id } });
  const other = await office.call("person.leave", { ...order, who: ANA, at: "2026-03-20" });
  expect(other.recorded).toBe(true);
  expect((await readPerson(office.deps.store, "acme", first.personKey))!.value.orders).toHaveLength(2);
});

describe.each(["ad", "hr", "m365"])("in a tenant that %s masters", (mode) => {
  it("refuses a leave for a later day, with the right place", async () => {
    const office = await openWithAna();
    await office.apply(tenantConfig({ mode }));
    await expect(office.call("person.leave", { ...order, who: ANA, at: "2026-03-31" })).rejects.toMatchObject({
      name: "AuthorityRefused",
      message: expect.stringMatching(/nothing was ordered.*(Active Directory|HR system|Microsoft 365)/s),
    });
    expect((await office.call("person.list", {})).people).toEqual([]);
    expect(office.assessments).toEqual([]);
  });
  it("contains instead of a leave that is urgent, once, and says where to end the account", async () => {
    const office = await openWithAna();
    await office.apply(tenantConfig({ mode }));
    const contained = await office.call("person.leave", { ...order, who: ANA });
    expect(contained).toMatchObject({ recorded: true, order: { kind: "contain" } });
    expect(contained.endIn?.rightPlace).toMatch(/Active Directory|HR system|Microsoft 365/);
    office.pass(60_000);
    const again = await office.call("person.leave", { ...order, who: ANA });
    expect(again).toMatchObject({ recorded: false, order: { id: contained.order.id } });
  });
});

async function markLeft(office: Office, personKey: string): Promise<void> {
  await changePerson(office, personKey, { phase: "left", leftAt: NOW });
}

it("refuses a leave for somebody who has left, so that no order waits for a rehire", async () => {
  const office = await openWithAna();
  const key = await office.hire(ANA);
  await markLeft(office, key);
  office.accounts.set(ANA, accountOf(ANA, LOGIN, { status: "DEPROVISIONED" }));
  const leave = office.call("person.leave", { ...order, who: key });
  await expect(leave).rejects.toMatchObject({ name: "StateChanged", message: expect.stringContaining("has left") });
  expect((await readPerson(office.deps.store, "acme", key))!.value.orders).toEqual([]);
});

it.each(["lives again", "cannot be read"])(
  "takes a leave for somebody who has left when the account %s",
  async (how) => {
    const office = await openWithAna();
    const key = await office.hire(ANA);
    await markLeft(office, key);
    office.directory.down = how === "cannot be read";
    expect((await office.call("person.leave", { ...order, who: key })).recorded).toBe(true);
  },
);

it("refuses an order without a reason", async () => {
  const office = await openWithAna();
  await expect(office.call("person.leave", { ...order, reason: "  ", who: ANA })).rejects.toThrow(/reason/);
});

it("lists held people first", async () => {
  const office = await openWithAna();
  const keysInOrder = [await office.hire(ANA), await office.hire("00uBBBBBBBBBBBBBBBBB")].sort();
  const last = keysInOrder[1]!;
  await changePerson(office, last, { hold: { code: "guard", reason: "too many", todo: "look", since: NOW } });
  const { people } = await office.call("person.list", {});
  expect(people.map(({ key, hold: held }) => [key, held?.code])).toEqual([
    [last, "guard"],
    [keysInOrder[0], undefined],
  ]);
});

it("notices an audit trail that was changed", async () => {
  const office = await openWithAna();
  const { personKey } = await office.call("person.leave", { ...order, who: ANA });
  const key = keys.audit("acme", personKey, 1);
  const item = (await office.deps.store.get(key))!;
  const value = { ...item.value, by: "somebody else" };
  await office.deps.store.transact([{ kind: "put", key, content: { value }, when: { version: item.version } }]);
  const { audit } = await office.call("person.show", { who: personKey });
  expect(audit).toMatchObject({ sound: false, firstBroken: 1 });
});

it("neither lists nor counts whoever turned out to be another person", async () => {
  const office = await openWithAna();
  const [key, other] = [await office.hire(ANA), await office.hire("00uBBBBBBBBBBBBBBBBB")];
  const hold = { code: "disputed-account", reason: "two", todo: "look", since: NOW };
  await changePerson(office, key, { mergedInto: other, links: [], hold });
  expect((await office.call("person.list", {})).people.map((person) => person.key)).toEqual([other]);
  const [tenant] = (await office.call("status", {})).tenants;
  expect(tenant).toMatchObject({ held: [], people: { provisional: 1 } });
});
