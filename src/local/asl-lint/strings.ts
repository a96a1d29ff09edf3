import type { Fields } from "./scopes.ts";

/** A string somewhere inside a value, with its path. */
export interface FoundString {
  readonly path: string;
  readonly text: string;
}

/** Every string below a value, but for the keys in `except`, which hold other states. */
export function* stringsIn(value: unknown, path: string, except: ReadonlySet<string> = NONE): Generator<FoundString> {
  if (typeof value === "string") yield { path, text: value };
  else if (Array.isArray(value))
    for (const [index, entry] of value.entries()) yield* stringsIn(entry, `${path}[${index}]`, except);
  else if (typeof value === "object" && value !== null) {
    for (const [key, entry] of Object.entries(value as Fields)) {
      if (!except.has(key)) yield* stringsIn(entry, `${path}.${key}`, except);
    }
  }
}
const NONE: ReadonlySet<string> = new Set();

/** The fields of a state that hold states of their own. */
export const INNER_STATES: ReadonlySet<string> = new Set(["States"]);

/** The inside of `{% … %}`, or undefined for a plain string. */
export const expressionIn = (text: string): string | undefined => /^\{%([\s\S]*)%\}$/.exec(text)?.[1];
