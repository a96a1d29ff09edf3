import type { Rule } from "../problem.ts";
import { allStates } from "../scopes.ts";

const LONGEST = 40;
/** Names that keep their capitals inside a sentence. */
const PROPER_NAMES: ReadonlySet<string> = new Set(["AD", "CSV", "Entra", "HR", "M365", "Okta", "SCIM", "Workday"]);

function objection(name: string): string | undefined {
  if (name.length > LONGEST) return `${name.length} characters, ${LONGEST} allowed`;
  const [first = "", ...rest] = name.split(" ");
  if (!PROPER_NAMES.has(first) && !/^[A-Z][a-z]+(?:-[a-z]+)*$/.test(first))
    return "begin with a capital, as a sentence does";
  const odd = rest.find((word) => !PROPER_NAMES.has(word) && !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(word));
  return odd === undefined ? undefined : `write "${odd}" as inside a sentence: lower case, words apart`;
}

/** The names are what an operator reads aloud: "Block sign-in", not "BlockSignInTask". */
export const stateNames: Rule = {
  name: "state-names",
  *check({ scopes }) {
    for (const { name, path } of allStates(scopes)) {
      const message = objection(name);
      if (message !== undefined) yield { where: path, message };
    }
  },
};
