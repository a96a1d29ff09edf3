import { engagementOf } from "../domain/decide/engagement.ts";
import { AuthorityRefused } from "../domain/errors.ts";
import { MASTERY, type Mode } from "../domain/mastery.ts";
import type { Person } from "../domain/person.ts";
import type { Instant } from "../domain/time.ts";
import type { TenantConfig } from "../tenants/tenant-config.ts";

/** Whether what is ordered for this person is carried out in Okta: nobody else decides about them. */
export function hasOurWord({ mode, hr }: TenantConfig, person: Person | undefined, now: Instant): boolean {
  return mode === "okta" || hr?.importedBy === "mastery" || isEngaged(person, now);
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
