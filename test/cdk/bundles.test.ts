import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import { functionNames } from "../../cdk/folders.ts";
import { bundleBudget } from "../../scripts/bundle-budgets.ts";
import { type Bundle, bundleFunctions } from "../../scripts/bundle-functions.ts";

const folder = mkdtempSync(join(tmpdir(), "mastery-bundles-"));
const bundles = new Map<string, Bundle>();
for (const bundle of await bundleFunctions(folder)) bundles.set(bundle.name, bundle);

afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

type Handler = (event: unknown, context: object) => Promise<unknown>;

async function load(name: string): Promise<Handler> {
  const module = (await import(pathToFileURL(join(folder, name, "index.mjs")).href)) as { readonly handler: Handler };
  return module.handler;
}

it("makes a bundle for each function, within its budget", () => {
  expect([...bundles.keys()].sort()).toEqual(functionNames());
  for (const { name, bytes, bytesAtStart } of bundles.values()) {
    const budget = bundleBudget(name);
    expect(bytes, name).toBeLessThanOrEqual(budget.bytes);
    expect(bytesAtStart, `${name} at start`).toBeLessThanOrEqual(budget.bytesAtStart);
  }
});

it.each(["ingest-okta-hook", "check-health"])("keeps what %s never uses out of its bundle", (name) => {
  const { inputs } = bundles.get(name)!;
  const strangers = inputs.filter((path) => /@okta\/|@aws-sdk\/|src\/(?:local|emulators|cli|api)\/|aws-cdk/.test(path));
  expect(strangers).toEqual([]);
});

it("holds nothing of the laptop's runtime, the emulators or the tooling in any bundle", () => {
  for (const { name, inputs } of bundles.values()) {
    const strangers = inputs.filter((path) =>
      /^(?:src\/(?:local|emulators|cli)|cdk|test|scripts)\/|aws-cdk/.test(path),
    );
    expect(strangers, name).toEqual([]);
  }
});

it("leaves Okta's SDK to the moment at which a step first talks to Okta", () => {
  const { inputs, bytes, bytesAtStart } = bundles.get("clear-sessions")!;
  expect(inputs.some((path) => path.includes("@okta/okta-sdk-nodejs"))).toBe(true);
  expect(bytesAtStart).toBeLessThan(1_000_000);
  expect(bytes).toBeGreaterThan(2_000_000);
});

it("runs from its folder, and keeps the names of errors that Retry and Catch match", async () => {
  vi.stubEnv("MASTERY_TABLE", "");
  const clearSessions = await load("clear-sessions");
  await expect(clearSessions({}, {})).rejects.toMatchObject({
    name: "InvalidInput",
    message: expect.stringContaining("MASTERY_TABLE"),
  });
});

it("answers 500 from the ingress when it cannot start, so that Okta sends again", async () => {
  const ingest = await load("ingest-okta-hook");
  await expect(ingest({ httpMethod: "GET" }, {})).resolves.toMatchObject({ statusCode: 500 });
});
