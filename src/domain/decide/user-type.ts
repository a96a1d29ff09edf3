import type { Profile } from "../account.ts";
import type { AttributeAuthority, Refusal } from "../decision.ts";
import { MASTERY } from "../mastery.ts";
import type { OperationOf } from "../operation.ts";
import type { Policy } from "../policy.ts";
import { attributesLost } from "../user-type.ts";
import { matchValue } from "../worker.ts";
import type { AccountInput } from "./input.ts";
import { presentProfile } from "./overlay.ts";
import { ownerOf } from "./profile.ts";

interface UserTypePlan {
  readonly operation?: OperationOf<"change-user-type">;
  readonly authority: Readonly<Record<string, AttributeAuthority>>;
  readonly refused: readonly Refusal[];
}

const NOTHING: UserTypePlan = { authority: {}, refused: [] };
const IN_FILE = "the tenant's file: policy.userTypes";
const IN_SCOPES = "Okta Admin Console: the app's Okta API Scopes: okta.userTypes.read and okta.schemas.read";
const IN_PROFILE_EDITOR = "Okta Admin Console: Directory > Profile Editor";

/** The entry of the policy for this profile's worker type; compared as rules compare. */
export function userTypeGiven(profile: Profile, policy: Policy) {
  const folded = (text: string): string => text.trim().toLowerCase();
  const wanted = folded(matchValue(profile, policy, "workerType"));
  const entry = Object.entries(policy.userTypes).find(([workerType]) => folded(workerType) === wanted);
  return entry && { workerType: entry[0], typeName: entry[1] };
}

/**
 * The way to the Okta user type that the policy gives to a worker type. Never one that costs the account a value: only a
 * PUT changes the type, and what the new type does not have is deleted.
 */
export function planUserType(input: AccountInput, profile: Profile): UserTypePlan {
  const { account, facts, mode, policy } = input;
  const given = userTypeGiven(profile, policy);
  if (!given) return NOTHING;
  const { workerType, typeName } = given;
  const refuse = (code: string, reason: string, rightPlace: string): UserTypePlan => ({
    ...NOTHING,
    refused: [{ code, what: `the Okta user type ${typeName}`, reason, rightPlace }],
  });
  if (!facts.userTypes)
    return refuse("user-types-unreadable", "Okta does not let us read the org's user types", IN_SCOPES);
  const type = facts.userTypes.find(({ name }) => name === typeName);
  if (!type) return refuse("unknown-user-type", "the org has none of this name", `${IN_FILE}, or ${IN_PROFILE_EDITOR}`);
  if (account.userTypeId === type.id) return NOTHING;
  const owner = ownerOf("userType", account, mode);
  if (owner !== "okta" && !input.isBroughtIn) {
    const { authority, rightPlace } = MASTERY[owner];
    return refuse("sourced-elsewhere", `${authority} is the authority for the account`, rightPlace);
  }
  // What the rules are to write has to have its place there as well as what the account holds.
  const lost = new Set([...attributesLost(presentProfile(input), type), ...attributesLost(profile, type)]);
  if (lost.size > 0) {
    const names = [...lost].toSorted().join(", ");
    const reason = `it has no ${names}, and Okta would delete what the account holds there, or refuse what the rules write`;
    return refuse("user-type-lacks-attributes", reason, `${IN_PROFILE_EDITOR}: add them to the type`);
  }
  const why = `the policy gives the worker type ${workerType} the user type ${typeName}`;
  const before = account.userTypeId === undefined ? {} : { before: account.userTypeId };
  return {
    operation: { kind: "change-user-type", why, typeId: type.id, typeName, ...before },
    authority: { "step:user-type": { system: "mastery-rule", strength: "strong", rule: why } },
    refused: [],
  };
}

/** For a worker type to which the policy gives no user type. */
export function leftUserType(): Refusal {
  return {
    code: "okta-user-type",
    what: "the Okta user type, where the org has one for each worker type",
    reason: "the policy gives this worker type no Okta user type",
    rightPlace: `${IN_FILE}, or Okta Admin Console: Directory > People > the person > More Actions > Change User Type`,
  };
}
