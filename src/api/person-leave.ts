import { AuthorityRefused, MasteryError, StateChanged } from "../domain/errors.ts";
import { oktaIdOf, type Person } from "../domain/person.ts";
import type { DirectoryReader } from "../ports/directory.ts";
import type { ParsedInputOf } from "./contract.ts";
import type { OperatorDeps } from "./operator-deps.ts";
import { whoDecides } from "./our-word.ts";
import { findSubject, type PlacedOrder, placeOrder, type Subject } from "./place-order.ts";
import { readWhen } from "./when.ts";

/** A leave, or the containment that stands for it where another system decides who leaves. */
export type Leave =
  | (PlacedOrder<"leave"> & { readonly endIn?: undefined })
  | (PlacedOrder<"contain"> & {
      /** Where the account has to be ended by hand. */
      readonly endIn: { readonly authority: string; readonly rightPlace: string };
    });

/**
 * A named operator orders that somebody leaves. Where another system decides that, access is contained at once: cut,
 * reversibly, until that system has ended the account.
 * @throws AuthorityRefused with the right place, for a leave at a later time that another system decides.
 */
export async function orderLeave(input: ParsedInputOf<"person.leave">, deps: OperatorDeps): Promise<Leave> {
  const subject = await findSubject(input, deps);
  const { tenant, now } = subject;
  const { config } = tenant;
  const at = readWhen(input.at, { now, timeZone: config.policy.timeZone, edge: "end" });
  const elsewhere = await whoDecides(subject, deps);
  if (!elsewhere)
    return placeOrder<"leave">(subject, input, { kind: "leave", at }, deps, () => requireNotGone(subject, deps));
  const { authority, rightPlace } = elsewhere;
  if (at > now)
    throw new AuthorityRefused(
      `nothing was ordered: in tenant ${config.id} ${authority} decides who leaves, and its word would undo what ` +
        `is done in Okta. End it there (${rightPlace}). Ordered without --at, access is cut at once and until ` +
        `${authority} has ended the account`,
      { provider: "okta" },
    );
  const contained = await placeOrder<"contain">(subject, input, { kind: "contain", at }, deps, () =>
    requireNotGone(subject, deps),
  );
  return { ...contained, endIn: { authority, rightPlace } };
}

/**
 * An order for somebody who has left would stand, unused, and throw a rehire out again. An account that lives, or cannot
 * be read, is ordered to leave all the same.
 * @throws StateChanged when the person has left and the account shows it.
 */
async function requireNotGone({ tenant, person }: Subject, deps: OperatorDeps): Promise<void> {
  const accountId = person && oktaIdOf(person);
  if (person?.phase !== "left" || accountId === undefined) return;
  const directory = await deps.directory(tenant.config);
  const account = await readOrOutage(directory, accountId);
  if (account === "unreadable" || (account && account.status !== "DEPROVISIONED")) return;
  throw new StateChanged(
    `nothing was ordered: ${describe(person)}, and the account is ${account ? "deactivated" : "gone"}`,
  );
}

const describe = ({ key, leftAt }: Person): string => `${key} has left${leftAt ? ` (${leftAt})` : ""}`;

async function readOrOutage(directory: DirectoryReader, accountId: string) {
  try {
    return await directory.readAccount(accountId);
  } catch (error) {
    if (error instanceof MasteryError) return "unreadable";
    throw error;
  }
}
