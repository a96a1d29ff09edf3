import * as z from "zod";
import { eventActor } from "../domain/event-actor.ts";
import type { Hint } from "../stores/events.ts";
import { eventHint, type HintOrigin, ID } from "./event-hint.ts";

/**
 * The members of Okta's event hook envelope that we use; everything else may be there, missing or null: Okta's own
 * preview sends actor, target and debugContext as null. https://developer.okta.com/docs/concepts/event-hooks/
 */
const LogEvent = z.object({
  uuid: z.string().min(1),
  eventType: z.string().min(1),
  published: z.string().nullish(),
  actor: z.object({ id: z.string().nullish(), type: z.string().nullish() }).nullish(),
  client: z.object({ id: z.string().nullish() }).nullish().catch(undefined),
  target: z.array(z.object({ id: z.string().nullish(), type: z.string().nullish() })).nullish(),
  transaction: z.object({ detail: z.object({ requestApiTokenId: z.string().nullish() }).nullish() }).nullish(),
});
export type LogEvent = z.infer<typeof LogEvent>;

export const OktaEnvelope = z.object({
  eventType: z.literal("com.okta.event_hook"),
  source: z.string().nullish(),
  data: z.object({ events: z.array(LogEvent).max(1000) }),
});

/** A hint that holds ids only: names and addresses of the event stay behind. */
export function hintOf(event: LogEvent, from: HintOrigin): Hint {
  const user = event.target?.find((target) => target.type === "User" && ID.test(target.id ?? ""));
  const tokenId = event.transaction?.detail?.requestApiTokenId;
  const actors = [event.actor?.id, tokenId];
  const actorIds = actors.filter((actor) => typeof actor === "string");
  const published = event.published ? { publishedAt: event.published } : {};
  const about = user?.id ? { accountId: user.id } : {};
  const actor = eventActor({ type: event.actor?.type, id: event.actor?.id, clientId: event.client?.id, tokenId });
  const by = { actorIds, ...(actor ? { actor } : {}) };
  return eventHint({ id: event.uuid, type: event.eventType, ...published, ...about, ...by }, from);
}
