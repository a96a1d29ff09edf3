import { InvalidInput } from "../domain/errors.ts";
import { parseTenantConfig, type TenantConfig } from "../tenants/tenant-config.ts";

/** One thing that is wrong with a tenant's file. `path` is empty when the file as a whole is. */
export interface ConfigProblem {
  readonly path: string;
  readonly message: string;
}

export type ReadTenantFile =
  | { readonly ok: true; readonly config: TenantConfig }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Reads the text of a tenant's file: the config, or every problem with its path. */
export function readTenantFile(text: string, file: string): ReadTenantFile {
  try {
    return { ok: true, config: parseTenantConfig(text, file) };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const [headline = "", ...lines] = error.message.split("\n");
    if (lines.length > 0) return { ok: false, problems: lines.map(problemOf) };
    return { ok: false, problems: [{ path: "", message: headline.replace(`${file} `, "") }] };
  }
}

/** One line of what `parseTenantConfig` says: two spaces, the path or "the file", a colon, the message. */
function problemOf(line: string): ConfigProblem {
  const { path = "", message = line.trim() } = /^ {2}(?<path>\S+|the file): (?<message>.*)$/.exec(line)?.groups ?? {};
  return { path: path === "the file" ? "" : path, message };
}

/** The names of the secrets that a config asks for, wherever it says `{ "secret": NAME }`. */
export function secretNames(config: unknown): readonly string[] {
  return [...secretUses(config).keys()];
}

/** Each of these names with the places of the config that ask for it, such as `okta.hook.secret`. */
export function secretUses(config: unknown): ReadonlyMap<string, readonly string[]> {
  const uses = new Map<string, string[]>();
  collectUses(config, [], uses);
  return uses;
}

function collectUses(value: unknown, path: readonly string[], uses: Map<string, string[]>): void {
  if (value === null || typeof value !== "object") return;
  const members = Object.entries(value);
  for (const [key, member] of members)
    if (key === "secret" && typeof member === "string" && members.length === 1)
      uses.set(member, [...(uses.get(member) ?? []), path.join(".")]);
    else collectUses(member, [...path, key], uses);
}
