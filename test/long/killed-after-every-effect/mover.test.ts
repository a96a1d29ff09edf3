import { expect, it } from "vitest";
import { expectCompleteMover } from "../../stories/once-and-complete.ts";
import { dieEverywhere } from "./die-everywhere.ts";

it("completes a mover, once, after whichever effect its process is killed", async () => {
  const { points, failures } = await dieEverywhere({
    act: "move",
    accountOf: ({ employee }) => employee,
    before: async ({ live, change, employee: accountId }) => {
      expect(await live({ accountId, act: "move" })).toBe(0); // the first look, which adopts
      await change(accountId, { department: "Help desk" });
    },
    expectComplete: expectCompleteMover,
  });
  console.log(`mover: killed at ${points} points`);
  expect(failures).toEqual([]);
  expect(points).toBeGreaterThan(40);
});
