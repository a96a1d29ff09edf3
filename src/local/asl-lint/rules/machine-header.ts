import type { Rule } from "../problem.ts";
import { allStates } from "../scopes.ts";

/** A machine ends by itself, and speaks one language from top to bottom. */
export const machineHeader: Rule = {
  name: "machine-header",
  *check({ machine, scopes }) {
    if (!(Number(machine["TimeoutSeconds"]) > 0)) {
      yield { where: "", message: "set TimeoutSeconds: without it an execution may hang for a year" };
    }
    if (machine["QueryLanguage"] !== "JSONata")
      yield { where: "", message: 'set "QueryLanguage": "JSONata" at the top' };
    for (const state of allStates(scopes)) {
      if (state.fields["QueryLanguage"] !== undefined) {
        yield { where: state.path, message: "remove QueryLanguage: it is said once, at the top" };
      }
    }
  },
};
