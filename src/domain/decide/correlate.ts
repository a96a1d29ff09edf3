import type { Account } from "../account.ts";
import { textOf } from "../worker.ts";

/** An account that a record may mean. */
export interface Candidate {
  readonly account: Account;
  /** Another person of ours to whom the account is linked. */
  readonly heldBy?: { readonly personKey: string; readonly hasRecord: boolean };
  readonly hasAdminRoles: boolean;
}

/** Which account of the target a record without a link stands for. */
export type Correlation =
  /** `freedBy`: who took the login before and has given it up, so that it may be taken from them. */
  | { readonly kind: "none"; readonly freedBy?: string }
  | { readonly kind: "link"; readonly account: Account }
  /** The account is another person's who has no record: the two are one. */
  | { readonly kind: "same-person"; readonly personKey: string }
  | { readonly kind: "disputed"; readonly reason: string; readonly todo: string };

/**
 * Matches on exact login or e-mail only; what is ambiguous, or would hand an administrator's account to a record, is for
 * a human. Names never match by themselves.
 * @param mayBeNamesake the login was made from the name and was not taken for this person before, so that an account that
 * bears it may be a namesake's.
 */
export function correlate(candidates: readonly Candidate[], mayBeNamesake: boolean): Correlation {
  const [candidate, ...others] = candidates;
  if (!candidate) return { kind: "none" };
  const ids = candidates.map(({ account }) => account.id).join(", ");
  if (others.length > 0)
    return disputed(`${candidates.length} accounts bear the record's login or e-mail address (${ids})`);
  if (mayBeNamesake)
    return {
      ...disputed(`an account bears the login that the name would give (${ids}); it may be a namesake's`),
      todo: "enter the work e-mail address of the person in the record",
    };
  if (candidate.hasAdminRoles) return disputed(`the account that bears the login (${ids}) has admin roles`);
  if (!candidate.heldBy) return { kind: "link", account: candidate.account };
  if (candidate.heldBy.hasRecord) {
    const { reason, todo } = disputed(
      `the account that bears the login (${ids}) belongs to ${candidate.heldBy.personKey}`,
    );
    return { kind: "disputed", reason, todo: `${todo}. If both are one person, send the same person id for both` };
  }
  return { kind: "same-person", personKey: candidate.heldBy.personKey };
}

/** Another person of ours is about to be given this login. */
export function loginTaken(personKey: string): Correlation {
  return disputed(`person ${personKey} is about to be given the same login`);
}

/** The account bears the address of another record as well, of an employment that goes on. */
export function addressInUse(accountId: string): Correlation {
  const { kind, reason } = disputed(
    `the account that bears the address (${accountId}) bears that of another record too, which goes on`,
  );
  return {
    kind,
    reason,
    todo: "if both are one person, send the same person id for both; take the old record out if not",
  };
}

function disputed(reason: string): Extract<Correlation, { kind: "disputed" }> {
  return {
    kind: "disputed",
    reason,
    todo: "correct the login or e-mail address in the record, or in Okta; it goes on by itself then",
  };
}

/** The login that a profile for a new account names. */
export function loginOf(profile: Account["profile"]): string {
  return textOf(profile, "login").toLowerCase();
}
