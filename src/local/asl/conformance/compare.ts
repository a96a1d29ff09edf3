import type { Json, JsonObject } from "../../../domain/json.ts";

// Compares what happened with what was recorded: values, outcomes and histories with matchers.

/** Members of an event that count. */
const FIELDS = [
  "name",
  "input",
  "output",
  "assignedVariables",
  "resourceType",
  "resource",
  "parameters",
  "timeoutInSeconds",
  "heartbeatInSeconds",
  "length",
  "index",
  "state",
  "location",
  "error",
  "cause",
];

/** Where a history differs. */
interface Difference {
  readonly at: number;
  readonly expected: Json;
  readonly actual: Json | undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmpty(field: string, value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  if ((field === "error" || field === "cause") && value === "") return true;
  return field === "assignedVariables" && isObject(value) && Object.keys(value).length === 0;
}

function glob(pattern: string): RegExp {
  const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${pattern.split("<*>").map(literal).join("[\\s\\S]+")}$`);
}

/** Request ids and stack traces differ from run to run. */
function isIgnored(key: string, object: JsonObject): boolean {
  if (key === "SdkHttpMetadata" || key === "SdkResponseMetadata") return true;
  const ofError = key === "requestId" || key === "stackTrace" || key === "trace";
  return ofError && "errorType" in object && "errorMessage" in object;
}

/** @param texts compare messages written by the service too. */
export function matches(expected: Json, actual: Json | undefined, texts: boolean): boolean {
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item: Json, index) => matches(item, actual[index], texts))
    );
  }
  if (!isObject(expected)) return expected === actual;
  return matchesMatcher(expected, actual, texts) ?? matchesObject(expected, actual, texts);
}

/** Undefined where `expected` is an ordinary object. */
function matchesMatcher(expected: JsonObject, actual: Json | undefined, texts: boolean): boolean | undefined {
  const { $any: any, $match: pattern, $text: text, $json: json } = expected;
  if (any !== undefined) return actual !== undefined;
  if (typeof pattern === "string") return typeof actual === "string" && glob(pattern).test(actual);
  if (typeof text === "string") {
    return typeof actual === "string" && actual !== "" && (!texts || glob(text).test(actual));
  }
  if (json === undefined) return undefined;
  if (typeof actual !== "string") return false;
  try {
    return matches(json, JSON.parse(actual), texts);
  } catch {
    return false;
  }
}

function matchesObject(expected: JsonObject, actual: Json | undefined, texts: boolean): boolean {
  if (!isObject(actual)) return false;
  const keys = Object.keys(expected);
  const counted = Object.keys(actual).filter((key) => !isIgnored(key, actual));
  return (
    counted.length === keys.length &&
    keys.every((key) => Object.hasOwn(actual, key) && matches(expected[key] ?? null, actual[key], texts))
  );
}

function matchesField(field: string, expected: JsonObject, actual: JsonObject, texts: boolean): boolean {
  return field in expected ? matches(expected[field] ?? null, actual[field], texts) : isEmpty(field, actual[field]);
}

function matchesEvent(expected: Json | undefined, actual: JsonObject | undefined, texts: boolean): boolean {
  if (!isObject(expected) || actual === undefined || actual["type"] !== expected["type"]) return false;
  return FIELDS.every((field) => matchesField(field, expected, actual, texts));
}

/** Can the events be paired one to one? */
function pairable(expected: readonly Json[], actual: readonly JsonObject[], texts: boolean): boolean {
  const partner = new Array<number>(actual.length).fill(-1);
  const place = (index: number, seen: Set<number>): boolean =>
    actual.some((event, at) => {
      if (seen.has(at) || !matchesEvent(expected[index], event, texts)) return false;
      seen.add(at);
      const displaced = partner[at] ?? -1;
      if (displaced >= 0 && !place(displaced, seen)) return false;
      partner[at] = index;
      return true;
    });
  return expected.length === actual.length && expected.every((_, index) => place(index, new Set()));
}

/** Status, output or error and cause. */
export function matchesOutcome(expected: JsonObject, actual: JsonObject, texts: boolean): boolean {
  if (actual["status"] !== expected["status"]) return false;
  if (expected["status"] === "SUCCEEDED") return matches(expected["output"] ?? null, actual["output"], texts);
  return matchesField("error", expected, actual, texts) && matchesField("cause", expected, actual, texts);
}

/** Undefined where the history is as expected. */
export function differenceOfHistory(
  expected: readonly Json[],
  actual: readonly JsonObject[],
  texts: boolean,
): Difference | undefined {
  let at = 0;
  for (const [index, item] of expected.entries()) {
    const matched = isObject(item) ? countMatched(item, expected[index + 1], actual.slice(at), texts) : undefined;
    if (matched === undefined) {
      const part = isObject(item) && Array.isArray(item["anyOrder"]) ? item["anyOrder"].length : 1;
      return { at, expected: item, actual: part === 1 ? actual[at] : actual.slice(at, at + part) };
    }
    at += matched;
  }
  return at === actual.length ? undefined : { at, expected: "no more events", actual: actual[at] };
}

/** How many of the actual events an expected item covers, or undefined when they do not match. */
function countMatched(
  item: JsonObject,
  next: Json | undefined,
  actual: readonly JsonObject[],
  texts: boolean,
): number | undefined {
  const { skip, loose, anyOrder } = item;
  if (typeof skip === "number") return skip;
  if (loose === true) {
    const end = actual.findIndex((event) => matchesEvent(next, event, texts));
    return end === -1 ? actual.length : end;
  }
  if (!Array.isArray(anyOrder)) return matchesEvent(item, actual[0], texts) ? 1 : undefined;
  return pairable(anyOrder, actual.slice(0, anyOrder.length), texts) ? anyOrder.length : undefined;
}
