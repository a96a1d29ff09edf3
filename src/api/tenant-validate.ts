import type { ParsedInputOf } from "./contract.ts";
import { type ConfigProblem, readTenantFile, secretNames } from "./tenant-file.ts";

export interface TenantValidation {
  readonly file: string;
  readonly valid: boolean;
  readonly problems: readonly ConfigProblem[];
  readonly tenantId?: string;
  /** Names of the secrets that the config asks for. */
  readonly secrets: readonly string[];
}

/** Says everything that is wrong with a tenant's file, without looking at anything else. */
export function validateTenantFile({ text, file }: ParsedInputOf<"tenant.validate">): TenantValidation {
  const read = readTenantFile(text, file);
  if (!read.ok) return { file, valid: false, problems: read.problems, secrets: [] };
  return { file, valid: true, problems: [], tenantId: read.config.id, secrets: secretNames(read.config) };
}
