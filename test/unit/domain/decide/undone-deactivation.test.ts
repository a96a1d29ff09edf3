import { expect, it } from "vitest";
import type { OthersEvent } from "../../../../src/domain/decide/contested.ts";
import { isDeactivationUndone } from "../../../../src/domain/decide/undone-deactivation.ts";
import type { Instant } from "../../../../src/domain/time.ts";

const at = (minute: number): Instant => `2026-03-02T09:${String(minute).padStart(2, "0")}:00.000Z` as Instant;
const event = (minute: number, word: string): OthersEvent => ({
  at: at(minute),
  eventType: `user.lifecycle.${word}`,
  actor: { type: "User", id: "00u1" },
});
/** We read the account at :10 and activate it at :12. */
const OURS = { decidedAt: at(10), activatedAt: at(12) };
const isUndone = (...others: readonly OthersEvent[]) => isDeactivationUndone(OURS, others, true);

it("a deactivation between our reading and our activation is undone by it", () => {
  expect(isUndone(event(11, "deactivate"))).toBe(true);
  expect(isUndone(event(10, "activate"), event(11, "deactivate"))).toBe(true);
});

it("one before we read the account, or after we activated it, is not", () => {
  expect(isUndone(event(9, "deactivate"))).toBe(false);
  expect(isUndone(event(13, "deactivate"))).toBe(false);
  expect(isUndone()).toBe(false);
});

it("whoever activates the account after the deactivation has the last word", () => {
  expect(isUndone(event(11, "deactivate"), event(14, "activate"))).toBe(false);
  expect(isUndone(event(11, "deactivate"), event(12, "reactivate"))).toBe(false);
  expect(isUndone(event(11, "deactivate"), event(11, "activate"))).toBe(false);
});

it("where our own events are not known as such, a single activation until ours is ours", () => {
  const isUndoneBySomebody = (...others: readonly OthersEvent[]) => isDeactivationUndone(OURS, others, false);
  expect(isUndoneBySomebody(event(11, "deactivate"), event(12, "activate"))).toBe(true);
  expect(isUndoneBySomebody(event(10, "activate"), event(11, "deactivate"), event(12, "activate"))).toBe(false);
  expect(isUndoneBySomebody(event(11, "deactivate"), event(13, "activate"))).toBe(false);
});
