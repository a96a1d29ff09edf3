import { ERROR_NAMES } from "../../../domain/errors.ts";
import { isAwsErrorName } from "../aws-error-names.ts";
import type { Rule } from "../problem.ts";
import { allStates, entriesOf, errorNamesOf } from "../scopes.ts";

const OURS: ReadonlySet<string> = new Set(ERROR_NAMES);

/** A misspelt name matches nothing, silently and in production only. */
export const errorNames: Rule = {
  name: "error-names",
  *check({ scopes }) {
    for (const state of allStates(scopes)) {
      for (const { path, fields } of [...entriesOf(state, "Retry"), ...entriesOf(state, "Catch")]) {
        for (const name of errorNamesOf(fields)) {
          if (!OURS.has(name) && !isAwsErrorName(name)) {
            yield { where: path, message: `nobody throws ${name}: use a name of src/domain/errors.ts or AWS's own` };
          }
        }
      }
    }
  },
};
