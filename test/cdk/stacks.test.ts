import { Match, type Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { functionNames, machineFiles, pascalCase, placeholderOf } from "../../cdk/folders.ts";
import { FUNCTION_TABLE, isIngress } from "../../cdk/function-table.ts";
import { IngressEnvironment, StepEnvironment } from "../../src/aws/environment.ts";
import { INDEX_NAMES } from "../../src/ports/item-store.ts";
import { indexAttributes } from "../../src/stores/table.ts";
import { actionsOf, resourcesOf, statementsOf, synthesize } from "./synthesized.ts";

const regions = synthesize();
const [{ app, data, stage }] = regions as [(typeof regions)[number]];
const [vanishing] = synthesize({ stage: "dev", regions: ["eu-west-1"], retainData: false, architecture: "x86_64" });

it("makes one stage a region, each with its data and its app", () => {
  expect(regions.map(({ stage: { stageName } }) => stageName)).toEqual([
    "mastery-prod-eu-central-1",
    "mastery-prod-us-gov-west-1",
  ]);
  expect(regions.map(({ stage: { data, app } }) => [data.region, app.region])).toEqual([
    ["eu-central-1", "eu-central-1"],
    ["us-gov-west-1", "us-gov-west-1"],
  ]);
});

describe("the data", () => {
  it("has the item store's keys, indexes and expiry", () => {
    data.hasResourceProperties("AWS::DynamoDB::Table", {
      KeySchema: [
        { AttributeName: "partition", KeyType: "HASH" },
        { AttributeName: "sort", KeyType: "RANGE" },
      ],
      TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
      GlobalSecondaryIndexes: INDEX_NAMES.map((name) => ({
        IndexName: name,
        KeySchema: [
          { AttributeName: indexAttributes(name).partition, KeyType: "HASH" },
          { AttributeName: indexAttributes(name).sort, KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "ALL" },
      })),
    });
  });

  it("is encrypted with our key, restorable to any second, and outlives the stack", () => {
    data.hasResource("AWS::DynamoDB::Table", {
      DeletionPolicy: "Retain",
      UpdateReplacePolicy: "Retain",
      Properties: Match.objectLike({
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true, SSEType: "KMS", KMSMasterKeyId: Match.anyValue() },
      }),
    });
    data.hasResource("AWS::KMS::Key", { DeletionPolicy: "Retain", Properties: { EnableKeyRotation: true } });
    expect(stage.data.terminationProtection).toBe(true);
  });

  it("may vanish with a stage that says so", () => {
    vanishing!.data.hasResource("AWS::DynamoDB::Table", { DeletionPolicy: "Delete" });
    expect(vanishing!.stage.data.terminationProtection).toBe(false);
  });
});

describe("the functions", () => {
  const functions = Object.values(resourcesOf(app, "AWS::Lambda::Function")).map(({ Properties }) => Properties);

  it("are the files of the folder, on Node 24 and Graviton", () => {
    expect(functions.map(({ FunctionName }) => FunctionName).sort()).toEqual(
      functionNames().map((name) => `mastery-prod-${name}`),
    );
    for (const { Runtime, Architectures, Handler, Timeout } of functions) {
      expect({ Runtime, Architectures, Handler }).toEqual({
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        Handler: "index.handler",
      });
      expect(Timeout).toBeLessThanOrEqual(120);
    }
  });

  it("run on another processor where a deployment says so", () => {
    vanishing!.app.allResourcesProperties("AWS::Lambda::Function", { Architectures: ["x86_64"] });
  });

  it("get the environment variables that src/aws reads", () => {
    for (const { FunctionName, Environment } of functions as unknown as readonly LambdaProperties[]) {
      const name = FunctionName.replace("mastery-prod-", "");
      const schema = isIngress(FUNCTION_TABLE[name]!) ? IngressEnvironment : StepEnvironment;
      expect(Object.keys(Environment.Variables).sort()).toEqual(Object.keys(schema.shape).sort());
    }
  });

  it("have a log group each, kept for the deployment's days", () => {
    const groups = Object.values(resourcesOf(app, "AWS::Logs::LogGroup"));
    expect(groups).toHaveLength(functionNames().length);
    for (const { Properties } of groups) expect(Properties["RetentionInDays"]).toBe(90);
  });
});

interface LambdaProperties {
  readonly FunctionName: string;
  readonly Environment: { readonly Variables: Readonly<Record<string, unknown>> };
}

describe("the roles", () => {
  it("let the ingress read the table and send to the intake queue, and nothing else", () => {
    expect(actionsOf(statementsOf(app, "IngestOktaHook"))).toEqual([
      "dynamodb:GetItem",
      "dynamodb:Query",
      "kms:Decrypt",
      "kms:DescribeKey",
      "sqs:SendMessage",
    ]);
  });

  it("open secrets only for functions that talk to Okta, and seal them only where a link is stored", () => {
    const may = (action: string) =>
      functionNames().filter((name) => allowsSecrets(statementsOf(app, pascalCase(name)), action));
    const table = (grant: "open-secrets" | "seal-secrets") =>
      functionNames().filter((name) => FUNCTION_TABLE[name]?.grants.includes(grant));
    expect(may("kms:Decrypt")).toEqual(table("open-secrets"));
    expect(may("kms:Decrypt")).not.toContain("ingest-okta-hook");
    expect(may("kms:GenerateDataKey")).toEqual(["deliver-credential"]);
  });

  it("start executions from the assessment alone", () => {
    const starters = functionNames().filter((name) =>
      actionsOf(statementsOf(app, pascalCase(name))).includes("states:StartExecution"),
    );
    expect(starters).toEqual(["assess-person"]);
  });

  it("send mail from the deployment's address alone, and only where something is told", () => {
    const sending = functionNames().filter((name) =>
      actionsOf(statementsOf(app, pascalCase(name))).includes("ses:SendEmail"),
    );
    expect(sending).toEqual(functionNames().filter((name) => FUNCTION_TABLE[name]?.grants.includes("send-mail")));
    expect(sending).toContain("write-welcome-note");
    expect(sending).not.toContain("verify-run");
    for (const name of sending) {
      const of = statementsOf(app, pascalCase(name)).filter(({ Action }) => Action === "ses:SendEmail");
      expect(of).toHaveLength(1);
      expect(of[0]?.Condition).toEqual({ StringEquals: { "ses:FromAddress": "mastery@msp.example" } });
      expect(JSON.stringify(of[0]?.Resource)).toContain("identity/msp.example");
    }
  });

  it("hold no wildcard action or resource but the indexes and the executions", () => {
    for (const owner of [...functionNames().map(pascalCase), "JoinerMachine", "LeaverMachine"]) {
      const statements = statementsOf(app, owner);
      expect(statements.length, owner).toBeGreaterThan(0);
      for (const { Action, Resource } of statements) {
        for (const action of [Action].flat())
          expect(action).not.toMatch(/^(?:\*|dynamodb:\*|sqs:\*|states:\*|lambda:\*|kms:\*)$/);
        expect(Resource).not.toBe("*");
      }
    }
  });
});

function allowsSecrets(statements: ReturnType<typeof statementsOf>, action: string): boolean {
  return statements.some(
    ({ Action, Condition }) =>
      [Action].flat().includes(action) && JSON.stringify(Condition).includes("kms:EncryptionContext:tenantId"),
  );
}

describe("the state machines", () => {
  const machines = Object.entries(resourcesOf(app, "AWS::StepFunctions::StateMachine"));

  it("are the files of the folder, as they lie there, with every placeholder substituted", () => {
    const byName = new Map(machines.map(([, { Properties }]) => [String(Properties["StateMachineName"]), Properties]));
    expect([...byName.keys()].sort()).toEqual(machineFiles().map(({ name }) => `mastery-prod-${name}`));
    for (const { name, functions } of machineFiles()) {
      const properties = byName.get(`mastery-prod-${name}`)!;
      expect(properties["DefinitionS3Location"]).toBeDefined();
      expect(Object.keys(properties["DefinitionSubstitutions"]!).sort()).toEqual(
        [...functions.map(placeholderOf), "Partition"].sort(),
      );
    }
  });

  it("may call each function that they name, and no other", () => {
    for (const { name, functions } of machineFiles()) {
      const statements = statementsOf(app, `${pascalCase(name)}Machine`);
      expect(actionsOf(statements)).toEqual(["lambda:InvokeFunction"]);
      const called = statements.flatMap(({ Resource }) => Resource as { "Fn::GetAtt": [string, string] }[]);
      const names = called.map(({ "Fn::GetAtt": [id] }) => nameOfFunction(app, id));
      expect(names.sort()).toEqual(functions.map((fn) => `mastery-prod-${fn}`).sort());
    }
  });
});

function nameOfFunction(template: Template, logicalId: string): unknown {
  return resourcesOf(template, "AWS::Lambda::Function")[logicalId]?.Properties["FunctionName"];
}

describe("the triggers", () => {
  it("give queues dead letters after five receives and six times their function's time-out", () => {
    for (const [name, queue] of [
      ["dispatch-event", "Intake"],
      ["assess-person", "Assessments"],
    ] as const) {
      const [id] = Object.keys(resourcesOf(app, "AWS::SQS::Queue")).filter((key) => key.startsWith(`${queue}Queue`));
      const { Properties } = resourcesOf(app, "AWS::SQS::Queue")[id!]!;
      expect(Properties["VisibilityTimeout"]).toBe(6 * FUNCTION_TABLE[name]!.timeoutSeconds);
      expect(Properties["RedrivePolicy"]).toMatchObject({ maxReceiveCount: 5 });
      app.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
        EventSourceArn: { "Fn::GetAtt": [id, "Arn"] },
        FunctionResponseTypes: ["ReportBatchItemFailures"],
      });
    }
    app.resourceCountIs("AWS::Lambda::EventSourceMapping", 2);
  });

  it("sweep every minute, and wake the backstop when an execution breaks", () => {
    app.hasResourceProperties("AWS::Events::Rule", { ScheduleExpression: "rate(1 minute)" });
    app.hasResourceProperties("AWS::Events::Rule", {
      EventPattern: {
        source: ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        detail: {
          status: ["FAILED", "TIMED_OUT", "ABORTED"],
          stateMachineArn: machineFiles().map(() => Match.anyValue()),
        },
      },
    });
  });

  it("serve the routes over a regional API and no other method", () => {
    app.hasResourceProperties("AWS::ApiGateway::RestApi", { EndpointConfiguration: { Types: ["REGIONAL"] } });
    const methods = Object.values(resourcesOf(app, "AWS::ApiGateway::Method")).map(
      ({ Properties }) => Properties["HttpMethod"],
    );
    expect(methods.sort()).toEqual(["GET", "GET", "GET", "POST", "POST"]);
    const parts = Object.values(resourcesOf(app, "AWS::ApiGateway::Resource")).map(
      ({ Properties }) => Properties["PathPart"],
    );
    expect(parts.sort()).toEqual(["credentials", "health", "hooks", "okta", "v1", "{claimId}", "{hookId}"]);
  });
});

it("outputs what the command line needs", async () => {
  const outputs = Object.keys(app.toJSON().Outputs);
  expect(outputs).toEqual(
    expect.arrayContaining([
      "ApiUrl",
      "TableName",
      "KeyArn",
      "MachineArnPrefix",
      "MailFrom",
      "IntakeQueueUrl",
      "IntakeDeadLettersUrl",
      "AssessmentsQueueUrl",
      "AssessmentsDeadLettersUrl",
      "JoinerMachineArn",
      "LeaverMachineArn",
    ]),
  );
});
