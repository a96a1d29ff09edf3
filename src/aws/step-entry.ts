import type { Deps } from "../lambda/deps.ts";

/** Loads the AWS adapters at the first invocation, so that importing a function never loads an SDK. */
export async function stepDeps(): Promise<Deps> {
  const { createStepDeps } = await import("./step-deps.ts");
  return createStepDeps(process.env);
}
