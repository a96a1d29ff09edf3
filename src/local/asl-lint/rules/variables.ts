import { BUILT_IN_NAMES } from "../built-in-names.ts";
import { edgesOf } from "../edges.ts";
import { freeVariables } from "../free-variables.ts";
import type { Rule } from "../problem.ts";
import type { NamedState, Scope } from "../scopes.ts";
import { expressionIn, INNER_STATES, stringsIn } from "../strings.ts";

type Names = ReadonlySet<string>;
/** What is surely assigned when a state begins; a state that is missing has not been reached yet. */
type Assigned = Map<string, Names>;

/** Follows every way until nothing changes: a variable counts only if every way to the state assigns it. */
function assignedAtEntry({ startAt, states }: Scope, fromOutside: Names): Assigned {
  const byName = new Map(states.map((state) => [state.name, state]));
  const assigned: Assigned = new Map([[startAt, fromOutside]]);
  const open = [startAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = byName.get(name);
    const before = assigned.get(name) ?? new Set();
    for (const { to, assigns } of state ? edgesOf(state) : []) {
      if (narrow(assigned, to, new Set([...before, ...assigns]))) open.push(to);
    }
  }
  return assigned;
}

/** Keeps what both ways assign, and says whether that changed anything. */
function narrow(assigned: Assigned, name: string, arriving: Names): boolean {
  const known = assigned.get(name);
  const kept = known === undefined ? arriving : new Set([...known].filter((variable) => arriving.has(variable)));
  assigned.set(name, kept);
  return known === undefined || kept.size < known.size;
}

/** An unparsable expression is the `expressions` rule's business. */
function variablesIn(expression: string): Names {
  try {
    return freeVariables(expression);
  } catch {
    return new Set();
  }
}

function* undefinedIn(state: NamedState, known: Names) {
  for (const { path, text } of stringsIn(state.fields, state.path, INNER_STATES)) {
    for (const name of variablesIn(expressionIn(text) ?? "null")) {
      if (!known.has(name) && !BUILT_IN_NAMES.has(name)) {
        yield { where: path, message: `$${name} is not assigned on every way that leads here` };
      }
    }
  }
}

/** An unassigned variable ends the execution with States.QueryEvaluationError, on the rare way only. */
export const variables: Rule = {
  name: "variables",
  *check({ scopes }) {
    const results = new Map<Scope, Assigned>();
    for (const scope of scopes) {
      const { within } = scope;
      const visible = within && !within.isolated ? results.get(within.scope)?.get(within.state.name) : undefined;
      const assigned = assignedAtEntry(scope, visible ?? new Set());
      results.set(scope, assigned);
      for (const state of scope.states) {
        const known = assigned.get(state.name);
        if (known !== undefined) yield* undefinedIn(state, known);
      }
    }
  },
};
