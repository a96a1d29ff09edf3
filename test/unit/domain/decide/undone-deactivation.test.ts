import { expect, it } from "vitest";
import type { OthersEvent } from "../../../../src/domain/decide/contested.ts";
import { isDeactivationUndone, type PastRun } from "../../../../src/domain/decide/undone-deactivation.ts";
import type { Instant } from "../../../../src/domain/time.ts";

const at = (minute: number): Instant => `2026-03-02T09:${String(minute).padStart(2, "0")}:00.000Z` as Instant;
const activating: PastRun = { startedAt: at(10), closedAt: at(12), activated: true, ended: false };
const event = (minute: number, word: string): OthersEvent => ({
  at: at(minute),
  eventType: `user.lifecycle.${word}`,
  actor: { type: "User", id: "00u1" },
});
const isUndone = (runs: readonly PastRun[], ...others: readonly OthersEvent[]) =>
  isDeactivationUndone(runs, others, at(30));

it("a deactivation while our run activated the account is undone by it", () => {
  expect(isUndone([activating], event(11, "deactivate"))).toBe(true);
  expect(isUndone([{ startedAt: at(10), activated: true, ended: false }], event(20, "deactivate"))).toBe(true);
});

it("one before our run began, or after it ended, is not", () => {
  expect(isUndone([activating], event(9, "deactivate"))).toBe(false);
  expect(isUndone([activating], event(13, "deactivate"))).toBe(false);
  expect(isUndone([{ ...activating, activated: false }], event(11, "deactivate"))).toBe(false);
  expect(isUndone([])).toBe(false);
});

it("whoever activates the account after our run has the last word", () => {
  expect(isUndone([activating], event(11, "deactivate"), event(14, "activate"))).toBe(false);
});

it("a leaver that was carried out since has done what the deactivation wanted; one that failed has not", () => {
  const leaver = { startedAt: at(15), closedAt: at(16), activated: false, ended: true };
  expect(isUndone([leaver, activating], event(11, "deactivate"))).toBe(false);
  expect(isUndone([{ ...leaver, ended: false }, activating], event(11, "deactivate"))).toBe(true);
});
