import { createHash } from "node:crypto";
import type { Instant } from "../domain/time.ts";
import type { LoggedEvent } from "../ports/directory.ts";
import type { Hint } from "../stores/events.ts";
import type { Priority } from "../stores/mailbox.ts";

/** What may become part of a key: Okta's ids and uuids are; longer or stranger text would be refused by the store. */
export const ID = /^[\x21-\x7e]{1,128}$/;
const MAX_EVENT_TYPE = 200;
const MAX_PUBLISHED = 64;

/** Cut access first: these are looked at at once, everything else after a burst has settled. */
const URGENT = new Set([
  "user.lifecycle.deactivate",
  "user.lifecycle.suspend",
  "user.lifecycle.delete.initiated",
  "user.account.report_suspicious_activity_by_enduser",
]);

export interface HintOrigin {
  readonly tenantId: string;
  readonly ownActors: readonly string[];
  readonly receivedAt: Instant;
  readonly source: Hint["source"];
  readonly hook?: Hint["hook"];
}

/**
 * The hint that an event leaves behind, by whichever way it came: the same event gives the same id. Its times are kept as
 * they are said, past and future ones alike: they decide nothing.
 */
export function eventHint(
  event: Omit<LoggedEvent, "hookable"> & { readonly hookable?: boolean },
  from: HintOrigin,
): Hint {
  const { tenantId, receivedAt, source, ownActors, hook } = from;
  const { accountId, publishedAt, hookable, actor } = event;
  const priority: Priority = URGENT.has(event.type) ? 0 : 1;
  return {
    schemaVersion: 1,
    tenantId,
    eventId: keyableId(event.id),
    eventType: storable(event.type, MAX_EVENT_TYPE),
    source,
    ...(publishedAt ? { publishedAt: storable(publishedAt, MAX_PUBLISHED) } : {}),
    receivedAt,
    ...(accountId !== undefined && ID.test(accountId) ? { subject: { provider: "okta" as const, id: accountId } } : {}),
    priority,
    own: event.actorIds.some((id) => ownActors.includes(id)),
    ...(actor === undefined ? {} : { actor }),
    ...(hookable === undefined ? {} : { hookable }),
    ...(hook === undefined ? {} : { hook }),
  };
}

/** As every store takes it: cut to the length, and well-formed. */
const storable = (text: string, length: number): string => text.slice(0, length).toWellFormed();

/** One strange id must not refuse the events beside it: its digest is as good an identity. */
export function keyableId(uuid: string): string {
  return ID.test(uuid) ? uuid : `sha256-${createHash("sha256").update(uuid, "utf16le").digest("hex")}`;
}
