import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";

/** How many files of the SDK a fresh process has loaded after importing this. */
function sdkFilesAfterImporting(file: string): number {
  const url = new URL(`../../../../src/connectors/okta/${file}`, import.meta.url);
  const script = `
    const { Module } = await import("node:module");
    await import(${JSON.stringify(url.href)});
    console.log(Object.keys(Module._cache).filter((path) => path.includes("okta-sdk-nodejs")).length);
  `;
  const args = ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", script];
  return Number(execFileSync(process.execPath, args, { encoding: "utf8" }));
}

it("validating a configuration loads nothing of the SDK", () => {
  expect(sdkFilesAfterImporting("config.ts")).toBe(0);
});

it("having a directory loads nothing of the SDK until it is used", () => {
  expect(sdkFilesAfterImporting("index.ts")).toBe(0);
});

it("the client is where the SDK comes in", () => {
  expect(sdkFilesAfterImporting("client.ts")).toBeGreaterThan(100);
});
