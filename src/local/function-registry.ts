import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { InvalidInput } from "../domain/errors.ts";
import type { Definition } from "../lambda/definition.ts";
import type { Deps } from "../lambda/deps.ts";
import { createHandler, type LambdaHandler } from "../lambda/handler.ts";

/** One deployed function: its definition, and the handler with local dependencies. */
export interface LocalFunction {
  readonly name: string;
  readonly definition: Definition<Deps>;
  readonly handler: LambdaHandler;
}

/** The very files that AWS deploys, each behind the same chain, by file name. */
export async function loadFunctions(
  folder: string,
  deps: () => Promise<Deps>,
): Promise<ReadonlyMap<string, LocalFunction>> {
  const functions = new Map<string, LocalFunction>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts"))) {
    const name = file.slice(0, -".ts".length);
    const module = (await import(pathToFileURL(join(folder, file)).href)) as { definition?: Definition<Deps> };
    if (module.definition?.name !== name) throw new InvalidInput(`functions/${file} does not define ${name}`);
    functions.set(name, { name, definition: module.definition, handler: createHandler(module.definition, deps) });
  }
  return functions;
}

/** `${BlockSignInFunction}` stands for functions/block-sign-in.ts. */
export function placeholderOf(functionName: string): string {
  const words = functionName.split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join("")}Function`;
}
