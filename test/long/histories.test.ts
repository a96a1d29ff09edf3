import { expect, it } from "vitest";
import { playSeeds, seedsFrom, tallyLine } from "../histories/many.ts";

/** Other seeds than those of `npm test`; another first seed gives another ten thousand. */
const FIRST = Number(process.env["HISTORY_FIRST"] ?? 1_000_000);
const HISTORIES = Number(process.env["HISTORIES"] ?? 10_000);

it(`ends ${HISTORIES} random histories as they must`, async () => {
  const tally = await playSeeds(seedsFrom(FIRST, HISTORIES));
  console.log(tallyLine(tally));
  expect(tally.failure).toBeUndefined();
  expect(tally.histories).toBe(HISTORIES);
});
