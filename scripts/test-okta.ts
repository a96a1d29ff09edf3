// Runs test/okta-live against the Okta org that the environment names, or against the emulator with --emulator, which
// proves the harness and answers nothing about Okta.
import { spawn, spawnSync } from "node:child_process";

const CONFIG = "test/okta-live/vitest.config.ts";
const ORG_URL = "MASTERY_TEST_OKTA_ORG_URL";
const TOKEN = "MASTERY_TEST_OKTA_TOKEN";
const shell = process.platform === "win32";

const args = process.argv.slice(2);
const withEmulator = args.includes("--emulator");
const rest = args.filter((arg) => arg !== "--emulator");
const { env } = process;
const isNamed =
  env[ORG_URL] && (env[TOKEN] || (env["MASTERY_TEST_OKTA_CLIENT_ID"] && env["MASTERY_TEST_OKTA_PRIVATE_KEY"]));

if (withEmulator) await runOnEmulator();
else if (isNamed) process.exitCode = await vitest({});
else explain();

function vitest(more: Readonly<Record<string, string>>): Promise<number> {
  const child = spawn("vitest", ["run", "--config", CONFIG, ...rest], {
    stdio: "inherit",
    shell,
    env: { ...env, ...more },
  });
  return new Promise((resolve) => child.once("close", (status) => resolve(status ?? 1)));
}

async function runOnEmulator(): Promise<void> {
  const { startOktaEmulator } = await import("../src/emulators/okta/index.ts");
  const emulator = await startOktaEmulator({ orgs: [{ id: "default", settings: { rateLimits: "off" } }] });
  console.log(`The emulator at ${emulator.url} stands in for a live org: what it answers says nothing about Okta.`);
  const token = emulator.org("default").apiToken;
  process.exitCode = await vitest({ [ORG_URL]: emulator.url, [TOKEN]: token, MASTERY_TEST_OKTA_PUBLIC_URL: "local" });
  await emulator.close();
}

function explain(): void {
  const listed = spawnSync("vitest", ["list", "--config", CONFIG, "--json", "--no-static-parse"], {
    shell,
    env,
    encoding: "utf8",
  });
  const tests: unknown = JSON.parse(listed.stdout);
  console.log(`No live org is named. Set, for a test org of its own:
  ${ORG_URL}       https://dev-123.okta.com
  ${TOKEN}         an API token of a Super Administrator; or, for a service app,
  MASTERY_TEST_OKTA_CLIENT_ID     its client id and
  MASTERY_TEST_OKTA_PRIVATE_KEY   its RSA key (JWK or PEM)
  MASTERY_TEST_OKTA_PUBLIC_URL    optional: an https address that leads to MASTERY_TEST_OKTA_PUBLIC_PORT here
Or try the harness on the emulator: npm run test:okta -- --emulator
0 passed, 0 failed, ${Array.isArray(tests) ? tests.length : 0} skipped`);
}
