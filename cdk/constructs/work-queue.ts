import { Duration } from "aws-cdk-lib";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

/** As the local runtime: then a message is a dead letter. */
const MAX_RECEIVES = 5;

/** A standard queue with its dead letters. Message groups make it fair between tenants; order is not kept. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  /** @param functionTimeout of the function that works on it. */
  constructor(scope: Construct, id: string, functionTimeout: Duration) {
    super(scope, id);
    const encryption = QueueEncryption.SQS_MANAGED;
    const fourteenDays = Duration.days(14);
    this.deadLetters = new Queue(this, "DeadLetters", { encryption, enforceSSL: true, retentionPeriod: fourteenDays });
    this.queue = new Queue(this, "Queue", {
      encryption,
      enforceSSL: true,
      retentionPeriod: fourteenDays,
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html: six times the function's time-out
      visibilityTimeout: Duration.seconds(functionTimeout.toSeconds() * 6),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
  }
}
