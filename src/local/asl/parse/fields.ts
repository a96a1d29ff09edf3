import type { JsonObject } from "../../../domain/json.ts";
import { type Place, problem } from "./problems.ts";

// Which fields a state may have. https://states-language.net/spec.html#states-fields

const COMMON = ["Type", "Comment", "QueryLanguage"];
const LEAVING = ["Output", "Assign", "Next", "End"];
const RECOVERING = ["Retry", "Catch"];

export const STATE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: [
    ...COMMON,
    ...LEAVING,
    ...RECOVERING,
    "Resource",
    "Arguments",
    "TimeoutSeconds",
    "HeartbeatSeconds",
    "Credentials",
  ],
  Pass: [...COMMON, ...LEAVING],
  Choice: [...COMMON, "Output", "Assign", "Choices", "Default"],
  Wait: [...COMMON, ...LEAVING, "Seconds", "Timestamp"],
  Succeed: [...COMMON, "Output"],
  Fail: [...COMMON, "Error", "Cause"],
  Parallel: [...COMMON, ...LEAVING, ...RECOVERING, "Arguments", "Branches"],
  Map: [
    ...COMMON,
    ...LEAVING,
    ...RECOVERING,
    "Items",
    "ItemSelector",
    "ItemProcessor",
    "MaxConcurrency",
    "ToleratedFailureCount",
    "ToleratedFailurePercentage",
    "Label",
  ],
};

export const MACHINE_FIELDS = ["Comment", "QueryLanguage", "StartAt", "States", "TimeoutSeconds", "Version"];
export const BRANCH_FIELDS = ["Comment", "StartAt", "States", "QueryLanguage"];
export const PROCESSOR_FIELDS = [...BRANCH_FIELDS, "ProcessorConfig"];
export const RETRIER_FIELDS = [
  "ErrorEquals",
  "IntervalSeconds",
  "MaxAttempts",
  "BackoffRate",
  "MaxDelaySeconds",
  "JitterStrategy",
  "Comment",
];
export const CATCHER_FIELDS = ["ErrorEquals", "Next", "Output", "Assign", "Comment"];
export const CHOICE_RULE_FIELDS = ["Condition", "Next", "Output", "Assign", "Comment"];

const JSONPATH_FIELDS = new Set([
  "InputPath",
  "OutputPath",
  "ResultPath",
  "Parameters",
  "ResultSelector",
  "Result",
  "Iterator",
  "ItemsPath",
  "SecondsPath",
  "TimestampPath",
  "TimeoutSecondsPath",
  "HeartbeatSecondsPath",
  "ErrorPath",
  "CausePath",
  "MaxConcurrencyPath",
  "ToleratedFailureCountPath",
  "ToleratedFailurePercentagePath",
  "Variable",
  "And",
  "Or",
  "Not",
]);

const UNSUPPORTED_FIELDS = new Set(["ItemReader", "ItemBatcher", "ResultWriter"]);

/** Reports fields that do not belong there. */
export function checkFields(object: JsonObject, allowed: readonly string[], place: Place): void {
  for (const key of Object.keys(object)) {
    if (allowed.includes(key)) continue;
    if (JSONPATH_FIELDS.has(key)) problem(place, `${key} is a field of JSONPath; this engine runs JSONata only`);
    else if (UNSUPPORTED_FIELDS.has(key)) problem(place, `${key} is not supported by this engine`);
    else problem(place, `unknown field ${key}`);
  }
}
