import { namesSamePerson } from "../domain/employments.ts";
import { InvalidInput } from "../domain/errors.ts";
import { newPerson, type SubjectId } from "../domain/person.ts";
import type { SentWorker } from "../domain/worker-record.ts";
import type { ItemStore, Write } from "../ports/item-store.ts";
import { keys } from "./keys.ts";
import { putPerson, readPerson } from "./people.ts";
import { PersonLink, putLink } from "./person-link.ts";
import { readRecord, type Stored } from "./record.ts";
import { readWorkers, sharedSubject, workerSubject } from "./stored-worker.ts";

interface WorkerPerson {
  readonly personKey: string;
  /** Besides what is new: that the ids still stand for this person, since two may become one meanwhile. */
  readonly writes: readonly Write[];
  /** The person id is known, and is that of somebody whom this worker does not name: nothing is to be written. */
  readonly isDisputed?: true;
}

/** The person of a worker: by the id of the employment, or by the id that all employments of one person share. */
export async function personOfWorker(
  store: ItemStore,
  tenantId: string,
  record: SentWorker,
  freshKey: () => string,
): Promise<WorkerPerson> {
  const [own, shared] = [workerSubject(record), sharedSubject(record)];
  const [ownLink, sharedLink] = await Promise.all([linkOf(store, tenantId, own), linkOf(store, tenantId, shared)]);
  const isShared = shared !== undefined && sharedLink === undefined;
  const unknown = [...(ownLink ? [] : [own]), ...(isShared ? [shared] : [])];
  const link = ownLink ?? sharedLink;
  if (!link) return freshPerson(tenantId, freshKey(), unknown);
  const { personKey } = link.value;
  if (!ownLink && !(await isNamedIn(store, tenantId, personKey, record)))
    return { personKey, writes: [], isDisputed: true };
  const known = ownLink ? own : (shared ?? own);
  const check: Write = { kind: "check", key: keyOf(tenantId, known), when: { version: link.version } };
  return { personKey, writes: [check, ...(await addLinks(store, tenantId, personKey, unknown))] };
}

/** The person who shares the id of a worker's person and is another one so far. */
export async function twinOf(
  store: ItemStore,
  tenantId: string,
  personKey: string,
  record: SentWorker,
): Promise<string | undefined> {
  const twin = (await linkOf(store, tenantId, sharedSubject(record)))?.value.personKey;
  if (twin === undefined || twin === personKey) return undefined;
  return (await isNamedIn(store, tenantId, twin, record)) ? twin : undefined;
}

const keyOf = (tenantId: string, { provider, id }: SubjectId) => keys.link(tenantId, provider, id);

async function linkOf(
  store: ItemStore,
  tenantId: string,
  subject: SubjectId | undefined,
): Promise<Stored<PersonLink> | undefined> {
  return subject && readRecord(store, keyOf(tenantId, subject), PersonLink);
}

/** A mistyped person id must not give one person the account of another. */
async function isNamedIn(store: ItemStore, tenantId: string, personKey: string, sent: SentWorker): Promise<boolean> {
  const workers = await readWorkers(store, tenantId, personKey);
  return workers.some(({ value }) => namesSamePerson(value.record, sent));
}

function freshPerson(tenantId: string, personKey: string, links: readonly SubjectId[]): WorkerPerson {
  const [first = { provider: "csv", id: personKey } as const] = links;
  const person = { ...newPerson(personKey, first), links: [...links] };
  const aliases = links.map((subject) => putLink(tenantId, keyOf(tenantId, subject), personKey, undefined));
  return { personKey, writes: [...aliases, putPerson(tenantId, person, undefined)] };
}

async function addLinks(
  store: ItemStore,
  tenantId: string,
  personKey: string,
  links: readonly SubjectId[],
): Promise<readonly Write[]> {
  if (links.length === 0) return [];
  const read = await readPerson(store, tenantId, personKey);
  if (!read) throw new InvalidInput(`tenant ${tenantId} has no person ${personKey}`);
  return [
    ...links.map((subject) => putLink(tenantId, keyOf(tenantId, subject), personKey, undefined)),
    putPerson(tenantId, { ...read.value, links: [...read.value.links, ...links] }, read),
  ];
}
