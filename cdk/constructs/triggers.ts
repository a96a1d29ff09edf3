import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction as LambdaTarget } from "aws-cdk-lib/aws-events-targets";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";

/** The function works on the queue; each message of a batch succeeds or fails alone. */
export function consumeQueue(fn: IFunction, queue: IQueue, batchSize: number): void {
  fn.addEventSource(new SqsEventSource(queue, { batchSize, reportBatchItemFailures: true }));
}

/** A minute that was missed is not made up for: the next one does the same. */
export function runEveryMinute(scope: Construct, id: string, fn: IFunction): void {
  const target = new LambdaTarget(fn, { retryAttempts: 0, maxEventAge: Duration.minutes(1) });
  new Rule(scope, id, { schedule: Schedule.rate(Duration.minutes(1)), targets: [target] });
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
export function onBrokenExecution(
  scope: Construct,
  id: string,
  fn: IFunction,
  machines: readonly StateMachine[],
): void {
  new Rule(scope, id, {
    eventPattern: {
      source: ["aws.states"],
      detailType: ["Step Functions Execution Status Change"],
      detail: {
        status: ["FAILED", "TIMED_OUT", "ABORTED"],
        stateMachineArn: machines.map(({ stateMachineArn }) => stateMachineArn),
      },
    },
    targets: [new LambdaTarget(fn)],
  });
}
