import { engagementOf } from "../domain/decide/engagement.ts";
import { AuthorityRefused } from "../domain/errors.ts";
import { MASTERY, type Mode } from "../domain/mastery.ts";
import type { Person } from "../domain/person.ts";
import type { Instant } from "../domain/time.ts";
import { isInHr } from "../stores/stored-worker.ts";
import { forTenant } from "../stores/tenant-store.ts";
import type { TenantConfig } from "../tenants/tenant-config.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import type { Subject } from "./place-order.ts";

/** Whether what is ordered for this person is carried out in Okta: nobody else decides about them. */
export function hasOurWord({ mode, hr }: TenantConfig, person: Person | undefined, now: Instant): boolean {
  return mode === "okta" || hr?.importedBy === "mastery" || isEngaged(person, now);
}

/**
 * Who decides whether this person works here, where it is not us: the tenant's source, or the HR system that holds the
 * person, though what it says is carried out by us.
 */
export async function whoDecides(
  { tenant: { config }, person, now }: Pick<Subject, "tenant" | "person" | "now">,
  deps: Pick<OperatorDeps, "store">,
): Promise<{ readonly authority: string; readonly rightPlace: string } | undefined> {
  if (!hasOurWord(config, person, now)) return MASTERY[config.mode];
  if (config.mode !== "hr" || !person) return undefined;
  return (await isInHr(forTenant(deps.store, config.id), config.id, person.key)) ? MASTERY.hr : undefined;
}

/** The mastery that holds for this person: whom no source holds is Okta's in every tenant. */
export function modeFor({ mode }: TenantConfig, person: Person | undefined, now: Instant): Mode {
  return isEngaged(person, now) ? "okta" : mode;
}

function isEngaged(person: Person | undefined, now: Instant): boolean {
  return person !== undefined && engagementOf(person, now) !== undefined;
}

/** The refusal of an order that another system has to carry out. @param what what that system decides. */
export function outsideOurWord({ id, mode }: TenantConfig, what: string, insteadOfIt = ""): AuthorityRefused {
  const { authority, rightPlace } = MASTERY[mode];
  return new AuthorityRefused(
    `nothing was ordered: in tenant ${id} ${authority} decides ${what}. Do it there (${rightPlace})${insteadOfIt}`,
    { provider: "okta" },
  );
}
