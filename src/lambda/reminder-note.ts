import type { Decision } from "../domain/decision.ts";

/** What a reminder is told apart by: the end date and the days before it, which its effects name. */
export function reminderNote({ effects }: Pick<Decision, "effects">): string {
  return `contract/${(effects ?? []).join("+")}`;
}
