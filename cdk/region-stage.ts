import { Stage, Tags } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { Deployment } from "./deployments.ts";
import { AppStack } from "./stacks/app.ts";
import { DataStack } from "./stacks/data.ts";

/** One region of a deployment: a cell that shares nothing with another region. */
export class RegionStage extends Stage {
  readonly data: DataStack;
  readonly app: AppStack;

  constructor(scope: Construct, deployment: Deployment, region: string, bundles: string) {
    const { account, stage, retainData } = deployment;
    super(scope, `mastery-${stage}-${region}`, { env: { account, region } });
    this.data = new DataStack(this, "data", { stage, retainData });
    const { table, key } = this.data;
    this.app = new AppStack(this, "app", { deployment, bundles, table, key });
    Tags.of(this).add("application", "mastery");
    Tags.of(this).add("stage", stage);
  }
}
