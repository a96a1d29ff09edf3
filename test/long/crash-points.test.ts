import { expect, it } from "vitest";
import { dieEverywhere, FLOWS } from "../histories/crash-points.ts";

it.each(FLOWS)("completes once wherever the process dies, before and after every effect: $name", async (flow) => {
  const { points, failures } = await dieEverywhere(flow);
  console.log(`${flow.name}: died at ${points} points`);
  expect(failures).toEqual([]);
});
