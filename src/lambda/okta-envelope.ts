import { createHash } from "node:crypto";
import * as z from "zod";
import type { Instant } from "../domain/time.ts";
import type { Hint } from "../stores/events.ts";
import type { Priority } from "../stores/mailbox.ts";

/** What may become part of a key: Okta's ids and uuids are; longer or stranger text would be refused by the store. */
const ID = /^[\x21-\x7e]{1,128}$/;
const MAX_EVENT_TYPE = 200;
const MAX_PUBLISHED = 64;

/**
 * The members of Okta's event hook envelope that we use; everything else may be there, missing or null: Okta's own
 * preview sends actor, target and debugContext as null. https://developer.okta.com/docs/concepts/event-hooks/
 */
const LogEvent = z.object({
  uuid: z.string().min(1),
  eventType: z.string().min(1),
  published: z.string().nullish(),
  actor: z.object({ id: z.string().nullish(), type: z.string().nullish() }).nullish(),
  target: z.array(z.object({ id: z.string().nullish(), type: z.string().nullish() })).nullish(),
  transaction: z.object({ detail: z.object({ requestApiTokenId: z.string().nullish() }).nullish() }).nullish(),
});
export type LogEvent = z.infer<typeof LogEvent>;

export const OktaEnvelope = z.object({
  eventType: z.literal("com.okta.event_hook"),
  source: z.string().nullish(),
  data: z.object({ events: z.array(LogEvent).max(1000) }),
});

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
 * A hint that holds ids only: names and addresses of the event stay behind. An event's times are kept as they are said,
 * past and future ones alike: they decide nothing.
 */
export function hintOf(event: LogEvent, from: HintOrigin): Hint {
  const { tenantId, receivedAt, source, hook } = from;
  const user = event.target?.find((target) => target.type === "User" && ID.test(target.id ?? ""));
  const actors = [event.actor?.id, event.transaction?.detail?.requestApiTokenId];
  const priority: Priority = URGENT.has(event.eventType) ? 0 : 1;
  return {
    schemaVersion: 1,
    tenantId,
    eventId: keyableId(event.uuid),
    eventType: storable(event.eventType, MAX_EVENT_TYPE),
    source,
    ...(event.published ? { publishedAt: storable(event.published, MAX_PUBLISHED) } : {}),
    receivedAt,
    ...(user?.id ? { subject: { provider: "okta" as const, id: user.id } } : {}),
    priority,
    own: actors.some((actor) => typeof actor === "string" && from.ownActors.includes(actor)),
    ...(hook === undefined ? {} : { hook }),
  };
}

/** As every store takes it: cut to the length, and well-formed. */
const storable = (text: string, length: number): string => text.slice(0, length).toWellFormed();

/** One strange id must not refuse the events beside it: its digest is as good an identity. */
function keyableId(uuid: string): string {
  return ID.test(uuid) ? uuid : `sha256-${createHash("sha256").update(uuid, "utf16le").digest("hex")}`;
}
