import { describe, expect, it } from "vitest";
import type { Person } from "../../../src/domain/person.ts";
import { putPerson, readPerson } from "../../../src/stores/people.ts";
import { accountOf, NOW, type Office, openOffice, tenantConfig } from "./office.ts";

const ANA = "00uAAAAAAAAAAAAAAAAA";
const BOSS = "boss@acme.example";
const order = { tenantId: "acme", reason: "because", orderedBy: "op" };
const amend = { tenantId: "acme", reason: "plans changed", by: "op2" };

async function openWithAna(config = {}): Promise<Office> {
  const office = openOffice();
  await office.apply(tenantConfig(config));
  office.accounts.set(ANA, accountOf(ANA, "ana@acme.example"));
  office.accounts.set("00uBBBBBBBBBBBBBBBBB", accountOf("00uBBBBBBBBBBBBBBBBB", BOSS));
  return office;
}

const personOf = async ({ deps }: Office, key: string): Promise<Person> =>
  (await readPerson(deps.store, "acme", key))!.value;

async function changePerson({ deps }: Office, key: string, changes: Partial<Person>): Promise<void> {
  const read = (await readPerson(deps.store, "acme", key))!;
  await deps.store.transact([putPerson("acme", { ...read.value, ...changes }, read)]);
}

const trailOf = async (office: Office, who: string) =>
  (await office.call("person.show", { who })).audit.entries.map(({ kind, by }) => [kind, by]);

describe("an order that is still to come", () => {
  it("is listed first, with who and why", async () => {
    const office = await openWithAna();
    await office.call("person.change", { ...order, who: ANA, title: "Lead", at: "2026-05-01" });
    const { order: leave } = await office.call("person.leave", { ...order, who: ANA, at: "2026-03-31", ticket: "T-1" });
    const { orders } = await office.call("orders.list", { who: ANA });
    expect(orders.map(({ state, order: { kind } }) => [state, kind])).toEqual([
      ["to come", "leave"],
      ["to come", "change"],
    ]);
    expect(orders[0]).toMatchObject({ timeZone: "Europe/Amsterdam", order: leave });
  });
  it("is moved, once, and the person is looked at", async () => {
    const office = await openWithAna();
    const { order: leave, personKey } = await office.call("person.leave", { ...order, who: ANA, at: "2026-03-31" });
    office.assessments.length = 0;
    const move = { ...amend, orderId: leave.id, at: "2026-04-30" };
    expect(await office.call("orders.change", move)).toMatchObject({
      changed: true,
      order: { at: "2026-04-30T22:00:00.000Z" },
    });
    expect(await office.call("orders.change", move)).toMatchObject({ changed: false });
    expect(await trailOf(office, personKey)).toEqual([
      ["ordered", "op"],
      ["order-changed", "op2"],
    ]);
    expect(office.assessments.map(({ body }) => body)).toContainEqual({
      schemaVersion: 1,
      tenantId: "acme",
      personKey,
    });
  });
  it("is withdrawn, once, and stays in the list", async () => {
    const office = await openWithAna();
    const { order: leave, personKey } = await office.call("person.leave", { ...order, who: ANA, at: "2026-03-31" });
    const withdrawal = { ...amend, orderId: leave.id };
    expect(await office.call("orders.withdraw", withdrawal)).toMatchObject({ changed: true });
    expect(await office.call("orders.withdraw", withdrawal)).toMatchObject({ changed: false });
    expect((await personOf(office, personKey)).orders[0]?.withdrawn).toEqual({
      by: "op2",
      at: NOW,
      reason: amend.reason,
    });
    expect((await office.call("orders.list", {})).orders.map(({ state }) => state)).toEqual(["withdrawn"]);
    await expect(office.call("orders.change", { ...withdrawal, at: "2026-04-30" })).rejects.toThrow(/withdrawn/);
  });
  it("can be ordered again once it was withdrawn", async () => {
    const office = await openWithAna();
    const first = await office.call("person.leave", { ...order, who: ANA, at: "2026-03-31" });
    await office.call("orders.withdraw", { ...amend, orderId: first.order.id });
    const second = await office.call("person.leave", { ...order, who: ANA, at: "2026-03-31" });
    expect(second.recorded).toBe(true);
  });
});

