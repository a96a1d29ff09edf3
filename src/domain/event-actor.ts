/** Who caused an event, as far as a record may keep it: ids and kinds, never a name, a login or an address. */
import * as z from "zod";

/** Ids as the target makes them. A login or an address has a dot or an at sign, and is no id. */
const ID = /^[A-Za-z0-9_-]{1,64}$/;
const KIND = /^[A-Za-z]{1,40}$/;

export const EventActor = z.strictObject({
  /** The target's word for its kind: User, PublicClientApp, SystemPrincipal. */
  type: z.string().regex(KIND).optional(),
  id: z.string().regex(ID).optional(),
  /** The OAuth client, and the API token, with which it was done. */
  clientId: z.string().regex(ID).optional(),
  tokenId: z.string().regex(ID).optional(),
});
export type EventActor = z.infer<typeof EventActor>;

/** What a sender says of the actor, with whatever is not an id or a kind left out; undefined when nothing is left. */
export function eventActor(
  said: { readonly [K in keyof EventActor]?: string | null | undefined },
): EventActor | undefined {
  const { type, id, clientId, tokenId } = said;
  const actor = {
    ...(type && KIND.test(type) ? { type } : {}),
    ...(id && ID.test(id) ? { id } : {}),
    ...(clientId && ID.test(clientId) ? { clientId } : {}),
    ...(tokenId && ID.test(tokenId) ? { tokenId } : {}),
  };
  return Object.keys(actor).length === 0 ? undefined : actor;
}

/** In words for an operator: `actor User 00u1 with API token 00T2`. */
export function wordsForActor({ type, id, clientId, tokenId }: EventActor): string {
  const client = clientId !== undefined && clientId !== id ? ` through client ${clientId}` : "";
  const token = tokenId === undefined ? "" : ` with API token ${tokenId}`;
  return `actor ${type ?? "of unknown type"} ${id ?? "without id"}${client}${token}`;
}
