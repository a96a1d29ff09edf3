import { expect, it } from "vitest";
import { newPerson, type Person } from "../../../src/domain/person.ts";
import type { Instant } from "../../../src/domain/time.ts";
import { openSqliteItemStore } from "../../../src/local/sqlite-item-store.ts";
import { executionName, takeLease } from "../../../src/stores/mailbox.ts";
import { mergePerson } from "../../../src/stores/merge-person.ts";
import { putPerson, readPerson } from "../../../src/stores/people.ts";
import { wake } from "../../../src/stores/wake.ts";
import { leaveOrder } from "../domain/situations.ts";

const FROM = "p-00000000000000000000000001";
const INTO = "p-00000000000000000000000002";
const at = (text: string): Instant => text as Instant;
const NOW = at("2026-03-02T09:00:00.000Z");
const LEFT = at("2026-02-01T00:00:00.000Z");

async function merge(source: Partial<Person>): Promise<readonly [Person, Person]> {
  const store = openSqliteItemStore({ path: ":memory:", now: () => NOW });
  const link = { provider: "csv", id: "hr:W1" } as const;
  await store.transact([
    putPerson("acme", { ...newPerson(FROM, link), ...source }, undefined),
    putPerson("acme", newPerson(INTO, { provider: "okta", id: "u-2" }), undefined),
  ]);
  await wake(store, { tenantId: "acme", personKey: FROM, priority: 1, now: NOW });
  await takeLease(store, "acme", FROM, NOW);
  const execution = executionName("acme", FROM, 1);
  await mergePerson(store, { tenantId: "acme", from: FROM, into: INTO, execution, now: NOW });
  const [from, into] = await Promise.all([FROM, INTO].map((key) => readPerson(store, "acme", key)));
  return [from!.value, into!.value];
}

it("orders of the present life go along, and those of the life that ended stay behind", async () => {
  const former = leaveOrder({ id: "00000000-0000-4000-8000-000000000001", orderedAt: at("2026-01-20T00:00:00.000Z") });
  const present = leaveOrder({ id: "00000000-0000-4000-8000-000000000002", orderedAt: at("2026-02-20T00:00:00.000Z") });
  const [, into] = await merge({ phase: "left", leftAt: LEFT, orders: [former, present] });
  expect(into.orders.map(({ id }) => id)).toEqual([present.id]);
  expect(into.leftAt).toBe(LEFT);
});

it("what was done to a former account does not count for the account of the one who stays", async () => {
  const effects = { "sessions-cleared": LEFT };
  const okta = [{ provider: "okta", id: "u-1" }] as const;
  expect((await merge({ phase: "left", leftAt: LEFT, effects, links: [...okta] }))[1].effects).toEqual({});
  expect((await merge({ effects }))[1].effects).toEqual(effects);
});

it("whoever was merged into another holds nothing any more", async () => {
  const hold = { code: "disputed-account", reason: "two", todo: "look", since: NOW };
  const [from] = await merge({ hold });
  expect(from).toMatchObject({ mergedInto: INTO, links: [], orders: [] });
  expect(from.hold).toBeUndefined();
});
