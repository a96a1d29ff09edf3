import { functionNameOf } from "../lambda.ts";
import type { Resource } from "../machine.ts";
import { type Place, problem } from "./problems.ts";

const FUNCTION_ARN = /^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+(?::[\w$-]+)?$/;
const INTEGRATION_ARN = /^arn:[\w-]+:states:[\w-]*:(?:\d{12})?:(?:aws-sdk:)?(\w+):(\w+)(?:\.([\w:]+))?$/;
const TOKEN_SUFFIX = "waitForTaskToken";

/** A function's ARN or an optimised integration; any partition. */
export function parseResource(arn: string, place: Place): Resource {
  if (FUNCTION_ARN.test(arn)) return { kind: "function", arn, functionName: functionNameOf(arn) };
  const [, service, action, pattern] = INTEGRATION_ARN.exec(arn) ?? [];
  if (arn === "" || arn.includes("${")) {
    // reported already, as missing or as an unsubstituted placeholder
  } else if (service === undefined || action === undefined || arn.includes(":aws-sdk:")) {
    problem(place, `Resource ${JSON.stringify(arn)} is neither the ARN of a function nor an integration known here`);
  } else if (pattern !== undefined && pattern !== TOKEN_SUFFIX) {
    problem(place, `Resource ${arn}: the pattern .${pattern} is not supported by this engine`);
  }
  const resource = pattern === undefined ? action : `${action}.${pattern}`;
  const waitsForToken = pattern === TOKEN_SUFFIX;
  return {
    kind: "integration",
    arn,
    service: service ?? "",
    action: action ?? "",
    resource: resource ?? "",
    waitsForToken,
  };
}
