import type { Json, JsonObject } from "../../../domain/json.ts";
import type { Catcher, Retrier } from "../machine.ts";
import { CATCHER_FIELDS, checkFields, RETRIER_FIELDS } from "./fields.ts";
import { leavingFields } from "./leaving.ts";
import { below, objectsOf, optionalNumber, type Place, problem, requiredString } from "./problems.ts";

// Retry and Catch. https://states-language.net/spec.html#errors

export function parseRetry(state: JsonObject, place: Place): readonly Retrier[] {
  const retriers = objectsOf(state, "Retry", place);
  return retriers.map((retrier, index) => {
    const at = below(place, `Retry[${index}]`);
    checkFields(retrier, RETRIER_FIELDS, at);
    const maxDelaySeconds = optionalNumber(retrier, "MaxDelaySeconds", at, "a positive integer", isPositive);
    const jitter = retrier["JitterStrategy"] ?? "NONE";
    if (jitter !== "NONE" && jitter !== "FULL") problem(at, "JitterStrategy must be NONE or FULL");
    return {
      errorEquals: errorEquals(retrier, at, index === retriers.length - 1),
      intervalSeconds: optionalNumber(retrier, "IntervalSeconds", at, "a positive integer", isPositive) ?? 1,
      maxAttempts: optionalNumber(retrier, "MaxAttempts", at, "an integer of 0 or more", isNotNegative) ?? 3,
      backoffRate: optionalNumber(retrier, "BackoffRate", at, "1 or more", (value) => value >= 1) ?? 2,
      ...(maxDelaySeconds === undefined ? {} : { maxDelaySeconds }),
      jitter: jitter === "FULL" ? "FULL" : "NONE",
    };
  });
}

export function parseCatch(state: JsonObject, place: Place): readonly Catcher[] {
  const catchers = objectsOf(state, "Catch", place);
  return catchers.map((catcher, index) => {
    const at = below(place, `Catch[${index}]`);
    checkFields(catcher, CATCHER_FIELDS, at);
    return {
      ...leavingFields(catcher, at, `Catch[${index}]/`),
      errorEquals: errorEquals(catcher, at, index === catchers.length - 1),
      next: requiredString(catcher, "Next", at),
    };
  });
}

function isPositive(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}

function isNotNegative(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}

function errorEquals(object: JsonObject, place: Place, last: boolean): readonly string[] {
  const names = object["ErrorEquals"];
  if (!Array.isArray(names) || names.length === 0 || !names.every((name: Json) => typeof name === "string")) {
    problem(place, "ErrorEquals must be a non-empty array of strings");
    return [];
  }
  if (names.includes("States.ALL") && (names.length > 1 || !last)) {
    problem(place, "States.ALL must be the only name in ErrorEquals, and its entry the last one");
  }
  return names;
}
