// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html

/** AWS's own names, and whether the same call may succeed later without anybody doing anything. */
const AWS_ERRORS: Readonly<Record<string, boolean>> = {
  // A Lambda function that ran into its own time-out, by `lambda:invoke`.
  "Sandbox.Timedout": true,
  "States.ALL": false,
  "States.BranchFailed": false,
  "States.DataLimitExceeded": false,
  "States.ExceedToleratedFailureThreshold": false,
  "States.HeartbeatTimeout": true,
  "States.Http.Socket": true,
  "States.ItemReaderFailed": true,
  "States.NoChoiceMatched": false,
  "States.Permissions": false,
  "States.QueryEvaluationError": false,
  "States.ResultWriterFailed": true,
  "States.Runtime": false,
  "States.TaskFailed": false,
  "States.Timeout": true,
};

/** Whether AWS itself reports errors by this name. */
export const isAwsErrorName = (name: string) => name in AWS_ERRORS || /^Lambda[.][A-Z]\w+$/.test(name);

/** Whether a retry of this name is worth its while; States.ALL and States.TaskFailed would repeat our final errors too. */
export const isRetryableAwsError = (name: string) => AWS_ERRORS[name] ?? isAwsErrorName(name);
