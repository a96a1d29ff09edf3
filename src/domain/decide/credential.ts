import type { Decision } from "../decision.ts";
import type { OperationOf } from "../operation.ts";
import { textOf } from "../worker.ts";
import { type AccountInput, statusOf } from "./input.ts";

/** How a joiner comes to the first credential. */
export interface CredentialPlan {
  readonly reopen?: OperationOf<"reopen-account">;
  readonly activate?: OperationOf<"activate">;
  readonly deliver?: OperationOf<"deliver-credential">;
  readonly hold?: Decision["hold"];
  readonly notes: readonly string[];
}

/** The effect that `activate` without mail leaves on the person, written before the activation itself. */
export const ACTIVATED_SILENTLY = "activated-silently";

/** @param effects once-only effects of the present life cycle. */
export function planCredential(input: AccountInput, effects: Readonly<Record<string, unknown>>): CredentialPlan {
  const present = statusOf(input.account);
  const reopen = present === "DEPROVISIONED";
  const status = reopen ? "PROVISIONED" : present;
  if (status !== "STAGED" && status !== "PROVISIONED") return { notes: [] };
  const isDelivered = effects["credential"] !== undefined;
  const way = isDelivered ? "delivered" : wayOf(input);
  if (way === undefined) return { hold: NO_ADDRESS, notes: [] };
  const byMail = way === "okta-mail";
  const how = { delivered: "was delivered before", "okta-mail": "by Okta's mail", "manager-link": "by the manager" }[
    way
  ];
  const why = `first credential ${how}`;
  const to = input.manager?.email;
  // We activated without mail, and the link that was to go to the manager never went: Okta's mail is still to come.
  const owed = byMail && status === "PROVISIONED" && (reopen || effects[ACTIVATED_SILENTLY] !== undefined);
  return {
    ...(reopen
      ? { reopen: { kind: "reopen-account", why: "a former account is live again before it is changed" } }
      : {}),
    ...(status === "STAGED" || owed ? { activate: { kind: "activate", why, sendEmail: byMail } } : {}),
    ...(way === "manager-link" && to !== undefined ? { deliver: { kind: "deliver-credential", why, to } } : {}),
    notes:
      byMail && status === "PROVISIONED" && !owed
        ? ["Okta mailed the activation link when the account was activated: nothing to deliver"]
        : [],
  };
}

const NO_ADDRESS = {
  code: "no-reachable-address",
  reason: "there is neither a personal address nor a reachable manager for the first credential",
  todo: "set the personal address (secondEmail) or a manager in Okta; it goes on by itself then",
};

/** The policy's way, else the other one, else none. */
function wayOf(input: AccountInput): "okta-mail" | "manager-link" | undefined {
  const ways = { "okta-mail": hasPersonalAddress(input), "manager-link": hasReachableManager(input) };
  const preferred = input.policy.joiner.firstCredential;
  const other: typeof preferred = preferred === "okta-mail" ? "manager-link" : "okta-mail";
  return [preferred, other].find((way) => ways[way]);
}

/** A manager to whom a message can go. */
export function hasReachableManager({ manager }: AccountInput): boolean {
  return manager?.reachable === true && manager.email !== undefined;
}

/** An address other than the work address: a new hire cannot read the work mailbox yet. */
function hasPersonalAddress({ account, policy }: AccountInput): boolean {
  const read = (attribute: string) => textOf(account.profile, attribute).toLowerCase();
  const address = read(policy.attributes.personalEmail);
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address) && address !== read("email") && address !== read("login");
}
