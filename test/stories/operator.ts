import type { InputOf, OperationName, Outputs } from "../../src/api/contract.ts";
import { runOperation } from "../../src/api/run-operation.ts";
import { TENANT, type World } from "./world.ts";

/** Who gives the orders of a story, and why. */
export const BY = { tenantId: TENANT, reason: "asked for by the customer", orderedBy: "op" } as const;
export const AMEND = { tenantId: TENANT, reason: "asked for by the customer", by: "op" } as const;

/** An operator's operation, and everything that follows from it at once. */
export async function operate<Name extends OperationName>(
  world: World,
  name: Name,
  input: InputOf<Name>,
): Promise<Outputs[Name]> {
  const output = await runOperation(name, input, world.runtime.deps);
  await world.settle();
  return output as Outputs[Name];
}
