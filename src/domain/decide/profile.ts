import type { Account, Profile } from "../account.ts";
import type { AttributeAuthority, Refusal } from "../decision.ts";
import { attributeOwner, isSignInAttribute, MASTERY, type Mode } from "../mastery.ts";
import type { OperationOf } from "../operation.ts";
import type { Policy, ProfileRule } from "../policy.ts";
import { textOf } from "../worker.ts";
import type { AccountInput } from "./input.ts";
import { describeMatch, matches } from "./match.ts";
import { pendingWishes } from "./overlay.ts";
import { carriesFact } from "./standing.ts";

const NOTHING: ReadonlySet<string> = new Set();

/** The profile as the tenant's rules want it, and the way there. */
export interface ProfilePlan {
  readonly operation?: OperationOf<"update-profile">;
  /** The profile once the operation is done: what group rules look at. */
  readonly profile: Profile;
  readonly authority: Readonly<Record<string, AttributeAuthority>>;
  readonly refused: readonly Refusal[];
  readonly notes: readonly string[];
}

/**
 * @param before the profile before a move. What the rules gave for it and the account still holds is the rules' own: weak
 * ones may replace it, and what none of them gives any more is cleared.
 */
export function planProfile(input: AccountInput, before?: Profile): ProfilePlan {
  const { account, policy, mode } = input;
  const { allowed, refused } = allowedRules(policy.joiner.profile, account, mode);
  const ours = before ? ownValues(allowed, before, account.profile, policy) : NOTHING;
  const settled = settle(allowed, account.profile, policy, ours);
  const { contested, blank } = settled;
  const wanted = new Map([...settled.wanted, ...clearances(allowed, ours, settled, policy)]);
  const changes: Record<string, string | null> = {};
  const former: OperationOf<"update-profile">["before"] = {};
  const authority: Record<string, AttributeAuthority> = {};
  const why: string[] = [];
  for (const [attribute, wish] of pendingWishes(input)) {
    changes[attribute] = wish.value;
    former[attribute] = scalarOf({ [attribute]: wish.present }, attribute);
    authority[attribute] = wish.authority;
    why.push(`${attribute}: ${wish.authority.rule}`);
  }
  for (const [attribute, { value, rules }] of wanted) {
    if (textOf(account.profile, attribute) === (value ?? "").trim()) continue;
    const [first] = rules;
    const rule = rules
      .map((one) => `${value === null ? "no longer " : ""}${describeRule(one)}`)
      .toSorted()
      .join("; ");
    changes[attribute] = value;
    former[attribute] = scalarOf(account.profile, attribute);
    authority[attribute] = { system: "mastery-rule", strength: first?.strength ?? "weak", rule };
    why.push(rule);
  }
  const isNeeded = why.length > 0;
  return {
    ...(isNeeded
      ? { operation: { kind: "update-profile", why: why.toSorted().join("; "), changes, before: former } }
      : {}),
    profile: { ...account.profile, ...changes },
    authority,
    refused: [...refused, ...contested.map(contestedRefusal)],
    notes: blank.map((rule) => `not applied, since a part of its template is empty: ${describeRule(rule)}`),
  };
}

/** Who sources the attribute; a password that AD or LDAP checks shows that the directory sources the account. */
export function ownerOf(attribute: string, account: Account, mode: Mode): Mode {
  const isDirectorySourced = account.credentialProvider === "ACTIVE_DIRECTORY" || account.credentialProvider === "LDAP";
  return attributeOwner(mode === "okta" && isDirectorySourced ? "ad" : mode, attribute);
}

function allowedRules(rules: readonly ProfileRule[], account: Account, mode: Mode) {
  const allowed: ProfileRule[] = [];
  const refused: Refusal[] = [];
  for (const rule of rules) {
    const what = `attribute ${rule.attribute}`;
    const owner = ownerOf(rule.attribute, account, mode);
    if (isSignInAttribute(rule.attribute)) {
      refused.push({ code: "sign-in-attribute", what, reason: "no rule changes how a person signs in" });
    } else if (owner !== "okta") {
      const { authority, rightPlace } = MASTERY[owner];
      refused.push({ code: "sourced-elsewhere", what, reason: `${authority} is the authority for it`, rightPlace });
    } else allowed.push(rule);
  }
  return { allowed, refused };
}

/** Attributes whose present value is what the rules gave for the profile `before`. */
function ownValues(
  rules: readonly ProfileRule[],
  before: Profile,
  present: Profile,
  policy: Policy,
): ReadonlySet<string> {
  const everything = new Set(rules.map((rule) => rule.attribute));
  const { wanted } = settle(rules, before, policy, everything);
  return new Set([...wanted].flatMap(([name, { value }]) => (textOf(present, name) === value?.trim() ? name : [])));
}

