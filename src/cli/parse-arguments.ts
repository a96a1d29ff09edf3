import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import type { Command, Values } from "./command.ts";
import { suggest } from "./suggest.ts";
import { GLOBAL_OPTIONS } from "./usage.ts";
import { UsageError } from "./usage-error.ts";

export type Parsed =
  | { readonly kind: "help"; readonly path: readonly string[] }
  | {
      readonly kind: "command";
      readonly command: Command;
      readonly values: Values;
      readonly positionals: readonly string[];
    };

/** Understands a command line. @throws UsageError with a suggestion where one is near. */
export function parseArguments(args: readonly string[], commands: readonly Command[]): Parsed {
  const { words, wantsHelp } = scan(args, commands);
  if (words[0] === "help") return { kind: "help", path: words.slice(1) };
  const command = commands.find(({ path }) => path.every((word, at) => words[at] === word));
  if (wantsHelp) return { kind: "help", path: command?.path ?? words };
  if (!command) throw unknownCommand(words, commands);
  const values = parseOptions(args, command);
  const positionals = words.slice(command.path.length);
  const { min, max } = command.positionals;
  if (positionals.length < min) {
    const named = command.usage.split(" ")[command.path.length + positionals.length];
    throw new UsageError(`${named} is missing`, command.path);
  }
  if (positionals.length > max) throw new UsageError(`unexpected argument ${positionals[max]}`, command.path);
  return { kind: "command", command, values, positionals };
}

/** The words that are neither flags nor their values, wherever the flags stand. */
function scan(args: readonly string[], commands: readonly Command[]): { words: readonly string[]; wantsHelp: boolean } {
  const options: ParseArgsOptionsConfig = { ...GLOBAL_OPTIONS };
  for (const command of commands) Object.assign(options, command.options);
  const { positionals, values } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true });
  return { words: positionals, wantsHelp: values["help"] === true };
}

function parseOptions(args: readonly string[], command: Command): Values {
  const options: ParseArgsOptionsConfig = { ...GLOBAL_OPTIONS, ...command.options };
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  for (const token of tokens) {
    if (token.kind !== "option" || Object.hasOwn(options, token.name)) continue;
    const meant = suggest(token.name, Object.keys(options));
    const hint = meant === undefined ? "" : `; did you mean --${meant}?`;
    throw new UsageError(`unknown flag ${token.rawName}${hint}`, command.path);
  }
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true }).values as Values;
  } catch (error) {
    const message = error instanceof Error ? (error.message.split(". ")[0] ?? "") : "wrong flags";
    throw new UsageError(message.split("\n")[0] ?? message, command.path);
  }
}

function unknownCommand(words: readonly string[], commands: readonly Command[]): UsageError {
  const [group = "", verb] = words;
  if (group === "") return new UsageError("which command?", []);
  const ofGroup = commands.filter(({ path }) => path[0] === group);
  const known = ofGroup.length > 0;
  if (known && verb === undefined) return new UsageError(`which ${group} command?`, [group]);
  const typed = known ? `${group} ${verb}` : group;
  const names = known
    ? ofGroup.map(({ path }) => path[1] ?? "")
    : [...new Set(commands.map(({ path }) => path[0] ?? ""))];
  const meant = suggest(known ? (verb ?? "") : group, [...names, ...(known ? [] : ["help"])]);
  const hint = meant === undefined ? "" : `; did you mean ${known ? `${group} ${meant}` : meant}?`;
  return new UsageError(`unknown command ${typed}${hint}`, known ? [group] : []);
}
