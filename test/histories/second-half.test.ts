import { expect, it } from "vitest";
import { playSeeds, seedsFrom, tallyLine } from "./many.ts";

const HISTORIES = 150;

it.runIf(process.env["HISTORY_SEED"] === undefined)(
  `ends ${HISTORIES} more random histories as they must`,
  async () => {
    const tally = await playSeeds(seedsFrom(151, HISTORIES));
    console.log(tallyLine(tally));
    expect(tally.failure).toBeUndefined();
    expect(tally.histories).toBe(HISTORIES);
  },
);
