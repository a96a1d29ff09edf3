import type { Profile } from "./account.ts";
import { textOf } from "./worker.ts";

/** The attributes of `wanted` that the profile does not hold; nothing and an empty text are the same. */
export function differingAttributes(profile: Profile | undefined, wanted: Profile): readonly string[] {
  const holds = (name: string): boolean =>
    profile !== undefined && textOf(profile, name) === String(wanted[name] ?? "").trim();
  return Object.keys(wanted).filter((name) => !holds(name));
}