it("an order that nobody gave is not found", async () => {
  const office = await openWithAna();
  await expect(office.call("orders.withdraw", { ...amend, orderId: "none" })).rejects.toMatchObject({
    name: "NotFound",
  });
});

it.each([
  ["leave", { phase: "left", leftAt: "2026-03-02T09:30:00.000Z" }, /hire them again/],
  ["absence", { phase: "absent" }, /person return/],
] as const)(
  "an %s that is carried out is neither moved nor withdrawn, and says what to do",
  async (kind, after, todo) => {
    const office = await openWithAna();
    const { order: given, personKey } = await office.call(`person.${kind}`, { ...order, who: ANA });
    await changePerson(office, personKey, after as Partial<Person>);
    const attempt = { ...amend, orderId: given.id };
    const refusal = { name: "StateChanged", message: expect.stringMatching(todo) };
    await expect(office.call("orders.withdraw", attempt)).rejects.toMatchObject(refusal);
    await expect(office.call("orders.change", { ...attempt, at: "2026-04-30" })).rejects.toMatchObject(refusal);
  },
);

it("a leave that has blocked sign-in is not moved, but withdrawn and ordered anew", async () => {
  const office = await openWithAna();
  const { order: given, personKey } = await office.call("person.leave", { ...order, who: ANA });
  await changePerson(office, personKey, { phase: "blocked", blockedAt: given.at });
  const moved = office.call("orders.change", { ...amend, orderId: given.id, at: "2026-04-30" });
  await expect(moved).rejects.toMatchObject({ name: "StateChanged", message: expect.stringMatching(/withdraw it/) });
  expect(await office.call("orders.withdraw", { ...amend, orderId: given.id })).toMatchObject({ changed: true });
});

it("a containment is lifted, not moved", async () => {
  const office = await openWithAna({ mode: "ad" });
  const { order: contain } = await office.call("person.leave", { ...order, who: ANA });
  const moved = office.call("orders.change", { ...amend, orderId: contain.id, at: "2026-04-30" });
  await expect(moved).rejects.toMatchObject({ name: "StateChanged", message: expect.stringMatching(/person return/) });
});

it("an order for a person who turned out to be another one names that one", async () => {
  const office = await openWithAna();
  const [key, other] = [await office.hire(ANA), await office.hire("00uBBBBBBBBBBBBBBBBB")];
  await changePerson(office, key, { mergedInto: other, links: [] });
  await expect(office.call("person.leave", { ...order, who: key })).rejects.toThrow(other);
});

describe("absence and return", () => {
  it("an absence begins at the start of its day, and so does the return", async () => {
    const office = await openWithAna();
    const away = await office.call("person.absence", { ...order, who: ANA, at: "2026-03-31" });
    expect(away.order.at).toBe("2026-03-30T22:00:00.000Z");
    const back = await office.call("person.return", { ...order, who: ANA, at: "2026-05-01" });
    expect(back).toMatchObject({ recorded: true, order: { kind: "return", at: "2026-04-30T22:00:00.000Z" } });
  });
  it("there is no return from an absence that was not ordered", async () => {
    const office = await openWithAna();
    const back = office.call("person.return", { ...order, who: ANA });
    await expect(back).rejects.toMatchObject({ name: "StateChanged", message: expect.stringMatching(/in Okta/) });
    await office.call("person.absence", { ...order, who: ANA, at: "2026-03-31" });
    await expect(office.call("person.return", { ...order, who: ANA })).rejects.toThrow(/orders withdraw/);
  });
  it("nobody is away twice", async () => {
    const office = await openWithAna();
    const first = await office.call("person.absence", { ...order, who: ANA });
    office.pass(60_000);
    expect(await office.call("person.absence", { ...order, who: ANA })).toMatchObject({ recorded: false });
    const later = office.call("person.absence", { ...order, who: ANA, at: "2026-04-30" });
    await expect(later).rejects.toThrow(first.order.id);
  });
  it("is refused where another system decides", async () => {
    const office = await openWithAna({ mode: "ad" });
    await expect(office.call("person.absence", { ...order, who: ANA })).rejects.toMatchObject({
      name: "AuthorityRefused",
      message: expect.stringMatching(/Active Directory Users and Computers/),
    });
  });
  it("lifts a containment", async () => {
    const office = await openWithAna({ mode: "ad" });
    const { order: contain, personKey } = await office.call("person.leave", { ...order, who: ANA });
    await expect(office.call("person.return", { ...order, who: ANA, at: "2026-04-30" })).rejects.toThrow(/at once/);
    expect(await office.call("person.return", { ...order, who: ANA })).toMatchObject({ lifted: [contain.id] });
    expect((await personOf(office, personKey)).orders).toMatchObject([{ kind: "contain", withdrawn: { by: "op" } }]);
  });
});

