import type { IngressDeps } from "../lambda/deps.ts";

/** Loads the AWS adapters at the first invocation, so that importing a function never loads an SDK. */
export async function ingressDeps(): Promise<IngressDeps> {
  const { createIngressDeps } = await import("./ingress-deps.ts");
  return createIngressDeps(process.env);
}
