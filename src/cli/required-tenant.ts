import { textOf, type Values } from "./command.ts";
import { UsageError } from "./usage-error.ts";

/** The tenant that `--tenant` names. @throws UsageError saying why one is needed. */
export function requiredTenant(values: Values, why: string, path: readonly string[]): string {
  const tenantId = textOf(values, "tenant");
  if (!tenantId) throw new UsageError(`--tenant ID is required: ${why}`, path);
  return tenantId;
}
