import * as z from "zod";
import type { OthersEvent } from "../domain/decide/contested.ts";
import { EventActor } from "../domain/event-actor.ts";
import { SubjectId } from "../domain/person.ts";
import { epochMsOf, Instant } from "../domain/time.ts";
import type { ItemStore, Write } from "../ports/item-store.ts";
import { commit } from "./commit.ts";
import { EVENT_SHARDS, indexPartitions, keys } from "./keys.ts";
import { Priority, putMailbox, readMailbox, wanting } from "./mailbox.ts";
import { resolvePerson } from "./people.ts";
import { everyItem, parseItem, putRecord, readRecord, type Stored } from "./record.ts";

/** As long as the System Log can be read again (90 days), and a margin. */
const KEEP_SECONDS = 100 * 86_400;

/**
 * What wakes: *look at this person*. Holds no personal data; it travels through the queue. `subject` is missing for
 * events that concern nobody, which are recorded all the same.
 */
export const Hint = z.strictObject({
  schemaVersion: z.literal(1),
  tenantId: z.string().min(1),
  /** The event's own id (Okta's `uuid`), the same by hook and by System Log. */
  eventId: z.string().min(1).max(128),
  eventType: z.string().min(1).max(200),
  source: z.enum(["okta-hook", "okta-log", "due", "operator"]),
  /** What the sender says; never a reason to drop. */
  publishedAt: z.string().max(64).optional(),
  receivedAt: Instant,
  subject: SubjectId.optional(),
  priority: Priority,
  /** Caused by our own client id or token. */
  own: z.boolean(),
  /** Who caused it. */
  actor: EventActor.optional(),
  /** From the log: whether hooks announce this type as well. */
  hookable: z.boolean().optional(),
  /** The hook that brought it, and which of its two secrets the sender had. */
  hook: z.strictObject({ id: z.string().max(64), secret: z.enum(["current", "previous"]) }).optional(),
});
export type Hint = z.infer<typeof Hint>;

/** What is known of one event: by which ways it came, and whom it concerns. */
const EventRecord = Hint.extend({
  personKey: z.string().optional(),
  /** When a hook delivered it first, and when the log showed it first. */
  hookAt: Instant.optional(),
  loggedAt: Instant.optional(),
});
export type EventRecord = z.infer<typeof EventRecord>;

export interface Intake {
  readonly recorded: "new" | "known";
  readonly personKey?: string;
  /** A hook had delivered it before. */
  readonly byHook: boolean;
}

/**
 * Records the event once by its own id and marks its person ready, in one transaction. A known event is only noted to
 * have come this way as well: the transaction that recorded it has also made sure that its person is or will be looked at.
 */
export async function recordEvent(store: ItemStore, hint: Hint, freshKey: () => string): Promise<Intake> {
  const { tenantId, subject } = hint;
  const personKey = subject && (await resolvePerson(store, tenantId, subject, freshKey));
  const link = personKey === undefined ? {} : { personKey };
  return commit<Intake>(store, async () => {
    const known = await readRecord(store, keys.event(tenantId, hint.eventId), EventRecord);
    const result = { recorded: known ? "known" : "new", ...link, byHook: known?.value.hookAt !== undefined } as const;
    if (known) {
      const noted = { ...arrivalOf(hint), ...(hint.actor ? { actor: hint.actor } : {}), ...known.value };
      const isNews = Object.keys(noted).length > Object.keys(known.value).length;
      return { writes: isNews ? [putEvent(noted, known)] : [], result };
    }
    const recordWrite = putEvent({ ...hint, ...link, ...arrivalOf(hint) }, undefined);
    if (personKey === undefined) return { writes: [recordWrite], result };
    const mailbox = await readMailbox(store, tenantId, personKey);
    const wish = { tenantId, personKey, priority: hint.priority, now: hint.receivedAt };
    return { writes: [recordWrite, putMailbox(wanting(mailbox?.value, wish), mailbox)], result };
  });
}

function arrivalOf({ source, receivedAt, hookable }: Hint): Pick<EventRecord, "hookAt" | "loggedAt" | "hookable"> {
  if (source === "okta-hook") return { hookAt: receivedAt };
  return source === "okta-log" ? { loggedAt: receivedAt, ...(hookable === undefined ? {} : { hookable }) } : {};
}

function putEvent(event: EventRecord, read: Stored<EventRecord> | undefined): Write {
  const { tenantId, eventId, receivedAt } = event;
  const shard = [...eventId].reduce((sum, character) => sum + character.charCodeAt(0), 0) % EVENT_SHARDS;
  const partition = indexPartitions.events(tenantId, shard);
  const sort = `${receivedAt}#${eventId}`;
  const of = event.personKey !== undefined && !event.own && event.actor ? event.personKey : undefined;
  const indexes = {
    listing: { partition, sort },
    ...(of === undefined ? {} : { runs: { partition: indexPartitions.othersEvents(tenantId, of), sort } }),
  };
  const expiresAt = Math.floor(epochMsOf(receivedAt) / 1000) + KEEP_SECONDS;
  return putRecord(keys.event(tenantId, eventId), event, read, { indexes, expiresAt });
}

/** Whether this event has been recorded, by whatever way it came. */
export async function isRecorded(store: ItemStore, tenantId: string, eventId: string): Promise<boolean> {
  return (await store.get(keys.event(tenantId, eventId))) !== undefined;
}

/** So many of a person's latest events say who changes it. */
const MOST_OF_OTHERS = 200;

/** What others than we did to this person, first received at or after `since`. The index may lag. */
export async function othersEventsSince(
  store: ItemStore,
  tenantId: string,
  personKey: string,
  since: Instant,
): Promise<readonly OthersEvent[]> {
  const range = { from: since, descending: true, limit: MOST_OF_OTHERS };
  const page = await store.queryIndex("runs", indexPartitions.othersEvents(tenantId, personKey), range);
  return page.items
    .map((item) => parseItem(item, EventRecord))
    .flatMap(({ actor, eventType, receivedAt: at, publishedAt: said }) => {
      const published = Instant.safeParse(said);
      return actor ? [{ actor, eventType, at, ...(published.success ? { publishedAt: published.data } : {}) }] : [];
    });
}

/** Every event that was first received at or after `since`. The index may lag. */
export async function* eventsSince(store: ItemStore, tenantId: string, since: Instant): AsyncIterable<EventRecord> {
  for (let shard = 0; shard < EVENT_SHARDS; shard += 1) {
    const partition = indexPartitions.events(tenantId, shard);
    for await (const item of everyItem((after) =>
      store.queryIndex("listing", partition, { from: since, ...(after === undefined ? {} : { after }) }),
    ))
      yield parseItem(item, EventRecord);
  }
}
