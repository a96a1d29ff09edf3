import type { Person } from "./person.ts";

/** Joined in the present life cycle, or adopted as somebody who was there before. */
export function hasJoined({ joinedAt, adoptedAt, leftAt }: Person): boolean {
  if (joinedAt !== undefined) return leftAt === undefined || joinedAt > leftAt;
  return adoptedAt !== undefined && leftAt === undefined;
}
