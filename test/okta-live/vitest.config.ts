import { defineConfig } from "vitest/config";

/** The directory's contract and the open questions against a live org; `npm run test:okta` sets the stage. */
export default defineConfig({
  test: {
    root: ".",
    include: ["test/okta-live/**/*.test.ts"],
    testTimeout: 0,
    hookTimeout: 0,
    // One org, one file at a time: its rate limits are shared.
    fileParallelism: false,
    globalSetup: ["test/okta-live/sweep-leftovers.ts"],
  },
});
