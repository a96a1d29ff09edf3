import { expect, it } from "vitest";
import { historyOf } from "./history.ts";
import { playSeeds, seedsFrom, tallyLine } from "./many.ts";
import { play } from "./play.ts";
import { REGRESSIONS } from "./regressions.ts";

const named = process.env["HISTORY_SEED"];
/** The second half is in a file of its own, so that both of the machine's cores play. */
const HISTORIES = 150;

if (named !== undefined)
  it(`ends history ${named} as it must`, async () => {
    const { failure } = await playSeeds([Number(named)]);
    expect(failure).toBeUndefined();
  });
else
  it(`ends ${HISTORIES} random histories as they must`, async () => {
    const tally = await playSeeds(seedsFrom(1, HISTORIES));
    console.log(tallyLine(tally));
    expect(tally.failure).toBeUndefined();
    expect(tally.histories).toBe(HISTORIES);
    // Nothing of what is to be survived is missing from the mix.
    for (const what of [
      "crashes",
      "orders",
      "lost",
      "repeated",
      "late",
      "fault 429",
      "fault hang",
      "fault lost-answer",
      "faults met by them",
      "gaps",
    ])
      expect(tally.counts[what], what).toBeGreaterThan(0);
  });

it("plays a history the same way twice", async () => {
  const [one, other] = [await play(historyOf(11)), await play(historyOf(11))];
  expect(other).toEqual(one);
  expect(one.effects.length).toBeGreaterThan(0);
});

it.each(REGRESSIONS)("ends as it must: $what", async ({ history }) => {
  expect((await play(history)).problems).toEqual([]);
});
