import { defineConfig } from "vitest/config";

/** Runs against AWS_ENDPOINT_URL: `node scripts/aws-emulator.ts npx vitest run --config test/aws/vitest.config.ts`. */
export default defineConfig({
  test: {
    root: ".",
    include: ["test/aws/**/*.test.ts"],
    exclude: ["test/aws/deploy/**"],
    globalSetup: ["test/aws/require-endpoint.ts"],
    testTimeout: 0,
    hookTimeout: 0,
    maxWorkers: 2,
  },
});
