import { expect, it } from "vitest";
import { expectCompleteContainment } from "../../stories/once-and-complete.ts";
import { dieEverywhere } from "./die-everywhere.ts";

it("completes a containment, once, after whichever effect its process is killed", async () => {
  const { points, failures } = await dieEverywhere({
    act: "contain",
    mode: "ad",
    accountOf: ({ employee }) => employee,
    expectComplete: expectCompleteContainment,
  });
  console.log(`containment: killed at ${points} points`);
  expect(failures).toEqual([]);
  expect(points).toBeGreaterThan(40);
});
