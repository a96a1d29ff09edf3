/**
 * The System Log, read so that nothing is missed: without `until` it comes in the order in which it was written, late
 * events included, and every answer links to the next one, an empty answer too. The link is followed as Okta wrote it.
 * https://developer.okta.com/docs/reference/system-log-query/
 */
import { ProviderUnavailable } from "../../domain/errors.ts";
import { eventActor } from "../../domain/event-actor.ts";
import type { DirectoryReader, LoggedEvent, LogPage } from "../../ports/directory.ts";
import { parsed } from "./pages.ts";
import { isOktaId, query } from "./path.ts";
import { OktaWatchedEvent } from "./schema.ts";
import type { Send } from "./transport.ts";
import { isHookable, LOG_FILTER } from "./watched-events.ts";

const PAGE = 200;
const PURPOSE = "read the System Log";

/** Reads one page of what we watch. */
export async function readLogPage(send: Send, from: Parameters<DirectoryReader["readLog"]>[0]): Promise<LogPage> {
  const path = "cursor" in from ? from.cursor : firstPath(from.since);
  const response = await send({ method: "GET", path, purpose: PURPOSE });
  const { next, budget } = response;
  const events = parsed(response, OktaWatchedEvent.array(), PURPOSE).map(loggedEventOf);
  if (next === undefined)
    throw new ProviderUnavailable("Okta's System Log came without its next link", { provider: "okta" });
  return { events, next, ...(budget ? { budget } : {}) };
}

const firstPath = (since: string): string =>
  `/api/v1/logs${query({ since, filter: LOG_FILTER, sortOrder: "ASCENDING", limit: PAGE })}`;

/** Targets and actors may be missing or null; they are found by type, never by position. */
function loggedEventOf(event: OktaWatchedEvent): LoggedEvent {
  const { uuid, eventType, published, actor, client, target, transaction } = event;
  const accountId = target?.find(({ id, type }) => type === "User" && isOktaId(id ?? ""))?.id;
  const tokenId = transaction?.detail?.requestApiTokenId;
  const actors = [actor?.id, tokenId];
  const kept = eventActor({ type: actor?.type, id: actor?.id, clientId: client?.id, tokenId });
  return {
    id: uuid,
    type: eventType,
    ...(published ? { publishedAt: published } : {}),
    ...(accountId ? { accountId } : {}),
    actorIds: actors.filter((id) => typeof id === "string"),
    ...(kept ? { actor: kept } : {}),
    hookable: isHookable(eventType),
  };
}
