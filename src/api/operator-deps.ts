import type { Deps } from "../lambda/deps.ts";
import type { DeadLetters } from "../ports/dead-letters.ts";
import type { OrgInspector } from "../ports/org-inspector.ts";
import type { SecretStore } from "../ports/secret-store.ts";
import type { TenantConfig } from "../tenants/tenant-config.ts";

/** What the operator's operations may use: everything a function may, and the tenants' secrets. */
export interface OperatorDeps extends Deps {
  readonly secrets: SecretStore;
  /** Messages that were given up, where the place that runs us has them. */
  readonly deadLetterBox?: DeadLetters;
  /** The tenant's org, for what an operator asks of it and for its event hooks. */
  inspector(tenant: TenantConfig): OrgInspector;
  /** How many messages were given up, where the place that runs us can say. */
  readonly deadLetters?: () => Promise<number>;
}
