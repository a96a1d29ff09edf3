import type { Rule } from "../problem.ts";
import { allStates } from "../scopes.ts";

/** A Choice without Default fails with an error that nothing can catch in the state itself. */
export const choiceDefault: Rule = {
  name: "choice-default",
  *check({ scopes }) {
    for (const { type, fields, path } of allStates(scopes)) {
      if (type === "Choice" && fields["Default"] === undefined) {
        yield { where: path, message: "say in Default what happens when no rule matches" };
      }
    }
  },
};
