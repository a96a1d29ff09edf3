import { describe, expect, it } from "vitest";
import { putPerson, readPerson } from "../../../src/stores/people.ts";
import { accountOf, type Office, openOffice, tenantConfig } from "./office.ts";

const BOSS = "boss@acme.example";
const ZOE = {
  tenantId: "acme",
  reason: "new",
  orderedBy: "op",
  given: "Zoe",
  family: "Roe",
  email: "zoe@acme.example",
};
const CONTRACT = { ...ZOE, workerType: "contingent" as const, endDate: "2026-09-30" as never, sponsor: BOSS };

async function open(config = {}): Promise<Office> {
  const office = openOffice();
  await office.apply(tenantConfig(config));
  office.accounts.set("00uBBBBBBBBBBBBBBBBB", accountOf("00uBBBBBBBBBBBBBBBBB", BOSS));
  return office;
}

const peopleIn = async (office: Office) => (await office.call("person.list", {})).people;

it("engages somebody of whom nobody has heard, as a person without an account", async () => {
  const office = await open();
  const input = { ...ZOE, manager: BOSS, title: "Clerk", startDate: "2026-04-01" as never, set: { division: "East" } };
  const { order, personKey, recorded } = await office.call("person.hire", input);
  expect(recorded).toBe(true);
  const person = (await readPerson(office.deps.store, "acme", personKey))!.value;
  expect(person).toMatchObject({ phase: "provisional", links: [], orders: [order] });
  expect(order.engagement).toEqual({
    workerType: "employee",
    login: "zoe@acme.example",
    startDate: "2026-04-01",
    profile: {
      firstName: "Zoe",
      lastName: "Roe",
      email: "zoe@acme.example",
      managerId: BOSS,
      title: "Clerk",
      division: "East",
    },
  });
  expect(office.assessments.map(({ body }) => body)).toEqual([{ schemaVersion: 1, tenantId: "acme", personKey }]);
  const { audit } = await office.call("person.show", { who: personKey });
  expect(audit.entries.map(({ kind, by }) => [kind, by])).toEqual([["ordered", "op"]]);
});

it("is one person when the same is ordered twice, also at the same moment and in other case", async () => {
  const office = await open();
  const both = await Promise.all([office.call("person.hire", ZOE), office.call("person.hire", ZOE)]);
  expect(new Set(both.map(({ personKey }) => personKey)).size).toBe(1);
  expect(both.map(({ recorded }) => recorded).toSorted()).toEqual([false, true]);
  office.pass(60_000);
  expect((await office.call("person.hire", ZOE)).recorded).toBe(false);
  expect(await peopleIn(office)).toHaveLength(1);
});

it("refuses another engagement under a login that is taken", async () => {
  const office = await open();
  const { order } = await office.call("person.hire", ZOE);
  const other = office.call("person.hire", { ...ZOE, login: "ZOE@acme.example", given: "Zora" });
  await expect(other).rejects.toMatchObject({ name: "StateChanged", message: expect.stringContaining(order.id) });
});

it("a hire that was withdrawn leaves the login to the same person's next one", async () => {
  const office = await open();
  const { order, personKey } = await office.call("person.hire", ZOE);
  await office.call("orders.withdraw", { tenantId: "acme", orderId: order.id, reason: "no", by: "op" });
  expect(await office.call("person.hire", { ...ZOE, given: "Zora" })).toMatchObject({ personKey, recorded: true });
});

it("a login that its former owner has given up goes to somebody else", async () => {
  const office = await open();
  const { personKey } = await office.call("person.hire", ZOE);
  const { store } = office.deps;
  const read = (await readPerson(store, "acme", personKey))!;
  const links = [{ provider: "okta" as const, id: "00uZZZZZZZZZZZZZZZZZ" }];
  await store.transact([putPerson("acme", { ...read.value, links, phase: "left" }, read)]);
  office.accounts.set("00uZZZZZZZZZZZZZZZZZ", accountOf("00uZZZZZZZZZZZZZZZZZ", "zoe.smith@acme.example"));
  const other = await office.call("person.hire", { ...ZOE, family: "Young" });
  expect(other.recorded).toBe(true);
  expect(other.personKey).not.toBe(personKey);
});

it("moves the first day with a date, and not beyond the last one", async () => {
  const office = await open();
  const { order } = await office.call("person.hire", { ...CONTRACT, startDate: "2026-04-01" as never });
  const move = { tenantId: "acme", orderId: order.id, reason: "later", by: "op" };
  const moved = await office.call("orders.change", { ...move, at: "2026-04-15" });
  expect(moved.order).toMatchObject({ engagement: { startDate: "2026-04-15", endDate: "2026-09-30" } });
  await expect(office.call("orders.change", { ...move, at: "2026-10-01" })).rejects.toThrow(/last one/);
  await expect(office.call("orders.change", { ...move, at: "now" })).rejects.toThrow(/date/);
});

