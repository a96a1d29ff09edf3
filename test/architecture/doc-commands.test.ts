/** Every `mastery …` that a document names is one that the command line knows, with the flags that it knows. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/all.ts";
import { GLOBAL_OPTIONS } from "../../src/cli/usage.ts";

const ROOT = new URL("../../", import.meta.url);
const DOCS = ["README.md", "CONTRIBUTING.md", ...readdirSync(new URL("docs/", ROOT)).map((name) => `docs/${name}`)];
const PREFIX = /^(?:npm run -s mastery -- |mastery )/;
const FIRST_WORDS = new Set(COMMANDS.map(({ path }) => path[0]));

/** Code spans, and the lines of shell blocks. */
function codeOf(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, body = ""]) => body.split("\n"));
  const prose = text.replace(/^```.*?^```/gms, "");
  return [...blocks, ...[...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code)];
}

/** What is wrong with a command as it is written in a document; undefined for what is no command. */
function problemOf(code: string): string | undefined {
  const hasPrefix = PREFIX.test(code);
  const words = code.replace(PREFIX, "").replaceAll(/[[\]]/g, " ").split(/\s+/);
  const [first = ""] = words;
  if (!hasPrefix && (!FIRST_WORDS.has(first) || words.length < 2)) return undefined;
  if (/^(?:[A-Z…]|help$)/.test(first)) return undefined; // "mastery COMMAND", "mastery help"
  const command = COMMANDS.find(({ path }) => path.every((word, at) => words[at] === word));
  if (!command) return `there is no such command: ${code}`;
  const flags = words.filter((word) => word.startsWith("--")).map((word) => word.slice(2).split(/[=|]/)[0] ?? "");
  const unknown = flags.filter((flag) => !Object.hasOwn({ ...GLOBAL_OPTIONS, ...command.options }, flag));
  return unknown.length === 0
    ? undefined
    : `--${unknown.join(", --")} is unknown to ${command.path.join(" ")}: ${code}`;
}

it.each(DOCS.filter((name) => name.endsWith(".md")))("%s names no command or flag that does not exist", (name) => {
  const codes = codeOf(readFileSync(new URL(name, ROOT), "utf8"));
  expect(codes.map(problemOf).filter((problem) => problem !== undefined)).toEqual([]);
});

it("finds a command and a flag that do not exist, and reads over what is no command", () => {
  expect(problemOf("mastery tenant destroy ID")).toMatch(/no such command/);
  expect(problemOf("person leave WHO [--when WHEN]")).toMatch(/--when is unknown to person leave/);
  expect(problemOf("tenant remove ID [--export-to DIR] [--with-data]")).toBeUndefined();
  expect(problemOf("status")).toBeUndefined();
  expect(problemOf("npm ci")).toBeUndefined();
});

it("names every command in the README or in docs/operations.md", () => {
  const told = ["README.md", "docs/operations.md"].map((name) => readFileSync(new URL(name, ROOT), "utf8")).join();
  const untold = COMMANDS.filter(({ path }) => !told.includes(`\`${path.join(" ")}`)).map(({ path }) => path.join(" "));
  expect(untold).toEqual([]);
});
