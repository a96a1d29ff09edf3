import { defineConfig } from "vitest/config";

/** Deploys to AWS_ENDPOINT_URL with the CDK CLI and works on the stack: `npm run test:aws`. */
export default defineConfig({
  test: {
    root: ".",
    include: ["test/aws/deploy/**/*.test.ts"],
    globalSetup: ["test/aws/require-endpoint.ts"],
    testTimeout: 0,
    hookTimeout: 0,
    fileParallelism: false,
  },
});
