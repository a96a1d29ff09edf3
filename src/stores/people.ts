import { InvalidInput } from "../domain/errors.ts";
import type { Order } from "../domain/order.ts";
import { newPerson, Person, type SubjectId } from "../domain/person.ts";
import type { ItemKey, ItemStore, Write } from "../ports/item-store.ts";
import { auditWrites } from "./audit.ts";
import { commit } from "./commit.ts";
import { indexPartitions, keys } from "./keys.ts";
import { putMailbox, readMailbox, wanting } from "./mailbox.ts";
import { PersonLink, putLink } from "./person-link.ts";
import { everyItem, parseItem, putRecord, readRecord, type Stored } from "./record.ts";

export function readPerson(store: ItemStore, tenantId: string, personKey: string) {
  return readRecord(store, keys.person(tenantId, personKey), Person);
}

export function putPerson(tenantId: string, person: Person, read: Stored<Person> | undefined): Write {
  const listing = { partition: indexPartitions.people(tenantId), sort: person.key };
  return putRecord(keys.person(tenantId, person.key), person, read, { indexes: { listing } });
}

/** The person whom a provider's immutable id stands for; a provisional one is made for an unknown id. */
export function resolvePerson(
  store: ItemStore,
  tenantId: string,
  subject: SubjectId,
  freshKey: () => string,
): Promise<string> {
  const linkKey = keys.link(tenantId, subject.provider, subject.id);
  return commit(store, async () => {
    const link = await readRecord(store, linkKey, PersonLink);
    if (link) return { writes: [], result: link.value.personKey };
    const personKey = freshKey();
    const person = newPerson(personKey, subject);
    const writes = [putLink(tenantId, linkKey, personKey, undefined), putPerson(tenantId, person, undefined)];
    return { writes, result: personKey };
  });
}

/** The person whom a provider's immutable id stands for, if it is known. */
export async function findLinked(store: ItemStore, tenantId: string, subject: SubjectId): Promise<string | undefined> {
  return (await readRecord(store, keys.link(tenantId, subject.provider, subject.id), PersonLink))?.value.personKey;
}

/** One page of `listPeople`, for walks that are cut short and go on later. */
export async function listPeoplePage(
  store: ItemStore,
  tenantId: string,
  after: string | undefined,
): Promise<{ readonly people: readonly Person[]; readonly next?: string }> {
  const range = { limit: 200, ...(after === undefined ? {} : { after }) };
  const page = await store.queryIndex("listing", indexPartitions.people(tenantId), range);
  const people = page.items.map((item) => parseItem(item, Person));
  return { people, ...(page.next === undefined ? {} : { next: page.next }) };
}

/** The person to whom a unique alias belongs now: whoever was merged into another is the other. */
export async function personWhoTook(store: ItemStore, tenantId: string, key: ItemKey): Promise<Person | undefined> {
  const personKey = (await readRecord(store, key, PersonLink))?.value.personKey;
  return personKey === undefined ? undefined : (await readMerged(store, tenantId, personKey))?.value;
}

/** The person under a key, or whom that one was merged into. */
async function readMerged(store: ItemStore, tenantId: string, personKey: string): Promise<Stored<Person> | undefined> {
  const read = await readPerson(store, tenantId, personKey);
  const into = read?.value.mergedInto;
  return into === undefined ? read : readMerged(store, tenantId, into);
}

/** Every person of a tenant, in order of the key. The index may lag. */
export async function* listPeople(store: ItemStore, tenantId: string): AsyncIterable<Person> {
  for await (const item of everyItem((after) =>
    store.queryIndex("listing", indexPartitions.people(tenantId), after === undefined ? {} : { after }),
  ))
    yield parseItem(item, Person);
}

/**
 * Writes a named operator's order down and makes the person ready at once, in one transaction. The same order id twice
 * changes nothing. @throws InvalidInput when there is no such person.
 */
export function recordOrder(store: ItemStore, tenantId: string, personKey: string, order: Order): Promise<void> {
  return commit<void>(store, async () => {
    const read = await readMerged(store, tenantId, personKey);
    if (!read) throw new InvalidInput(`tenant ${tenantId} has no person ${personKey}; see \`mastery person list\``);
    if (read.value.orders.some((known) => known.id === order.id)) return { writes: [], result: undefined };
    return {
      writes: [
        putPerson(tenantId, { ...read.value, orders: [...read.value.orders, order] }, read),
        ...(await recordingWrites(store, tenantId, read.value.key, order)),
      ],
      result: undefined,
    };
  });
}

/** The writes that go with a new order: its audit entry, and the wish to look at once. */
export async function recordingWrites(
  store: ItemStore,
  tenantId: string,
  personKey: string,
  order: Order,
): Promise<readonly Write[]> {
  const mailbox = await readMailbox(store, tenantId, personKey);
  const wish = { tenantId, personKey, priority: 0 as const, now: order.orderedAt };
  const { id, kind, at, reason, ticket } = order;
  const detail = { id, kind, at, reason, ticket, ...contentOf(order) };
  const entry = { at: order.orderedAt, kind: "ordered", by: order.orderedBy, detail };
  return [
    putMailbox(wanting(mailbox?.value, wish), mailbox),
    ...(await auditWrites(store, tenantId, personKey, entry)),
  ];
}

/** What was ordered, for the trail: names of attributes, and the dates; no value of a profile. */
function contentOf(order: Order): Record<string, unknown> {
  if (order.kind === "change") {
    const { changes, endDate } = order;
    return { attributes: Object.keys(changes), endDate };
  }
  if (order.kind !== "hire") return {};
  const { workerType, startDate, endDate } = order.engagement;
  return { workerType, startDate, endDate };
}
