import type { Rule } from "../problem.ts";
import { allStates, entriesOf, errorNamesOf } from "../scopes.ts";

/** Step Functions refuses a States.ALL that has company or a successor, and only when the machine is created. */
export const catchAllLast: Rule = {
  name: "catch-all-last",
  *check({ scopes }) {
    for (const state of allStates(scopes)) {
      for (const field of ["Retry", "Catch"]) {
        const entries = entriesOf(state, field);
        for (const [index, { path, fields }] of entries.entries()) {
          const names = errorNamesOf(fields);
          if (!names.includes("States.ALL")) continue;
          if (names.length > 1) yield { where: path, message: "States.ALL must stand alone" };
          if (index < entries.length - 1) yield { where: path, message: `States.ALL must come last in ${field}` };
        }
      }
    }
  },
};
