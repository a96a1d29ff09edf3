import * as z from "zod";
import { TenantConfig } from "../tenants/tenant-config.ts";

/** One thing that is wrong with a tenant's file. `path` is empty when the file as a whole is. */
export interface ConfigProblem {
  readonly path: string;
  readonly message: string;
}

export type ReadTenantFile =
  | { readonly ok: true; readonly config: TenantConfig }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Reads the text of a tenant's file: the config, or every problem with its path. */
export function readTenantFile(text: string): ReadTenantFile {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return {
      ok: false,
      problems: [{ path: "", message: `is not JSON: ${error instanceof Error ? error.message : ""}` }],
    };
  }
  const parsed = TenantConfig.safeParse(json);
  if (parsed.success) return { ok: true, config: parsed.data };
  return { ok: false, problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, [])) };
}

/** A union reports every branch; the one that came nearest says what was meant. */
function problemsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): readonly ConfigProblem[] {
  const path = [...above, ...issue.path];
  const branches = issue.code === "invalid_union" ? issue.errors : [];
  const nearest = branches.toSorted((a, b) => depthOf(b) - depthOf(a) || a.length - b.length)[0];
  if (nearest && depthOf(nearest) > 0) return nearest.flatMap((inner) => problemsOf(inner, path));
  return [{ path: z.core.toDotPath(path), message: issue.message }];
}

const depthOf = (issues: readonly z.core.$ZodIssue[]): number => Math.max(0, ...issues.map(({ path }) => path.length));

/** The names of the secrets that a config asks for, wherever it says `{ "secret": NAME }`. */
export function secretNames(config: unknown): readonly string[] {
  if (config === null || typeof config !== "object") return [];
  const members = Object.entries(config);
  const names = members.flatMap(([key, value]) =>
    key === "secret" && typeof value === "string" && members.length === 1 ? [value] : secretNames(value),
  );
  return [...new Set(names)];
}
