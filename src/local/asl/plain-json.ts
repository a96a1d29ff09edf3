import type { Json } from "../../domain/json.ts";

// JSONata's results as plain JSON.

/** Like `object[key] = value`, also for the key `__proto__`. */
export function setMember(object: Record<string, Json>, key: string, value: Json): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else object[key] = value;
}

/** Copies a result: sequences become plain arrays. Undefined where it holds functions or numbers that JSON lacks. */
export function plainJson(value: unknown): Json | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (Array.isArray(value)) return plainArray(value);
  if (typeof value !== "object" || "_jsonata_function" in value || "_jsonata_lambda" in value) return undefined;
  const object: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) {
    const copy = plainJson(member);
    if (copy === undefined) return undefined;
    setMember(object, key, copy);
  }
  return object;
}

function plainArray(values: readonly unknown[]): Json | undefined {
  const array: Json[] = [];
  for (const value of values) {
    const copy = plainJson(value);
    if (copy === undefined) return undefined;
    array.push(copy);
  }
  return array;
}
