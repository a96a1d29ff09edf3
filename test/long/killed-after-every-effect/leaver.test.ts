import { expect, it } from "vitest";
import { expectCompleteLeaver } from "../../stories/once-and-complete.ts";
import { dieEverywhere } from "./die-everywhere.ts";

it("completes a leaver, once, after whichever effect its process is killed", async () => {
  const { points, failures } = await dieEverywhere({
    act: "leave",
    accountOf: ({ employee }) => employee,
    expectComplete: expectCompleteLeaver,
  });
  console.log(`leaver: killed at ${points} points`);
  expect(failures).toEqual([]);
  expect(points).toBeGreaterThan(40);
});
