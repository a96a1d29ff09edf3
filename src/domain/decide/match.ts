import type { Profile } from "../account.ts";
import { MATCH_ATTRIBUTES, type Match, type Policy } from "../policy.ts";
import { matchValue } from "../worker.ts";

const folded = (text: string): string => text.trim().toLowerCase();
const oneOf = (wanted: string | readonly string[]): readonly string[] => [wanted].flat();

/** Every named attribute has one of its wanted values; compared without case and surrounding white space. */
export function matches(match: Match, profile: Profile, policy: Policy): boolean {
  return MATCH_ATTRIBUTES.every((attribute) => {
    const wanted = match[attribute];
    if (wanted === undefined) return true;
    const found = folded(matchValue(profile, policy, attribute));
    return oneOf(wanted).some((value) => folded(value) === found);
  });
}

/** The condition in words, in the same order however the policy's keys are ordered. */
export function describeMatch(match: Match): string {
  const parts = MATCH_ATTRIBUTES.flatMap((attribute) => {
    const wanted = match[attribute];
    return wanted === undefined ? [] : [`${attribute} is ${oneOf(wanted).join(" or ")}`];
  });
  return parts.length === 0 ? "for everybody" : `when ${parts.join(" and ")}`;
}
