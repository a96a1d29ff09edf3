import { defineConfig } from "vitest/config";

/** What compares the product with the reference folders in MASTERY_REFERENCE_DIR; `npm run check:shared` sets the stage. */
export default defineConfig({
  test: {
    root: ".",
    include: ["test/shared/**/*.test.ts"],
    testTimeout: 0,
    hookTimeout: 0,
    maxWorkers: 2,
  },
});
