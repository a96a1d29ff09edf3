import type { Profile, UserType } from "./account.ts";

/**
 * Names of the attributes in which the profile holds something and that the user type does not have: a change to it
 * deletes them. https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/#tag/User/operation/replaceUser
 */
export function attributesLost(profile: Profile, { attributes }: UserType): readonly string[] {
  const held = Object.keys(profile).filter((name) => (profile[name] ?? "") !== "");
  return held.filter((name) => !attributes.includes(name)).toSorted();
}
