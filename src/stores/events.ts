import * as z from "zod";
import { SubjectId } from "../domain/person.ts";
import { epochMsOf, Instant } from "../domain/time.ts";
import type { ItemStore } from "../ports/item-store.ts";
import { commit } from "./commit.ts";
import { indexPartitions, keys } from "./keys.ts";
import { Priority, putMailbox, readMailbox, wanting } from "./mailbox.ts";
import { resolvePerson } from "./people.ts";
import { putRecord, readRecord } from "./record.ts";

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
  /** The hook that brought it, and which of its two secrets the sender had. */
  hook: z.strictObject({ id: z.string().max(64), secret: z.enum(["current", "previous"]) }).optional(),
});
export type Hint = z.infer<typeof Hint>;

const EventRecord = Hint.extend({ personKey: z.string().optional() });
export type EventRecord = z.infer<typeof EventRecord>;

export interface Intake {
  readonly recorded: "new" | "known";
  readonly personKey?: string;
}

/**
 * Records the event once by its own id and marks its person ready, in one transaction. A known event changes nothing:
 * the transaction that recorded it has also made sure that its person is or will be looked at.
 */
export async function recordEvent(store: ItemStore, hint: Hint, freshKey: () => string): Promise<Intake> {
  const { tenantId, subject } = hint;
  const personKey = subject && (await resolvePerson(store, tenantId, subject, freshKey));
  const link = personKey === undefined ? {} : { personKey };
  return commit<Intake>(store, async () => {
    const key = keys.event(tenantId, hint.eventId);
    const known = await readRecord(store, key, EventRecord);
    if (known) return { writes: [], result: { recorded: "known", ...link } };
    const expiresAt = Math.floor(epochMsOf(hint.receivedAt) / 1000) + KEEP_SECONDS;
    // Listed, so that an export finds it and the removal of the tenant leaves nothing behind.
    const listing = { partition: indexPartitions.events(tenantId), sort: `${hint.receivedAt}#${hint.eventId}` };
    const recordWrite = putRecord(key, { ...hint, ...link }, undefined, { expiresAt, indexes: { listing } });
    if (personKey === undefined) return { writes: [recordWrite], result: { recorded: "new" } };
    const mailbox = await readMailbox(store, tenantId, personKey);
    const wish = { tenantId, personKey, priority: hint.priority, now: hint.receivedAt };
    return {
      writes: [recordWrite, putMailbox(wanting(mailbox?.value, wish), mailbox)],
      result: { recorded: "new", ...link },
    };
  });
}
