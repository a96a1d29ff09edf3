import { freeVariables } from "../free-variables.ts";
import type { Rule } from "../problem.ts";
import { allStates } from "../scopes.ts";
import { expressionIn, INNER_STATES, stringsIn } from "../strings.ts";

function objection(text: string): string | undefined {
  const expression = expressionIn(text);
  if (expression === undefined)
    return /\{%|%\}/.test(text) ? "an expression must fill the whole string: {% … %}" : undefined;
  try {
    freeVariables(expression);
    return undefined;
  } catch (error) {
    return `not JSONata: ${(error as { message?: string }).message ?? String(error)}`;
  }
}

/** AWS parses an expression when it first meets it, which may be on the failure path, months later. */
export const expressions: Rule = {
  name: "expressions",
  *check({ scopes }) {
    for (const state of allStates(scopes)) {
      for (const { path, text } of stringsIn(state.fields, state.path, INNER_STATES)) {
        const message = objection(text);
        if (message !== undefined) yield { where: path, message };
      }
    }
  },
};
