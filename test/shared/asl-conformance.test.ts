import { join } from "node:path";
import { expect, it } from "vitest";
import { loadCases } from "../../src/local/asl/conformance/cases.ts";
import { reportOf, tallyOf } from "../../src/local/asl/conformance/report.ts";
import { runCase } from "../../src/local/asl/conformance/run-case.ts";

/** Below this share the interpreter is not what Step Functions is. */
const LEAST_SHARE = 0.97;

it("runs the recorded JSONata cases as Step Functions did", async () => {
  const reference = process.env["MASTERY_REFERENCE_DIR"];
  if (reference === undefined) {
    throw new Error("Set MASTERY_REFERENCE_DIR to the folder that holds asl-conformance/ to run the recorded cases");
  }
  const verdicts = [];
  for (const one of await loadCases(join(reference, "asl-conformance"))) verdicts.push(await runCase(one));
  const { passed, failed } = tallyOf(verdicts);
  expect(passed, "there are JSONata cases").toBeGreaterThan(0);
  expect(passed / (passed + failed), reportOf(verdicts)).toBeGreaterThanOrEqual(LEAST_SHARE);
});
