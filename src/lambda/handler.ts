import type { Log } from "../ports/log.ts";
import { consumerChain } from "./consumer-chain.ts";
import type { Definition } from "./definition.ts";
import { httpChain } from "./http-chain.ts";
import { stepChain } from "./step-chain.ts";

/** A Lambda handler, as Lambda and the local runtime call it. */
export type LambdaHandler = (event: unknown, context: object) => Promise<unknown>;

/** The handler of a definition; `loadDeps` runs once, at the first invocation. */
export function createHandler<Deps extends { readonly log: Log }>(
  definition: Definition<Deps>,
  loadDeps: () => Promise<Deps>,
): LambdaHandler {
  let deps: Promise<Deps> | undefined;
  const once = (): Promise<Deps> => {
    deps ??= loadDeps().catch((error: unknown) => {
      deps = undefined; // a failed start is tried again at the next invocation
      throw error;
    });
    return deps;
  };
  return chainOf(definition, once) as unknown as LambdaHandler;
}

function chainOf<Deps extends { readonly log: Log }>(definition: Definition<Deps>, once: () => Promise<Deps>) {
  switch (definition.kind) {
    case "step":
      return stepChain(definition, once);
    case "http":
      return httpChain(definition, once);
    case "consumer":
      return consumerChain(definition, once);
  }
}
