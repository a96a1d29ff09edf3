import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { filesMatching, ROOT } from "./source-files.ts";

// One process loads a module once for many files of tests, so that a hook at the top of a module which several files
// import would run for the first of them only.
const HOOK_AT_THE_TOP = /^(?:before|after)(?:Each|All)\(/m;

it("no module that files of tests share registers a hook as it is loaded", () => {
  const shared = filesMatching("test/**/*.ts").filter((path) => !path.endsWith(".test.ts"));
  expect(shared.length).toBeGreaterThan(50);
  expect(shared.filter((path) => HOOK_AT_THE_TOP.test(readFileSync(join(ROOT, path), "utf8")))).toEqual([]);
});
