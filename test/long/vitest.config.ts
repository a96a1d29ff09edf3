import { defineConfig } from "vitest/config";

/** What takes minutes: long random runs, kept out of `npm test`. */
export default defineConfig({
  test: {
    root: ".",
    include: ["test/long/**/*.test.ts"],
    testTimeout: 0,
    hookTimeout: 0,
    maxWorkers: 2,
  },
});
