/** These tests make and delete tables and queues, so they never pick an AWS account by themselves. */
export function setup(): void {
  if (process.env["AWS_ENDPOINT_URL"]) return;
  throw new Error(
    "AWS_ENDPOINT_URL is not set. Run these tests against the local emulator with\n" +
      "  node scripts/aws-emulator.ts npx vitest run --config test/aws/vitest.config.ts\n" +
      "or set AWS_ENDPOINT_URL, AWS_REGION and credentials to use another endpoint.",
  );
}
