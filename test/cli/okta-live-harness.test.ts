/** `npm run test:okta` without a live org: it says what to set, and on the emulator it works. */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

async function testOkta(...args: readonly string[]): Promise<{ status: number | null; said: string }> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(MASTERY_TEST_|VITEST)/.test(name)));
  const path = `${ROOT}node_modules/.bin${process.platform === "win32" ? ";" : ":"}${env["PATH"]}`;
  const child = spawn(process.execPath, ["scripts/test-okta.ts", ...args], {
    cwd: ROOT,
    env: { ...env, PATH: path, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const status = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { said: await text(child.stdout), status: await status };
}

it("names what to set, and counts every test as skipped", async () => {
  const { status, said } = await testOkta();
  expect(status).toBe(0);
  expect(said).toContain("MASTERY_TEST_OKTA_ORG_URL");
  const skipped = Number(/^0 passed, 0 failed, (\d+) skipped$/m.exec(said)?.[1]);
  expect(skipped).toBeGreaterThan(60);
});

it("puts its questions to the emulator, prints the answers, and leaves nothing behind", async () => {
  const { status, said } = await testOkta("--emulator", "test/okta-live/questions.test.ts");
  expect(said).toContain("stands in for a live org");
  expect(said).toMatch(/QUESTION the If-Match failure code\s+ANSWER 412/);
  expect(said).toMatch(/QUESTION whether the retry reuses eventId\s+ANSWER yes/);
  expect(said).toMatch(/4 passed \| 4 skipped/);
  expect(status).toBe(0);
});
