// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html

/** AWS's own names, and whether the same call may succeed later without anybody doing anything. */
const STATES_ERRORS: Readonly<Record<string, boolean>> = {
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
export const isAwsErrorName = (name: string) => name in STATES_ERRORS || /^Lambda[.][A-Z]\w+$/.test(name);

/** Whether a retry of this name is worth its while; States.ALL and States.TaskFailed would repeat our final errors too. */
export const isRetryableAwsError = (name: string) => STATES_ERRORS[name] ?? isAwsErrorName(name);
