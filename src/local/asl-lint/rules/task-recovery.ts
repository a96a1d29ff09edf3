import type { Rule } from "../problem.ts";
import { allStates, entriesOf } from "../scopes.ts";

/** Every call can hang, fail for a moment, or fail for good; each of the three has an answer in the file. */
export const taskRecovery: Rule = {
  name: "task-recovery",
  *check({ scopes }) {
    for (const state of allStates(scopes).filter(({ type }) => type === "Task")) {
      if (state.fields["TimeoutSeconds"] === undefined) yield { where: state.path, message: "set TimeoutSeconds" };
      if (entriesOf(state, "Retry").length === 0)
        yield { where: state.path, message: "say in Retry which errors pass by themselves" };
      if (entriesOf(state, "Catch").length === 0)
        yield { where: state.path, message: "say in Catch where a failure leads" };
    }
  },
};
