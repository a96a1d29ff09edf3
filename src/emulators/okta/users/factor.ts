/** An enrolled MFA factor. Factors survive deactivation and go only with the user or a reset. */
import type { Json } from "../json.ts";

export interface FactorRecord {
  readonly id: string;
  readonly userId: string;
  readonly factorType: string;
  readonly provider: string;
  readonly vendorName: string;
  status: "ACTIVE" | "PENDING_ACTIVATION";
  readonly created: string;
  lastUpdated: string;
  readonly profile: Readonly<Record<string, Json>>;
}
