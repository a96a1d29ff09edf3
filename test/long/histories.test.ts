import { expect, it } from "vitest";
import { playSeeds, seedsFrom, tallyLine } from "../histories/many.ts";
import { FIRST, HALF } from "./histories.ts";

it(`ends ${HALF} random histories as they must`, async () => {
  const tally = await playSeeds(seedsFrom(FIRST, HALF));
  console.log(tallyLine(tally));
  expect(tally.failure).toBeUndefined();
  expect(tally.histories).toBe(HALF);
});
