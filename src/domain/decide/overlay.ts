import type { Account, Profile } from "../account.ts";
import type { AttributeAuthority } from "../decision.ts";
import { textOf } from "../worker.ts";
import type { AccountInput } from "./input.ts";

/** What somebody whose word wins over Okta's present value wants an attribute to be; null clears. */
export interface Wish {
  readonly value: string | null;
  readonly authority: AttributeAuthority;
}

/** By attribute: the wish, and the value that the account has. */
export type Overlay = ReadonlyMap<string, Wish & { readonly present: Profile[string] | undefined }>;

/**
 * The input with a profile as the wishes want it, so that rules, groups and moves are worked out from what will be true.
 * A wish that comes later wins.
 */
export function withWishes(input: AccountInput, wishes: ReadonlyMap<string, Wish>): AccountInput {
  if (wishes.size === 0) return input;
  const overlay = new Map(input.overlay ?? []);
  const profile: Record<string, Profile[string]> = { ...input.account.profile };
  for (const [attribute, wish] of wishes) {
    overlay.set(attribute, { ...wish, present: (overlay.get(attribute) ?? { present: profile[attribute] }).present });
    profile[attribute] = wish.value;
  }
  const account: Account = { ...input.account, profile };
  return { ...input, account, overlay };
}

/** The wishes that the account does not fulfil yet. */
export function pendingWishes({ overlay }: AccountInput): ReadonlyMap<string, Wish & { present: Profile[string] }> {
  const pending = new Map<string, Wish & { present: Profile[string] }>();
  for (const [attribute, { present = null, ...wish }] of overlay ?? [])
    if (textOf({ [attribute]: present }, attribute) !== (wish.value ?? "").trim())
      pending.set(attribute, { ...wish, present });
  return pending;
}

/** The profile as the account has it, without what is wished of it. */
export function presentProfile({ account, overlay }: AccountInput): Profile {
  const present = [...(overlay ?? [])].map(([attribute, wish]) => [attribute, wish.present ?? null] as const);
  return { ...account.profile, ...Object.fromEntries(present) };
}
