import type { Json, JsonObject } from "../../../domain/json.ts";

// Collects everything that is wrong with a definition, each with its place, and reads members of a given type.

/** A place in the definition: `state "Wait for HR", Catch[0]`. */
export interface Place {
  readonly path: string;
  readonly report: (message: string) => void;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A place below another one. */
export function below(place: Place, path: string): Place {
  return { path: place.path === "" ? path : `${place.path}, ${path}`, report: place.report };
}

/** Adds a problem. */
export function problem(place: Place, message: string): void {
  place.report(place.path === "" ? message : `${place.path}: ${message}`);
}

export function optionalString(object: JsonObject, key: string, place: Place): string | undefined {
  const value = object[key];
  if (value === undefined || typeof value === "string") return value;
  problem(place, `${key} must be a string`);
  return undefined;
}

export function requiredString(object: JsonObject, key: string, place: Place): string {
  if (object[key] === undefined) problem(place, `${key} is missing`);
  return optionalString(object, key, place) ?? "";
}

/** A number that `check` accepts; `rule` says which those are. */
export function optionalNumber(
  object: JsonObject,
  key: string,
  place: Place,
  rule: string,
  check: (value: number) => boolean,
): number | undefined {
  const value = object[key];
  if (value === undefined) return undefined;
  if (typeof value === "number" && check(value)) return value;
  problem(place, `${key} must be ${rule}`);
  return undefined;
}

/** The objects of an array member; other elements are reported. */
export function objectsOf(object: JsonObject, key: string, place: Place): readonly JsonObject[] {
  const value = object[key];
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    problem(place, `${key} must be an array`);
    return [];
  }
  return value.filter((element: Json, index): element is JsonObject => {
    if (isObject(element)) return true;
    problem(below(place, `${key}[${index}]`), "must be an object");
    return false;
  });
}