describe("a change", () => {
  it("names the attributes that the tenant's policy names", async () => {
    const office = await openWithAna({ policy: { timeZone: "UTC", attributes: { department: "dept" } } });
    const input = {
      ...order,
      who: ANA,
      department: "Sales",
      manager: BOSS,
      set: { costCenter: "7" },
      clear: ["title"],
    };
    const { order: change } = await office.call("person.change", input);
    expect(change.changes).toEqual({ dept: "Sales", managerId: BOSS, costCenter: "7", title: null });
  });
  it("given twice is one order, and another one is a second", async () => {
    const office = await openWithAna();
    const change = { ...order, who: ANA, set: { costCenter: "7", division: "East" } };
    const { order: first } = await office.call("person.change", change);
    office.pass(1000);
    const reordered = { ...change, set: { division: "East", costCenter: "7" } };
    expect(await office.call("person.change", reordered)).toMatchObject({ recorded: false, order: { id: first.id } });
    expect(await office.call("person.change", { ...change, set: { costCenter: "8" } })).toMatchObject({
      recorded: true,
    });
  });
  it.each([
    [{ set: { login: "x@acme.example" } }, /login/],
    [{ set: { email: "x@acme.example", title: "Lead" } }, /by itself/],
    [{ set: { title: "Lead" }, title: "Boss" }, /twice/],
    [{}, /what is to change/],
    [{ manager: "nobody@acme.example" }, /no account/],
    [{ sponsor: BOSS }, /person hire/],
    [{ endDate: "2026-04-01" }, /person leave --at/],
    [{ set: { "not a name": "x" } }, /name that is none/],
  ])("is refused when it says %j", async (given, why) => {
    const office = await openWithAna();
    const change = office.call("person.change", { ...order, who: ANA, ...given } as never);
    await expect(change).rejects.toMatchObject({ name: "InvalidInput", message: expect.stringMatching(why) });
    expect((await office.call("person.list", {})).people).toEqual([]);
  });
  it("may be a new e-mail address", async () => {
    const office = await openWithAna();
    const input = { ...order, who: ANA, set: { email: "ana.roe@acme.example" } };
    expect((await office.call("person.change", input)).recorded).toBe(true);
  });
  it("is refused for what another system sources, with the right place", async () => {
    const office = await openWithAna({ mode: "hr" });
    const job = office.call("person.change", { ...order, who: ANA, title: "Lead" });
    await expect(job).rejects.toMatchObject({
      name: "AuthorityRefused",
      message: expect.stringMatching(/title is sourced by the HR system/),
    });
    const phone = office.call("person.change", { ...order, who: ANA, set: { mobilePhone: "+31 6" } });
    await expect(phone).rejects.toThrow(/Okta Admin Console/);
  });
  it("is refused for an account that a directory sources, whatever the tenant's mode", async () => {
    const office = await openWithAna();
    office.accounts.set(ANA, accountOf(ANA, "ana@acme.example", { credentialProvider: "ACTIVE_DIRECTORY" }));
    const change = office.call("person.change", { ...order, who: ANA, title: "Lead" });
    await expect(change).rejects.toThrow(/Active Directory/);
  });
  it("writes the last day into the attribute that carries it", async () => {
    const office = await openWithAna({ policy: { timeZone: "UTC", attributes: { endDate: "contractEnd" } } });
    const { order: change } = await office.call("person.change", {
      ...order,
      who: ANA,
      endDate: "2026-04-01" as never,
    });
    expect(change).toMatchObject({ changes: { contractEnd: "2026-04-01" } });
    const past = office.call("person.change", { ...order, who: ANA, endDate: "2026-01-01" as never });
    await expect(past).rejects.toThrow(/person leave/);
  });
});
