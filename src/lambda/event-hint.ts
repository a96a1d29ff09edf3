import { createHash } from "node:crypto";
import type { Instant } from "../domain/time.ts";
import type { LoggedEvent } from "../ports/directory.ts";
import type { Hint } from "../stores/events.ts";
import type { Priority } from "../stores/mailbox.ts";

/** What may become part of a key: Okta's ids and uuids are; longer or stranger text would be refused by the store. */
export const ID = /^[\x21-\x7e]{1,128}$/;
const LONGEST_TYPE = 200;
const LONGEST_TIME = 64;

/** Cut access first: these are looked at at once, everything else after a burst has settled. */
const URGENT = new Set([
  "user.lifecycle.deactivate",
  "user.lifecycle.suspend",
  "user.lifecycle.delete.initiated",
  "user.account.report_suspicious_activity_by_enduser",
]);

/** The hint that an event leaves behind, by whichever way it came: the same event id gives the same record. */
export function eventHint(
  event: Omit<LoggedEvent, "hookable"> & { readonly hookable?: boolean },
  from: {
    readonly tenantId: string;
    readonly ownActors: readonly string[];
    readonly receivedAt: Instant;
    readonly source: Hint["source"];
  },
): Hint {
  const { tenantId, receivedAt, source, ownActors } = from;
  const { accountId, publishedAt, hookable } = event;
  const priority: Priority = URGENT.has(event.type) ? 0 : 1;
  return {
    schemaVersion: 1,
    tenantId,
    eventId: event.id,
    eventType: event.type.slice(0, LONGEST_TYPE),
    source,
    ...(publishedAt ? { publishedAt: publishedAt.slice(0, LONGEST_TIME) } : {}),
    receivedAt,
    ...(accountId !== undefined && ID.test(accountId) ? { subject: { provider: "okta" as const, id: accountId } } : {}),
    priority,
    own: event.actorIds.some((actor) => ownActors.includes(actor)),
    ...(hookable === undefined ? {} : { hookable }),
  };
}

/** The event's own id, or what stands for one that no store takes as a key. */
export function storableId(id: string): string {
  return ID.test(id) ? id : `sha256-${createHash("sha256").update(id).digest("hex")}`;
}
