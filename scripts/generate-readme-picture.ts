// Draws the leaver into README.md: the way as planned, and where a failure leads. The whole picture is in statemachines/.
import { readFileSync } from "node:fs";
import { fieldsOf } from "../src/local/asl-lint/scopes.ts";
import { writeOrCheck } from "./generated-file.ts";
import { storyOf } from "./mermaid-story.ts";

const README = "README.md";
const BLOCK = /(<!-- the picture of (\S+), by npm run generate -->\n```mermaid\n).*?(\n```)/s;

const readme = readFileSync(README, "utf8");
const [, , file] = BLOCK.exec(readme) ?? [];
if (file === undefined) throw new Error(`${README} has no place for the picture of a state machine`);
const machine = fieldsOf(JSON.parse(readFileSync(file, "utf8")));
writeOrCheck(
  README,
  readme.replace(BLOCK, (_all, before, _file, after) => `${before}${storyOf(machine)}${after}`),
);
