import type { Command } from "./command.ts";

export const GLOBAL_OPTIONS = {
  json: { type: "boolean" },
  data: { type: "string" },
  "stack-outputs": { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

const GLOBAL_LINES = [
  "  --json                 one JSON document on stdout; text for people goes to stderr",
  "  --data DIR             the local data folder (default .mastery)",
  "  --stack-outputs FILE   a deployed stack, by the JSON file of `cdk deploy --outputs-file` (or MASTERY_STACK_OUTPUTS)",
  "  --help                 the usage of a command",
];

const startsWith = (path: readonly string[], prefix: readonly string[]): boolean =>
  prefix.every((word, at) => path[at] === word);

const withoutFlags = (usage: string): string => usage.replace(/ \[?--.*$/, "");

/** The usage of a command, of a group of commands, or of everything. */
export function usageOf(path: readonly string[], commands: readonly Command[]): string {
  const matching = commands.filter((command) => startsWith(command.path, path));
  const [only, another] = matching;
  if (only && !another && path.length > 0)
    return [
      `usage: mastery ${only.usage}`,
      `  ${only.summary}`,
      ...(only.details ?? []).map((line) => `  ${line}`),
    ].join("\n");
  const listed = matching.length > 0 ? matching : commands;
  const width = Math.max(...listed.map(({ usage }) => withoutFlags(usage).length));
  const lines = listed.map(({ usage, summary }) => `  ${withoutFlags(usage).padEnd(width)}  ${summary}`);
  return [
    "usage: mastery COMMAND [flags]; `mastery help COMMAND` says which",
    "",
    ...lines,
    "",
    "flags of every command:",
    ...GLOBAL_LINES,
  ].join("\n");
}
