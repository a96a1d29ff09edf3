import { defineConfig } from "vitest/config";

/** One run for everything that needs no network and no AWS; files run in two processes, as on a two-core machine. */
export default defineConfig({
  test: {
    root: ".",
    include: ["test/**/*.test.ts"],
    exclude: ["test/shared/**", "test/aws/**", "test/long/**", "test/okta-live/**"],
    testTimeout: 0,
    hookTimeout: 0,
    maxWorkers: 2,
  },
});
