import type { AttributeAuthority, Refusal } from "../decision.ts";
import { isSignInAttribute, MASTERY } from "../mastery.ts";
import type { OperationOf } from "../operation.ts";
import type { Standing } from "../person.ts";
import { textOf } from "../worker.ts";
import type { AccountInput } from "./input.ts";
import { ownerOf, type ProfilePlan, planProfile } from "./profile.ts";

/** The profile after a move: what the rules say now in place of what they said before, and the former address kept. */
export function planMoverProfile(input: AccountInput, standing: Standing): ProfilePlan {
  const plan = planProfile(input, { ...input.account.profile, ...standing.profile });
  const alias = planAlias(input, standing);
  const { attribute, value } = alias;
  if (attribute === undefined || value === undefined || attribute in (plan.operation?.changes ?? {}))
    return { ...plan, refused: [...plan.refused, ...alias.refused], notes: [...plan.notes, ...alias.notes] };
  const why = `the former e-mail address is kept in ${attribute}`;
  const authority: AttributeAuthority = { system: "mastery-rule", strength: "strong", rule: why };
  const operation: OperationOf<"update-profile"> = {
    kind: "update-profile",
    why: [plan.operation?.why, why].filter(Boolean).join("; "),
    changes: { ...plan.operation?.changes, [attribute]: value },
    before: { ...plan.operation?.before, [attribute]: textOf(input.account.profile, attribute) || null },
  };
  return {
    ...plan,
    operation,
    profile: { ...plan.profile, [attribute]: value },
    authority: { ...plan.authority, [attribute]: authority },
  };
}

interface Alias {
  readonly attribute?: string;
  readonly value?: string;
  readonly refused: readonly Refusal[];
  readonly notes: readonly string[];
}

const NO_ALIAS: Alias = { refused: [], notes: [] };

function planAlias({ account, policy, mode }: AccountInput, standing: Standing): Alias {
  const former = standing.profile["email"] ?? "";
  const attribute = policy.mover.aliasAttribute;
  if (former === "" || former.toLowerCase() === textOf(account.profile, "email").toLowerCase()) return NO_ALIAS;
  if (attribute === undefined)
    return { ...NO_ALIAS, notes: ["the former e-mail address is not kept: policy.mover.aliasAttribute is not set"] };
  const refuse = (code: string, reason: string, rightPlace: string): Alias => ({
    ...NO_ALIAS,
    refused: [{ code, what: `attribute ${attribute}`, reason, rightPlace }],
  });
  const place = "the tenant's file: policy.mover.aliasAttribute";
  if (isSignInAttribute(attribute)) return refuse("sign-in-attribute", "no rule changes how a person signs in", place);
  const owner = ownerOf(attribute, account, mode);
  if (owner !== "okta") {
    const { authority, rightPlace } = MASTERY[owner];
    return refuse("sourced-elsewhere", `${authority} is the authority for it`, rightPlace);
  }
  const present = account.profile[attribute] ?? "";
  if (typeof present !== "string") return refuse("not-text", "it does not hold text", place);
  const aliases = present.split(",").map((address) => address.trim());
  if (aliases.some((address) => address.toLowerCase() === former.toLowerCase())) return NO_ALIAS;
  return { ...NO_ALIAS, attribute, value: [...aliases.filter(Boolean), former].join(", ") };
}
