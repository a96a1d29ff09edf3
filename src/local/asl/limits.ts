import type { Json } from "../../domain/json.ts";
import { DATA_LIMIT_EXCEEDED, StateFailed } from "./errors.ts";

// "262,144 bytes of data as a UTF-8 encoded string": input or result of a task, state or execution.
// https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html

export const MAX_DATA_BYTES = 262_144;

/** Objects that were measured before; values are never changed after they were made. */
const small = new WeakSet<object>();

/** Is the value's JSON text longer than the limit? */
export function exceedsDataLimit(value: Json): boolean {
  if (typeof value === "object" && value !== null) {
    if (small.has(value)) return false;
    if (Buffer.byteLength(JSON.stringify(value)) > MAX_DATA_BYTES) return true;
    small.add(value);
    return false;
  }
  return typeof value === "string" && Buffer.byteLength(JSON.stringify(value)) > MAX_DATA_BYTES;
}

/** The failure of a task, which States.ALL catches, as AWS's recordings show. */
export function taskResultTooLarge(task: string): StateFailed {
  return new StateFailed({ error: DATA_LIMIT_EXCEEDED, cause: tooLarge(task) });
}

/** Fails the state with an error that only its own name catches. */
export function checkStateOutput(stateName: string, output: Json): void {
  if (!exceedsDataLimit(output)) return;
  throw new StateFailed({ error: DATA_LIMIT_EXCEEDED, cause: tooLarge(stateName), severity: "named" });
}

function tooLarge(name: string): string {
  return `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`;
}
