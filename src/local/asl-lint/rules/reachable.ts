import { edgesOf } from "../edges.ts";
import type { Rule } from "../problem.ts";
import type { Scope } from "../scopes.ts";

function reachedIn({ startAt, states }: Scope): ReadonlySet<string> {
  const byName = new Map(states.map((state) => [state.name, state]));
  const reached = new Set<string>();
  const open = [startAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = byName.get(name);
    if (state === undefined || reached.has(name)) continue;
    reached.add(name);
    open.push(...edgesOf(state).map(({ to }) => to));
  }
  return reached;
}

/** A state that no way leads to is a step that somebody believes to be taken. */
export const reachable: Rule = {
  name: "reachable",
  *check({ scopes }) {
    for (const scope of scopes) {
      const reached = reachedIn(scope);
      for (const { name, path } of scope.states) {
        if (!reached.has(name)) yield { where: path, message: "no way leads here" };
      }
    }
  },
};
