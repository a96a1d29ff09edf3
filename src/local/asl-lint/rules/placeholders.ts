import type { Rule, Subject } from "../problem.ts";
import { stringsIn } from "../strings.ts";

const kebab = (pascal: string) => pascal.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

function objection(name: string, { functionNames }: Subject["surroundings"]): string | undefined {
  if (name === "Partition") return undefined;
  if (!/^[A-Z][A-Za-z0-9]*Function$/.test(name)) return `\${${name}} is neither Partition nor <PascalCase>Function`;
  const file = kebab(name.slice(0, -"Function".length));
  return functionNames.has(file) ? undefined : `\${${name}} means functions/${file}.ts, which does not exist`;
}

/** The deployment fills placeholders in by name, so each must name a function's file. */
export const placeholders: Rule = {
  name: "placeholders",
  *check({ machine, surroundings }) {
    for (const { path, text } of stringsIn(machine, "")) {
      for (const [, name = ""] of text.matchAll(/\$\{([^}]*)\}/g)) {
        const message = objection(name, surroundings);
        if (message !== undefined) yield { where: path.replace(/^[.]States[.]|^[.]/, ""), message };
      }
    }
  },
};
