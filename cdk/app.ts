/** The CDK app: `cdk.json` runs it. Deployments come from `-c deployments=FILE`, MASTERY_DEPLOYMENTS or cdk/deployments.json. */
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { readDeployments } from "./deployments.ts";
import { FEATURE_FLAGS } from "./feature-flags.ts";
import { BUNDLES, functionNames, machineFiles } from "./folders.ts";
import { RegionStage } from "./region-stage.ts";

const started = performance.now();
// Without the CDK CLI, which sets CDK_OUTDIR, the assembly goes where the CLI would look for it.
const outdir = process.env["CDK_OUTDIR"] ?? "cdk.out";
const app = new App({ outdir, context: { ...FEATURE_FLAGS }, analyticsReporting: false });
const file: unknown =
  app.node.tryGetContext("deployments") ??
  process.env["MASTERY_DEPLOYMENTS"] ??
  join(import.meta.dirname, "deployments.json");

const stages = readDeployments(String(file)).flatMap((deployment) =>
  deployment.regions.map((region) => new RegionStage(app, deployment, region, BUNDLES)),
);
app.synth();

const counts = `${functionNames().length} functions and ${machineFiles().length} state machines`;
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.error(`synthesized ${stages.map(({ stageName }) => stageName).join(", ")}: ${counts} each, in ${seconds} s`);