/** What the rules gave and none of them gives any more; the facts that rules look at stay with their authority. */
function clearances(
  rules: readonly ProfileRule[],
  ours: ReadonlySet<string>,
  { profile, isCircular }: Settled,
  policy: Policy,
): [string, Wanted][] {
  if (isCircular) return [];
  return [...ours].flatMap((attribute): [string, Wanted][] => {
    const former = rules.filter((rule) => rule.attribute === attribute);
    const isGiven = former.some((rule) => matches(rule.when, profile, policy));
    return isGiven || carriesFact(attribute, policy) ? [] : [[attribute, { value: null, rules: former }]];
  });
}

interface Wanted {
  /** Null clears. */
  readonly value: string | null;
  readonly rules: readonly ProfileRule[];
}

interface Settled {
  /** With what the rules want: what the conditions were last held against. */
  readonly profile: Profile;
  readonly wanted: ReadonlyMap<string, Wanted>;
  /** Attributes for which rules of the same strength want different values, or chase each other. */
  readonly contested: readonly string[];
  readonly blank: readonly ProfileRule[];
  /** Rules chase each other, so that what holds is not known. */
  readonly isCircular: boolean;
}

/**
 * Rules may build on what other rules write, so all of them are applied at once, again and again until nothing moves:
 * their order in the file does not matter. Rules that chase each other never settle, and then none is applied.
 */
function settle(rules: readonly ProfileRule[], original: Profile, policy: Policy, ours: ReadonlySet<string>): Settled {
  const isOpen = (attribute: string): boolean => ours.has(attribute) || textOf(original, attribute) === "";
  let profile = original;
  let round = applyOnce(rules, isOpen, profile, policy);
  for (let count = 0; count <= rules.length; count += 1) {
    const next = { ...original, ...valuesOf(round.wanted) };
    if (sameValues(next, profile)) return round;
    profile = next;
    round = applyOnce(rules, isOpen, profile, policy);
  }
  const contested = [...new Set([...round.contested, ...round.wanted.keys()])];
  return { ...round, wanted: new Map(), contested, isCircular: true };
}

function valuesOf(wanted: ReadonlyMap<string, Wanted>): Record<string, string | null> {
  return Object.fromEntries([...wanted].map(([attribute, { value }]) => [attribute, value]));
}

function sameValues(one: Profile, other: Profile): boolean {
  const attributes = [...Object.keys(one), ...Object.keys(other)];
  return attributes.every((attribute) => textOf(one, attribute) === textOf(other, attribute));
}

/** What the rules want, given `profile`; weak ones speak only where an attribute is open to them. */
function applyOnce(
  rules: readonly ProfileRule[],
  isOpen: (attribute: string) => boolean,
  profile: Profile,
  policy: Policy,
): Settled {
  const wanted = new Map<string, Wanted>();
  const contested: string[] = [];
  const blank: ProfileRule[] = [];
  for (const attribute of new Set(rules.map((rule) => rule.attribute))) {
    const holding = rules.filter((rule) => rule.attribute === attribute && matches(rule.when, profile, policy));
    const strong = holding.filter((rule) => rule.strength === "strong");
    const speaking = strong.length > 0 ? strong : isOpen(attribute) ? holding : [];
    const filled = speaking.map((rule) => ({ rule, value: fillTemplate(rule.value, profile) }));
    blank.push(...filled.filter(({ value }) => value === undefined).map(({ rule }) => rule));
    const values = new Set(filled.flatMap(({ value }) => value ?? []));
    const [value] = values;
    if (values.size > 1) contested.push(attribute);
    else if (value !== undefined)
      wanted.set(attribute, {
        value,
        rules: filled.filter((one) => one.value !== undefined).map(({ rule }) => rule),
      });
  }
  return { profile, wanted, contested, blank, isCircular: false };
}

/** Undefined when an attribute that the template names is empty: half a value is worse than none. */
function fillTemplate(template: string, profile: Profile): string | undefined {
  let hasGap = false;
  const text = template.replace(/\{([^{}]+)\}/g, (_whole, attribute: string) => {
    const value = textOf(profile, attribute.trim());
    hasGap ||= value === "";
    return value;
  });
  return hasGap || text.trim() === "" ? undefined : text;
}

function scalarOf(profile: Profile, attribute: string): string | number | boolean | null {
  const value = profile[attribute] ?? null;
  return typeof value === "object" ? null : value;
}

function describeRule({ attribute, value, when, strength }: ProfileRule): string {
  return `${strength} rule ${attribute} = "${value}" ${describeMatch(when)}`;
}

function contestedRefusal(attribute: string): Refusal {
  return {
    code: "conflicting-rules",
    what: `attribute ${attribute}`,
    reason: "rules of the same strength want different values, or build on each other in a circle",
    rightPlace: "the tenant's file: policy.joiner.profile",
  };
}
