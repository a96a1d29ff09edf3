/** Starting and ending sessions of the identity provider. */
import { newId, type Org } from "../org.ts";
import type { SessionRecord } from "./session.ts";

const SESSION_MS = 2 * 60 * 60 * 1000;

/** Opens a session for a user. */
export function openSession(org: Org, userId: string): SessionRecord {
  const now = org.now();
  const session = { id: newId(org, "102"), userId, createdAt: now, expiresAt: now + SESSION_MS };
  org.state.sessions.set(session.id, session);
  return session;
}

/** Starts the session's lifetime afresh. */
export function extendSession(org: Org, session: SessionRecord): void {
  session.expiresAt = org.now() + SESSION_MS;
}

/** Ends the user's sessions and, when asked, revokes the OAuth tokens that were issued to the user. */
export function clearSessions(org: Org, userId: string, options: { readonly tokens: boolean }): void {
  for (const [id, session] of org.state.sessions) if (session.userId === userId) org.state.sessions.delete(id);
  for (const [token, owner] of org.state.sessionTokens) if (owner === userId) org.state.sessionTokens.delete(token);
  if (!options.tokens) return;
  for (const [id, token] of org.state.refreshTokens) if (token.userId === userId) org.state.refreshTokens.delete(id);
}
