import { formerLeaverEnded } from "../domain/decide/orders.ts";
import { InvalidInput } from "../domain/errors.ts";
import { oktaIdOf, type Person, type SubjectId } from "../domain/person.ts";
import type { Instant } from "../domain/time.ts";
import type { ItemStore, Write } from "../ports/item-store.ts";
import { auditWrites } from "./audit.ts";
import { commit } from "./commit.ts";
import { keys } from "./keys.ts";
import { leaseCheck, putMailbox, readMailbox, wanting } from "./mailbox.ts";
import { putPerson, readPerson } from "./people.ts";
import { PersonLink, putLink } from "./person-link.ts";
import { readRecord } from "./record.ts";
import { putWorker, readWorkers, workerSubject } from "./stored-worker.ts";

/** A person of whom a record speaks turned out to be the one who has the account. */
export interface Merge {
  readonly tenantId: string;
  /** Whose lease `execution` holds; has no account. */
  readonly from: string;
  /** Has the account, and stays. */
  readonly into: string;
  readonly execution: string;
  readonly now: Instant;
}

/**
 * Makes one person of two in one transaction: links, orders and the worker's record go to the one who has the account,
 * who is looked at again. Whoever works on that one meanwhile loses nothing: the wish to look again stays.
 * @throws Superseded; InvalidInput when one of them is gone.
 */
export function mergePerson(store: ItemStore, { tenantId, from, into, execution, now }: Merge): Promise<void> {
  return commit<void>(store, async () => {
    const [source, target, mailbox] = await Promise.all([
      readPerson(store, tenantId, from),
      readPerson(store, tenantId, into),
      readMailbox(store, tenantId, into),
    ]);
    if (!source || !target) throw new InvalidInput(`tenant ${tenantId} has no person ${source ? into : from}`);
    if (source.value.mergedInto === into) return { writes: [], result: undefined };
    const { links } = source.value;
    const known = new Set(target.value.orders.map(({ id }) => id));
    const { orders, effects, leftAt } = presentLife(source.value);
    const merged = {
      ...target.value,
      ...(leftAt !== undefined && target.value.leftAt === undefined ? { leftAt } : {}),
      // The account of the one who stays is the one that counts.
      links: [...links, ...target.value.links],
      orders: [...target.value.orders, ...orders.filter(({ id }) => !known.has(id))],
      effects: { ...effects, ...target.value.effects },
    };
    return {
      writes: [
        await leaseCheck(store, tenantId, from, execution),
        putPerson(tenantId, endedPerson(source.value, into), source),
        putPerson(tenantId, merged, target),
        putMailbox(wanting(mailbox?.value, { tenantId, personKey: into, priority: 0, now }), mailbox),
        ...(await aliasWrites(store, tenantId, links, into)),
        ...(await workerWrites(store, tenantId, from, into)),
        ...(await auditWrites(store, tenantId, from, entry(now, { mergedInto: into }))),
        ...(await auditWrites(store, tenantId, into, entry(now, { mergedFrom: from }))),
      ],
      result: undefined,
    };
  });
}

/** What goes along: orders of the life cycle that has not ended, and nothing that was done to a former account. */
function presentLife(person: Person): Pick<Person, "orders" | "effects" | "leftAt"> {
  const leftAt = formerLeaverEnded(person);
  const orders = person.orders.filter(({ orderedAt }) => leftAt === undefined || orderedAt > leftAt);
  const hadAccount = oktaIdOf(person) !== undefined;
  return { orders, effects: hadAccount ? {} : person.effects, ...(leftAt === undefined ? {} : { leftAt }) };
}

function endedPerson({ hold: _over, ...person }: Person, mergedInto: string): Person {
  return { ...person, links: [], orders: [], mergedInto };
}

const entry = (at: Instant, detail: Readonly<Record<string, unknown>>) => ({
  at,
  kind: "merged",
  by: "mastery",
  detail,
});

async function aliasWrites(
  store: ItemStore,
  tenantId: string,
  links: readonly SubjectId[],
  into: string,
): Promise<readonly Write[]> {
  const writes: Write[] = [];
  for (const { provider, id } of links) {
    const key = keys.link(tenantId, provider, id);
    writes.push(putLink(tenantId, key, into, await readRecord(store, key, PersonLink)));
  }
  return writes;
}

/** No worker of the one is a worker of the other: an id stands for one person. */
async function workerWrites(store: ItemStore, tenantId: string, from: string, into: string): Promise<readonly Write[]> {
  const workers = await readWorkers(store, tenantId, from);
  return workers.flatMap(({ value, version }): readonly Write[] => [
    { kind: "delete", key: keys.worker(tenantId, from, workerSubject(value.record).id), when: { version } },
    putWorker(tenantId, { ...value, personKey: into }, undefined),
  ]);
}
