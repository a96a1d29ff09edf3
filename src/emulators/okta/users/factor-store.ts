/** Enrolling and resetting MFA factors. */
import { invalid, notFound } from "../errors.ts";
import { type Caller, record } from "../events/log.ts";
import type { Json } from "../json.ts";
import { newId, type Org, timestamp } from "../org.ts";
import type { FactorRecord } from "./factor.ts";
import { requireStatus } from "./lifecycle.ts";
import { type UserRecord, userTarget } from "./user.ts";

/** The factors that a user has enrolled. */
export function factorsOf(org: Org, userId: string): FactorRecord[] {
  return [...org.state.factors.values()].filter((factor) => factor.userId === userId);
}

/** One factor of a user, or E0000007. */
export function factorOf(org: Org, userId: string, id: string): FactorRecord {
  const factor = org.state.factors.get(id);
  if (factor?.userId !== userId) throw notFound(id, "UserFactor");
  return factor;
}

export interface NewFactor {
  readonly factorType: string;
  readonly provider: string;
  readonly profile?: Readonly<Record<string, Json>> | undefined;
  readonly activate: boolean;
}

/** Enrols a factor; a second one of the same type and provider is refused. */
export function enrolFactor(caller: Caller, user: UserRecord, request: NewFactor): FactorRecord {
  const { org } = caller;
  const { factorType, provider } = request;
  if (user.status === "DEPROVISIONED") throw invalid("user", "The user is deactivated");
  if (factorsOf(org, user.id).some((factor) => factor.factorType === factorType && factor.provider === provider)) {
    throw invalid("factorType", "A factor of this type is already set up.");
  }
  const now = timestamp(org);
  const factor: FactorRecord = {
    id: newId(org, "opf"),
    userId: user.id,
    factorType,
    provider,
    vendorName: provider,
    status: request.activate ? "ACTIVE" : "PENDING_ACTIVATION",
    created: now,
    lastUpdated: now,
    profile: request.profile ?? {},
  };
  org.state.factors.set(factor.id, factor);
  if (request.activate) record(caller, { type: "user.mfa.factor.activate", targets: [userTarget(user)] });
  return factor;
}

/** Makes a pending factor usable. */
export function activateFactor(caller: Caller, user: UserRecord, factor: FactorRecord): void {
  factor.status = "ACTIVE";
  factor.lastUpdated = timestamp(caller.org);
  record(caller, { type: "user.mfa.factor.activate", targets: [userTarget(user)] });
}

/** Removes one factor. */
export function unenrolFactor(caller: Caller, user: UserRecord, factor: FactorRecord): void {
  caller.org.state.factors.delete(factor.id);
  record(caller, { type: "user.mfa.factor.deactivate", targets: [userTarget(user)] });
}

/** Removes every factor; the status stays. */
export function resetFactors(caller: Caller, user: UserRecord): void {
  requireStatus(user, "reset_factors");
  for (const factor of factorsOf(caller.org, user.id)) caller.org.state.factors.delete(factor.id);
  record(caller, { type: "user.mfa.factor.reset_all", targets: [userTarget(user)] });
}
