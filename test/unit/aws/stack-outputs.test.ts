import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readStackOutputs } from "../../../src/aws/stack-outputs.ts";

const folder = mkdtempSync(join(tmpdir(), "mastery-outputs-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const file = join(folder, "outputs.json");
  writeFileSync(file, text);
  return file;
}

function outputsIn(region: string) {
  const queue = (name: string) => `https://sqs.${region}.amazonaws.com/111122223333/${name}`;
  return {
    TableName: "table",
    KeyArn: `arn:aws:kms:${region}:111122223333:key/k`,
    MailFrom: "mastery@msp.example",
    ApiUrl: `https://abc.execute-api.${region}.amazonaws.com/prod/`,
    MachineArnPrefix: `arn:aws:states:${region}:111122223333:stateMachine:mastery-prod-`,
    IntakeQueueUrl: queue("intake"),
    IntakeDeadLettersUrl: queue("intake-dead"),
    AssessmentsQueueUrl: queue("assessments"),
    AssessmentsDeadLettersUrl: queue("assessments-dead"),
  };
}

const two = () =>
  fileWith(
    JSON.stringify({
      "prod-eu-data": { ExportsOutput: "x" },
      "prod-eu-app": outputsIn("eu-central-1"),
      "prod-us-app": outputsIn("us-east-1"),
    }),
  );

it("finds the one app among the stacks of a file, in whatever region the shell is", () => {
  const file = fileWith(JSON.stringify({ data: { ExportsOutput: "x" }, app: outputsIn("eu-central-1") }));
  expect(readStackOutputs(file, "ap-southeast-2")).toMatchObject({ KeyArn: expect.stringContaining("eu-central-1") });
});

it("takes the stack of AWS_REGION where a file holds several", () => {
  expect(readStackOutputs(two(), "us-east-1")).toMatchObject({ KeyArn: expect.stringContaining("us-east-1") });
});

it("asks for a region, naming those that there are, rather than taking any", () => {
  expect(() => readStackOutputs(two(), undefined)).toThrow(/eu-central-1, us-east-1.*AWS_REGION/);
});

it.each([
  ["no stack of ours", JSON.stringify({ other: { Url: "https://example.com" } })],
  ["no JSON", "outputs"],
])("refuses a file with %s", (_what, text) => {
  expect(() => readStackOutputs(fileWith(text), undefined)).toThrow(/cdk deploy --outputs-file/);
});
