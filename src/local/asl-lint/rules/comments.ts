import type { Rule } from "../problem.ts";
import { allStates, type Fields } from "../scopes.ts";

const lacksSentence = (fields: Fields) => typeof fields["Comment"] !== "string" || fields["Comment"].trim().length < 8;

/** The graph is the documentation: operators read it in the console. */
export const comments: Rule = {
  name: "comments",
  *check({ machine, scopes }) {
    if (lacksSentence(machine)) yield { where: "", message: "say in a Comment what the machine is for" };
    for (const state of allStates(scopes)) {
      if (lacksSentence(state.fields))
        yield { where: state.path, message: "say in a Comment what the state does, and its inverse" };
    }
  },
};
