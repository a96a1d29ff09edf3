import { type ErrorName, RETRYABLE } from "../../../domain/errors.ts";
import { isRetryableAwsError } from "../aws-error-names.ts";
import type { Rule } from "../problem.ts";
import { allStates, entriesOf, errorNamesOf } from "../scopes.ts";

const isOurs = (name: string): name is ErrorName => Object.hasOwn(RETRYABLE, name);
const isFinal = (name: string) =>
  isOurs(name) ? !RETRYABLE[name] : name.startsWith("States.") && !isRetryableAwsError(name);

/** Repeating what cannot succeed only delays the answer, and hammers the provider meanwhile. */
export const retryableOnly: Rule = {
  name: "retryable-only",
  *check({ scopes }) {
    for (const state of allStates(scopes)) {
      for (const { path, fields } of entriesOf(state, "Retry")) {
        for (const name of errorNamesOf(fields).filter(isFinal)) {
          yield { where: path, message: `${name} does not pass by itself: catch it instead of retrying` };
        }
      }
    }
  },
};
