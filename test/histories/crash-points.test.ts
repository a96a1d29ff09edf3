import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { dieEverywhere, FLOWS, withTable } from "./crash-points.ts";

/** `npm run test:long` takes every point; here it is one of so many, from the first on. */
const STRIDE = 25;
const PAGE = fileURLToPath(new URL("../../docs/reliability.md", import.meta.url));

it.each(FLOWS)(`completes once wherever the process dies, at one effect of ${STRIDE}: $name`, async (flow) => {
  const { points, failures } = await dieEverywhere(flow, STRIDE);
  expect(failures).toEqual([]);
  expect(points).toBeGreaterThan(8);
});

it("has the table of all points in docs/reliability.md", async () => {
  const page = readFileSync(PAGE, "utf8");
  const current = await withTable(page);
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(PAGE, current);
  else expect(page).toBe(current);
});
