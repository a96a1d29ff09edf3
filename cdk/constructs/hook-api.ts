import { Stack } from "aws-cdk-lib";
import { EndpointType, LambdaIntegration, RestApi } from "aws-cdk-lib/aws-apigateway";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { Trigger } from "../function-table.ts";

export type HttpTrigger = Extract<Trigger, { kind: "http" }>;

/** The regional REST API in front of the HTTP functions; nothing else answers. */
export class HookApi extends Construct {
  readonly api: RestApi;

  /** With the stage. Made of the API alone: its deployment waits for the functions, which are told this address. */
  readonly address: string;

  constructor(scope: Construct, id: string, stage: string) {
    super(scope, id);
    this.api = new RestApi(this, "Api", {
      restApiName: `mastery-${stage}`,
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: false,
      deployOptions: { stageName: stage },
    });
    this.api.node.tryRemoveChild("Endpoint"); // an output under a name of its own; the stack has ApiUrl
    const { region, urlSuffix } = Stack.of(this);
    this.address = `https://${this.api.restApiId}.execute-api.${region}.${urlSuffix}/${stage}/`;
  }

  serve(routes: readonly (readonly [IFunction, HttpTrigger])[]): void {
    for (const [fn, { path, methods }] of routes) {
      const resource = this.api.root.resourceForPath(path);
      const integration = new LambdaIntegration(fn);
      for (const method of methods) resource.addMethod(method, integration);
    }
  }
}
