import { ArnFormat, CfnOutput, Duration, Stack, type StackProps } from "aws-cdk-lib";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { Key } from "aws-cdk-lib/aws-kms";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { grant } from "../constructs/grants.ts";
import { HookApi } from "../constructs/hook-api.ts";
import { machineFromFile, machineNameOf } from "../constructs/machine.ts";
import { masteryFunction } from "../constructs/mastery-function.ts";
import { consumeQueue, onBrokenExecution, runEveryMinute } from "../constructs/triggers.ts";
import { WorkQueue } from "../constructs/work-queue.ts";
import type { Deployment } from "../deployments.ts";
import { functionNames, machineFiles, pascalCase } from "../folders.ts";
import { FUNCTION_TABLE, type FunctionNeeds, isIngress } from "../function-table.ts";

export interface AppStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly bundles: string;
  readonly table: Table;
  readonly key: Key;
}

interface Deployed {
  readonly name: string;
  readonly needs: FunctionNeeds;
  readonly fn: LambdaFunction;
}

/** Everything that a release replaces: functions, queues, state machines, API, schedules. */
export class AppStack extends Stack {
  readonly #deployment: Deployment;
  readonly #queues: Readonly<Record<"intake" | "assessments", WorkQueue>>;
  readonly #api: HookApi;
  readonly #functions: readonly Deployed[];

  constructor(scope: Construct, id: string, props: AppStackProps) {
    super(scope, id, props);
    this.#deployment = props.deployment;
    this.#queues = {
      intake: new WorkQueue(this, "Intake", timeoutOf("dispatch-event")),
      assessments: new WorkQueue(this, "Assessments", timeoutOf("assess-person")),
    };
    this.#api = new HookApi(this, "Hooks", props.deployment.stage);
    this.#functions = this.#makeFunctions(props);
    const machines = machineFiles().map((file) =>
      machineFromFile(this, props.deployment.stage, file, (name) => this.#functionNamed(name)),
    );
    this.#connect(machines);
    this.#api.serve(this.#httpRoutes());
    this.#output(props, machines);
  }

  #makeFunctions(props: AppStackProps): readonly Deployed[] {
    const { deployment, bundles, table, key } = props;
    const intake = this.#queues.intake.queue;
    const assessments = this.#queues.assessments.queue;
    const machineNames = machineFiles().map(({ name }) => machineNameOf(deployment.stage, name));
    return functionNames().map((name) => {
      const needs = needsOf(name);
      const environment = isIngress(needs) ? this.#ingressEnvironment(props) : this.#environment(props);
      const fn = masteryFunction(this, { name, needs, deployment, bundles, environment });
      grant(fn, needs.grants, { table, key, intake, assessments, machineNames, mailFrom: deployment.mail.from });
      return { name, needs, fn };
    });
  }

  #ingressEnvironment({ table }: AppStackProps): Record<string, string> {
    return { MASTERY_TABLE: table.tableName, MASTERY_INTAKE_QUEUE_URL: this.#queues.intake.queue.queueUrl };
  }

  #environment(props: AppStackProps): Record<string, string> {
    return {
      ...this.#ingressEnvironment(props),
      MASTERY_ASSESSMENTS_QUEUE_URL: this.#queues.assessments.queue.queueUrl,
      MASTERY_KEY_ARN: props.key.keyArn,
      MASTERY_MACHINE_ARN_PREFIX: this.#machineArnPrefix(),
      MASTERY_MAIL_FROM: this.#deployment.mail.from,
      MASTERY_API_URL: this.#api.address,
    };
  }

  #machineArnPrefix(): string {
    const resourceName = machineNameOf(this.#deployment.stage, "");
    const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
    return this.formatArn({ service: "states", resource: "stateMachine", resourceName, arnFormat });
  }

  #functionNamed(name: string): LambdaFunction {
    const found = this.#functions.find((deployed) => deployed.name === name);
    if (!found) throw new Error(`there is no function ${name}`);
    return found.fn;
  }

  #connect(machines: readonly StateMachine[]): void {
    for (const { name, needs, fn } of this.#functions) {
      const { trigger } = needs;
      if (trigger.kind === "queue") consumeQueue(fn, this.#queues[trigger.queue].queue, trigger.batchSize);
      if (trigger.kind === "every-minute") runEveryMinute(this, `${pascalCase(name)}EveryMinute`, fn);
      if (trigger.kind === "execution-broke") onBrokenExecution(this, `${pascalCase(name)}WhenBroken`, fn, machines);
    }
  }

  #httpRoutes() {
    return this.#functions.flatMap(({ fn, needs: { trigger } }) =>
      trigger.kind === "http" ? [[fn, trigger] as const] : [],
    );
  }

  /** The command line reads these; src/aws/stack-outputs.ts names them too. */
  #output({ table, key }: AppStackProps, machines: readonly StateMachine[]): void {
    const { intake, assessments } = this.#queues;
    const outputs: Record<string, string> = {
      ApiUrl: this.#api.address,
      TableName: table.tableName,
      KeyArn: key.keyArn,
      IntakeQueueUrl: intake.queue.queueUrl,
      IntakeDeadLettersUrl: intake.deadLetters.queueUrl,
      AssessmentsQueueUrl: assessments.queue.queueUrl,
      AssessmentsDeadLettersUrl: assessments.deadLetters.queueUrl,
      MachineArnPrefix: this.#machineArnPrefix(),
      MailFrom: this.#deployment.mail.from,
    };
    for (const machine of machines) outputs[`${machine.node.id}Arn`] = machine.stateMachineArn;
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

function needsOf(name: string): FunctionNeeds {
  const needs = FUNCTION_TABLE[name];
  if (!needs) throw new Error(`functions/${name}.ts is not in cdk/function-table.ts`);
  return needs;
}

function timeoutOf(name: string): Duration {
  return Duration.seconds(needsOf(name).timeoutSeconds);
}
