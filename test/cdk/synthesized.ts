/** Stacks as templates, with empty folders where the bundles would be, so that nothing is built. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import type { Deployment } from "../../cdk/deployments.ts";
import { FEATURE_FLAGS } from "../../cdk/feature-flags.ts";
import { functionNames } from "../../cdk/folders.ts";
import { RegionStage } from "../../cdk/region-stage.ts";

export const DEPLOYMENT: Deployment = {
  stage: "prod",
  account: "111122223333",
  regions: ["eu-central-1", "us-gov-west-1"],
  architecture: "arm64",
  retainData: true,
  logRetentionDays: 90,
  mail: { from: "mastery@msp.example" },
};

export interface Synthesized {
  readonly data: Template;
  readonly app: Template;
  readonly stage: RegionStage;
}

/** One stage a region. */
export function synthesize(more: Partial<Deployment> = {}): readonly Synthesized[] {
  const deployment = { ...DEPLOYMENT, ...more };
  const folder = mkdtempSync(join(tmpdir(), "mastery-cdk-"));
  for (const name of functionNames()) {
    mkdirSync(join(folder, "bundles", name), { recursive: true });
    writeFileSync(join(folder, "bundles", name, "index.mjs"), `// ${name}`);
  }
  const app = new App({ outdir: join(folder, "cdk.out"), context: { ...FEATURE_FLAGS }, analyticsReporting: false });
  const stages = deployment.regions.map((region) => new RegionStage(app, deployment, region, join(folder, "bundles")));
  const synthesized = stages.map((stage) => ({
    stage,
    data: Template.fromStack(stage.data),
    app: Template.fromStack(stage.app),
  }));
  rmSync(folder, { recursive: true });
  return synthesized;
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, never>>;
  readonly DeletionPolicy?: string;
}

/** Resources of one type by their logical ids. */
export const resourcesOf = (template: Template, type: string): Readonly<Record<string, Resource>> =>
  template.findResources(type) as Record<string, Resource>;

export interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** What the role of a resource may do, by the beginning of its logical id. */
export function statementsOf(template: Template, owner: string): readonly Statement[] {
  return Object.entries(template.findResources("AWS::IAM::Policy"))
    .filter(([id]) => id.startsWith(`${owner}ServiceRole`) || id.startsWith(`${owner}Role`))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[]);
}

export const actionsOf = (statements: readonly Statement[]): readonly string[] =>
  [...new Set(statements.flatMap(({ Action }) => Action))].sort();
