import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readDeployments } from "../../cdk/deployments.ts";

const VALID = { stage: "prod", account: "111122223333", regions: ["eu-central-1"], mail: { from: "it@msp.example" } };

const folder = mkdtempSync(join(tmpdir(), "mastery-deployments-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(content: unknown): string {
  const file = join(folder, "deployments.json");
  writeFileSync(file, JSON.stringify(content));
  return file;
}
const read =
  (...deployments: readonly object[]) =>
  () =>
    readDeployments(fileWith({ deployments }));

it("reads the repository's own file", () => {
  expect(readDeployments("cdk/deployments.json").length).toBeGreaterThan(0);
});

it("fills in what a deployment leaves out with the safe choice", () => {
  expect(read(VALID)()).toEqual([{ ...VALID, architecture: "arm64", retainData: true, logRetentionDays: 90 }]);
});

it.each([
  ["an account that is no account id", { ...VALID, account: "12345" }, /12 digits/],
  ["a region that is none", { ...VALID, regions: ["europe"] }, /must be a region/],
  ["a region that is named twice", { ...VALID, regions: ["eu-central-1", "eu-central-1"] }, /names a region twice/],
  ["a stage with capitals", { ...VALID, stage: "Prod" }, /lower-case/],
  ["a sender that is no address", { ...VALID, mail: { from: "the help desk" } }, /must be an e-mail address/],
  ["a deployment without a sender", { ...VALID, mail: undefined }, /mail/],
  ["a member that it does not know", { ...VALID, retain: true }, /retain/],
])("refuses %s", (_what, deployment, problem) => {
  expect(read(deployment)).toThrow(problem);
});

it("refuses a stage that is named twice", () => {
  expect(read(VALID, VALID)).toThrow(/names a stage twice/);
});
