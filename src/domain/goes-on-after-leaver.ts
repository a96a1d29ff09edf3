import type { Person } from "./person.ts";

/**
 * Whether a leaver that is not at its end leaves the life cycle as it was once nothing says any more that the person
 * leaves: it never got to the block, or somebody called it off by name since. What was ordered and done in it still counts.
 */
export function goesOnAfterLeaver({ phase, blockedAt, orders }: Person): boolean {
  if (phase !== "leaving" && phase !== "blocked") return false;
  if (blockedAt === undefined) return true;
  return orders.some(({ kind, withdrawn }) => kind === "leave" && withdrawn !== undefined && withdrawn.at >= blockedAt);
}
