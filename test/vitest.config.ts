import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// What Node compiles itself (packages, and all of a child process) is compiled once for all files and processes.
process.env["NODE_COMPILE_CACHE"] ??= fileURLToPath(new URL("../node_modules/.cache/mastery", import.meta.url));

/** They replace what others import (a module, the environment, the SDK's clients): each has a process of its own. */
const ALONE = [
  "test/cdk/**/*.test.ts",
  "test/unit/aws/**/*.test.ts",
  "test/unit/connectors/okta/**/*.test.ts",
  "test/unit/stores/hooks.test.ts",
];

/** They begin while there is other work left for the second core. */
const LONGEST = ["histories/histories", "histories/second-half", "local/demo", "histories/crash-points"];

/** Vitest knows how long a file takes from its last run only, and the first run is to be a short one too. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    const first = LONGEST.flatMap((name) => others.filter(({ moduleId }) => moduleId.endsWith(`/${name}.test.ts`)));
    return [...new Set([...first, ...others])];
  }
}

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
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: "jointly", isolate: false, include: ["test/**/*.test.ts"], exclude: ALONE } },
      { extends: true, test: { name: "singly", include: ALONE } },
    ],
  },
});
