import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

// What Node compiles itself (packages, and all of a child process) is compiled once for all files and processes.
process.env["NODE_COMPILE_CACHE"] ??= fileURLToPath(new URL("../node_modules/.cache/mastery", import.meta.url));

/** They replace what others import (a module, the environment, the SDK's clients): each has a process of its own. */
const ALONE = [
  "test/cdk/**/*.test.ts",
  "test/unit/aws/**/*.test.ts",
  "test/unit/connectors/okta/**/*.test.ts",
  "test/unit/stores/hooks.test.ts",
];

/**
 * One run for everything that needs no network and no AWS; files run in two processes, as on a two-core machine. A
 * process loads the product once for all of its files: loading it again for each took half of the time.
 */
export default defineConfig({
  test: {
    root: ".",
    exclude: [...configDefaults.exclude, "test/shared/**", "test/aws/**", "test/long/**", "test/okta-live/**"],
    testTimeout: 0,
    hookTimeout: 0,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: "together", isolate: false, include: ["test/**/*.test.ts"], exclude: ALONE } },
      { extends: true, test: { name: "alone", include: ALONE } },
    ],
  },
});
