import { expect, it } from "vitest";
import { expectCompleteJoiner } from "../../stories/once-and-complete.ts";
import { dieEverywhere } from "./die-everywhere.ts";

it("completes a joiner, once, after whichever effect its process is killed", async () => {
  const { points, failures } = await dieEverywhere({
    act: "join",
    accountOf: ({ newHire }) => newHire,
    expectComplete: expectCompleteJoiner,
  });
  console.log(`joiner: killed at ${points} points`);
  expect(failures).toEqual([]);
  expect(points).toBeGreaterThan(40);
});
