import type { Rule } from "../problem.ts";
import { allStates, entriesOf } from "../scopes.ts";

/** Thirty leavers that were refused together must not come back together. */
export const fullJitter: Rule = {
  name: "full-jitter",
  *check({ scopes }) {
    for (const state of allStates(scopes)) {
      for (const { path, fields } of entriesOf(state, "Retry")) {
        if (fields["JitterStrategy"] !== "FULL") yield { where: path, message: 'set "JitterStrategy": "FULL"' };
      }
    }
  },
};
