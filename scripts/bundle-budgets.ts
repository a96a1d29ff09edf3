/** How large a function's bundle may be: a test holds them, and `npm run bench` shows them beside what was measured. */
export interface BundleBudget {
  /** Everything that may ever be loaded. */
  readonly bytes: number;
  /** What a cold start reads. */
  readonly bytesAtStart: number;
}

/** Okta waits for 3 s in all; a cold start of these is a part of it. */
const INGRESS: BundleBudget = { bytes: 250_000, bytesAtStart: 250_000 };
/** Okta's SDK is most of it, and is loaded when a step first talks to Okta. */
const STEP: BundleBudget = { bytes: 7_000_000, bytesAtStart: 1_000_000 };

const BUDGETS: Readonly<Record<string, BundleBudget>> = { "ingest-okta-hook": INGRESS, "check-health": INGRESS };

export function bundleBudget(functionName: string): BundleBudget {
  return BUDGETS[functionName] ?? STEP;
}
