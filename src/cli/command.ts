import type { ParseArgsOptionsConfig } from "node:util";
import type { Operator } from "./operator.ts";

export type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** What a command is given once its arguments have been understood. */
export interface Call {
  readonly values: Values;
  readonly positionals: readonly string[];
  /** All of standard input; undefined when a person sits there, who would wait for nothing and see what they type. */
  readonly readStdin: () => Promise<string | undefined>;
  /** Reaches the running process, the data folder or the deployed stack; closed when the command has ended. */
  readonly connect: (options?: { readonly create: boolean }) => Promise<Operator>;
}

/** What a command has to say: the document of `--json`, the text for people, and whether it went well. */
export interface Outcome {
  readonly output: unknown;
  readonly text: string;
  /** For people even with `--json`: what to do next, what is missing. */
  readonly hints?: readonly string[];
  readonly failed?: boolean;
  /** The command goes on until this resolves. */
  readonly until?: Promise<void>;
}

/** One command; `usage` is written as a person types it, without the global flags. */
export interface Command {
  readonly path: readonly string[];
  readonly usage: string;
  readonly summary: string;
  /** Lines that explain the options. */
  readonly details?: readonly string[];
  readonly options: ParseArgsOptionsConfig;
  readonly positionals: { readonly min: number; readonly max: number };
  readonly run: (call: Call) => Promise<Outcome>;
}

/** For commands that look at every tenant unless one is named. */
export const TENANT_OPTION = { tenant: { type: "string" } } as const satisfies ParseArgsOptionsConfig;

/** The text of an option, if it was given. */
export function textOf(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}

/** `{ tenantId }` when `--tenant` was given. */
export function tenantFilter(values: Values): { tenantId?: string } {
  const tenantId = textOf(values, "tenant");
  return tenantId === undefined ? {} : { tenantId };
}

/** The texts of an option that may be given several times. */
export function textsOf(values: Values, name: string): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? value : [];
}