it("takes an account up that is there, and gives it an end and a sponsor", async () => {
  const office = await open();
  office.accounts.set("00uZZZZZZZZZZZZZZZZZ", accountOf("00uZZZZZZZZZZZZZZZZZ", ZOE.email));
  const { personKey } = await office.call("person.hire", CONTRACT);
  const { person } = await office.call("person.show", { who: "00uZZZZZZZZZZZZZZZZZ" });
  expect(person).toMatchObject({ key: personKey, orders: [{ kind: "hire" }] });
  const extension = await office.call("person.change", { ...CONTRACT_CHANGE, who: personKey });
  expect(extension.order).toMatchObject({ endDate: "2026-12-31", changes: {} });
});
it("extends a contract whose last day has blocked its person, unless a leave by name holds", async () => {
  const office = await open();
  office.accounts.set("00uZZZZZZZZZZZZZZZZZ", accountOf("00uZZZZZZZZZZZZZZZZZ", ZOE.email));
  const { personKey } = await office.call("person.hire", CONTRACT);
  const block = async (phase: "blocked" | "left") => {
    const read = (await readPerson(office.deps.store, "acme", personKey))!;
    await office.deps.store.transact([putPerson("acme", { ...read.value, phase }, read)]);
  };
  const extension = { ...CONTRACT_CHANGE, who: personKey };
  const refused = { name: "StateChanged", message: expect.stringMatching(/would never be carried out/) };
  await office.call("person.leave", { tenantId: "acme", reason: "r", orderedBy: "op", who: personKey });
  await block("blocked");
  await expect(office.call("person.change", extension)).rejects.toMatchObject(refused);
  const { orders } = await office.call("orders.list", { who: personKey });
  const leave = orders.find(({ order: { kind } }) => kind === "leave")!.order;
  await office.call("orders.withdraw", { tenantId: "acme", orderId: leave.id, by: "op", reason: "mistaken" });
  const { endDate: _end, ...rest } = extension;
  await expect(office.call("person.change", { ...rest, title: "Lead" })).rejects.toMatchObject(refused);
  expect(await office.call("person.change", extension)).toMatchObject({ recorded: true });
  await block("left");
  await expect(office.call("person.change", { ...extension, endDate: "2027-01-31" as never })).rejects.toMatchObject(
    refused,
  );
});
const CONTRACT_CHANGE = { tenantId: "acme", reason: "goes on", orderedBy: "op", endDate: "2026-12-31" as never };

it.each(["known", "unknown"])("refuses an account that a directory sources, its person being %s", async (how) => {
  const office = await open();
  const sourced = accountOf("00uZZZZZZZZZZZZZZZZZ", ZOE.email, { credentialProvider: "ACTIVE_DIRECTORY" });
  office.accounts.set(sourced.id, sourced);
  if (how === "known") await office.hire(sourced.id);
  await expect(office.call("person.hire", ZOE)).rejects.toMatchObject({ name: "AuthorityRefused" });
});

it.each([
  [{ workerType: "contingent" }, /last day/],
  [{ startDate: "2026-05-01", endDate: "2026-04-01" }, /before the first/],
  [{ endDate: "2026-02-01" }, /over already/],
  [{ sponsor: "nobody@acme.example" }, /no account/],
  [{ set: { login: "x" } }, /flag of its own/],
  [{ email: "zoe" }, /e-mail/],
])("is refused when it says %j", async (given, why) => {
  const office = await open();
  const hire = office.call("person.hire", { ...ZOE, ...given } as never);
  await expect(hire).rejects.toMatchObject({ name: "InvalidInput", message: expect.stringMatching(why) });
  expect(await peopleIn(office)).toEqual([]);
});

describe("where another system says who works there", () => {
  it.each(["ad", "m365"])("nobody is hired in a tenant that %s masters", async (mode) => {
    const office = await open({ mode });
    await expect(office.call("person.hire", CONTRACT)).rejects.toMatchObject({ name: "AuthorityRefused" });
  });
  it("HR's employees are refused, and those whom it does not hold need a sponsor and a last day", async () => {
    const office = await open({ mode: "hr" });
    await expect(office.call("person.hire", { ...ZOE, sponsor: BOSS })).rejects.toThrow(/enter the employee in the HR/);
    const { sponsor: _none, ...alone } = CONTRACT;
    await expect(office.call("person.hire", alone)).rejects.toThrow(/--sponsor/);
    expect((await office.call("person.hire", CONTRACT)).recorded).toBe(true);
  });
  it("whom an order engaged leaves and is absent by order", async () => {
    const office = await open({ mode: "hr" });
    const { personKey } = await office.call("person.hire", CONTRACT);
    const order = { tenantId: "acme", who: personKey, reason: "r", orderedBy: "op", at: "2026-05-01" };
    expect(await office.call("person.leave", order)).toMatchObject({ order: { kind: "leave" } });
    expect(await office.call("person.change", { ...order, title: "Lead" })).toMatchObject({ recorded: true });
  });
});
