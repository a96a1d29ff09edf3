import type { Json, JsonObject } from "../../../domain/json.ts";
import { type Place, problem } from "./problems.ts";

const PLACEHOLDER = /\$\{[A-Za-z][A-Za-z0-9_:.]*\}/g;

/** Members that hold states, which report their own placeholders. */
const NESTED = new Set(["States", "Branches", "ItemProcessor"]);

/** Reports `${Name}`: deployment replaces these in AWS, and whoever loads the file must have replaced them here. */
export function checkPlaceholders(object: JsonObject, place: Place): void {
  const found = new Set<string>();
  const visit = (value: Json): void => {
    if (typeof value === "string") for (const [text] of value.matchAll(PLACEHOLDER)) found.add(text);
    else if (Array.isArray(value)) value.forEach(visit);
    else if (value !== null && typeof value === "object") Object.values(value).forEach(visit);
  };
  for (const [key, value] of Object.entries(object)) if (!NESTED.has(key)) visit(value);
  if (found.size > 0) problem(place, `unsubstituted placeholder ${[...found].join(", ")}`);
}
