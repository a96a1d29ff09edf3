import type { Json } from "../../domain/json.ts";
import { runtimeFailure } from "./errors.ts";

// Variables and their scopes: a branch or an iteration reads what is outside, and what it assigns ends with it.
// https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html

export interface Variables {
  readonly values: Readonly<Record<string, Json>>;
  /** Names that belong to an outer scope: readable here, not assignable. */
  readonly outer: ReadonlySet<string>;
}

export const NO_VARIABLES: Variables = { values: {}, outer: new Set() };

/** The scope of a branch or an iteration. */
export function innerScope(variables: Variables): Variables {
  return { values: variables.values, outer: new Set(Object.keys(variables.values)) };
}

/** The scope after an `Assign`; the old scope stays as it was. */
export function assignVariables(variables: Variables, assigned: Readonly<Record<string, Json>>): Variables {
  for (const name of Object.keys(assigned)) {
    if (variables.outer.has(name)) {
      throw runtimeFailure(`The variable '${name}' belongs to an outer scope and cannot be assigned here.`);
    }
  }
  return { values: { ...variables.values, ...assigned }, outer: variables.outer };
}
