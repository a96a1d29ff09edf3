// Checks statemachines/ against the project's conventions; exit status 1 when something is found.
import { readDefinitions, readSurroundings } from "../src/local/asl-lint/folders.ts";
import { lintMachine } from "../src/local/asl-lint/lint.ts";

const surroundings = readSurroundings("functions");
const files = readDefinitions("statemachines");
const problems = files.flatMap(({ name, definition }) =>
  lintMachine(definition, `statemachines/${name}`, surroundings),
);

for (const { source, rule, where, message } of problems)
  console.error(`${source}: ${where || "the machine"}: ${message} (${rule})`);
if (files.length === 0) console.error("statemachines/ holds no .asl.json file: there is nothing to check");
else console.log(`${files.length} state machines checked, ${problems.length} problems`);
process.exitCode = files.length === 0 || problems.length > 0 ? 1 : 0;
