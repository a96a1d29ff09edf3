import type { Person } from "./person.ts";

/** Joined in the present life cycle, or adopted as somebody who was there before. */
export function hasJoined({ joinedAt, adoptedAt, leftAt }: Person): boolean {
  return [joinedAt, adoptedAt].some((at) => at !== undefined && (leftAt === undefined || at > leftAt));
}
