import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { Architecture, Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { Deployment } from "../deployments.ts";
import { bundleOf, pascalCase } from "../folders.ts";
import type { FunctionNeeds } from "../function-table.ts";

export interface MasteryFunctionProps {
  readonly name: string;
  readonly needs: FunctionNeeds;
  readonly deployment: Deployment;
  /** The folder with a bundle for each function. */
  readonly bundles: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** One Lambda of the folder, with a role and a log group of its own. */
export function masteryFunction(scope: Construct, props: MasteryFunctionProps): LambdaFunction {
  const { name, needs, deployment, bundles, environment } = props;
  const id = pascalCase(name);
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    retention: deployment.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  return new LambdaFunction(scope, id, {
    functionName: `mastery-${deployment.stage}-${name}`,
    runtime: Runtime.NODEJS_24_X,
    architecture: deployment.architecture === "arm64" ? Architecture.ARM_64 : Architecture.X86_64,
    code: Code.fromAsset(bundleOf(bundles, name)),
    handler: "index.handler",
    timeout: Duration.seconds(needs.timeoutSeconds),
    memorySize: needs.memoryMb,
    environment: { ...environment },
    logGroup,
  });
}
