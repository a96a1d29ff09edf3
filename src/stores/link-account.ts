import { Conflict, InvalidInput, StateChanged } from "../domain/errors.ts";
import type { Person, SubjectId } from "../domain/person.ts";
import type { Instant } from "../domain/time.ts";
import type { ItemStore, Write } from "../ports/item-store.ts";
import { auditWrites } from "./audit.ts";
import { commit } from "./commit.ts";
import { keys } from "./keys.ts";
import { leaseCheck, putMailbox, readMailbox } from "./mailbox.ts";
import { putPerson, readPerson } from "./people.ts";
import { PersonLink, putLink } from "./person-link.ts";
import { readRecord, type Stored } from "./record.ts";
import { putRun, readRun } from "./runs.ts";

/** Which run of whom makes the link. */
export interface LinkedBy {
  readonly tenantId: string;
  readonly personKey: string;
  readonly seq: number;
  readonly execution: string;
}

/**
 * Links the account that a run has made to its person, in one transaction. Okta's own event may have come first: the
 * provisional person whom it left is absorbed. A repeat changes nothing.
 * @throws Superseded; StateChanged when the account is another person's; Conflict while that person is looked at.
 */
export function linkAccount(store: ItemStore, by: LinkedBy, accountId: string, now: Instant): Promise<void> {
  const { tenantId, personKey, seq, execution } = by;
  const link: SubjectId = { provider: "okta", id: accountId };
  const key = keys.link(tenantId, link.provider, link.id);
  return commit<void>(store, async () => {
    const [person, run, alias] = await Promise.all([
      readPerson(store, tenantId, personKey),
      readRun(store, tenantId, personKey, seq),
      readRecord(store, key, PersonLink),
    ]);
    if (!person || !run) throw new InvalidInput(`tenant ${tenantId} has no run ${execution}`);
    const isLinked = person.value.links.some(({ provider, id }) => provider === link.provider && id === link.id);
    if (isLinked && alias?.value.personKey === personKey) return { writes: [], result: undefined };
    const links = isLinked ? person.value.links : [...person.value.links, link];
    const detail = { account: accountId, execution };
    return {
      writes: [
        await leaseCheck(store, tenantId, personKey, execution),
        putPerson(tenantId, { ...person.value, links }, person),
        putRun({ ...run.value, accountId }, run),
        ...(alias?.value.personKey === personKey ? [] : [putLink(tenantId, key, personKey, alias)]),
        ...(alias && alias.value.personKey !== personKey ? await absorb(store, alias, by, now) : []),
        ...(await auditWrites(store, tenantId, personKey, { at: now, kind: "linked", by: "mastery", detail })),
      ],
      result: undefined,
    };
  });
}

/** Takes the provisional person out of the way whom an event left behind before the link was there. */
async function absorb(store: ItemStore, alias: Stored<PersonLink>, by: LinkedBy, now: Instant): Promise<Write[]> {
  const { tenantId, personKey: into } = by;
  const { personKey } = alias.value;
  const [person, mailbox] = await Promise.all([
    readPerson(store, tenantId, personKey),
    readMailbox(store, tenantId, personKey),
  ]);
  if (!person) return [];
  if (!isBare(person.value)) throw new StateChanged(`the new account belongs to person ${personKey} already`);
  if (mailbox?.value.lease) throw new Conflict(`person ${personKey} is being looked at; the same call may be repeated`);
  const detail = { mergedInto: into };
  return [
    putPerson(tenantId, { ...person.value, links: [], mergedInto: into }, person),
    ...(mailbox ? [putMailbox({ ...mailbox.value, seen: mailbox.value.wanted }, mailbox)] : []),
    ...(await auditWrites(store, tenantId, personKey, { at: now, kind: "merged", by: "mastery", detail })),
  ];
}

/** Nothing but what an event left: nobody ordered, decided or recorded anything. */
function isBare({ phase, orders, links }: Person): boolean {
  return phase === "provisional" && orders.length === 0 && links.every(({ provider }) => provider === "okta");
}
